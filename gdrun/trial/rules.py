"""What a config asks of the training loop, in numbers."""

from collections.abc import Sequence

import numpy as np

from gdrun.config import Config
from gdrun.engine.loop.problem import Rules
from gdrun.errors import PartError
from gdrun.parts.layers import Dense
from gdrun.records import LARGEST_IS_BEST
from gdrun.trial.network import PlacedLayer


def make_rules(
    config: Config, batch_size: int, columns: tuple[str, ...], layers: Sequence[PlacedLayer]
) -> Rules:
    """What the loop obeys, in numbers.

    Raises:
        PartError: If something is to be watched that is not known after each epoch.
    """
    training, stop, decay = config.training, config.training.stop, config.decay
    watched = decay.watched()
    return Rules(
        batch_size=batch_size,
        shuffle=int(training.shuffle),
        vary_rounding=int("rounding" in config.randomness.vary),
        l1=config.penalty.l1,
        l2=config.penalty.l2,
        clip_value=training.clip_value or 0.0,
        clip_norm=training.clip_norm or 0.0,
        gradient_norm=stop.gradient_norm or 0.0,
        loss_change=stop.loss_change or 0.0,
        loss_below=-np.inf if stop.loss_below is None else stop.loss_below,
        patience=stop.patience,
        monitor=_column(stop.monitor, "training.stop.monitor", columns) if stop.monitor else -1,
        monitor_largest=int((stop.monitor or "").rpartition(".")[2] in LARGEST_IS_BEST),
        minimum_change=stop.minimum_change,
        react_column=_column(watched, "decay.monitor", columns) if watched else -1,
        react_from=decay.warmup,
        plain=int(
            config.optimizer.is_plain()
            and all(isinstance(layer.part, Dense) for layer in layers)
            and not config.penalty.l1
            and not config.penalty.l2
            and not training.clip_value
            and not training.clip_norm
            and not stop.gradient_norm
        ),
        snapshot_every=0,
    )


def _column(monitor: str, key: str, columns: tuple[str, ...]) -> int:
    if monitor in columns:
        return columns.index(monitor)
    known = ", ".join(columns[1:])
    if monitor.startswith("validation.") and not any(c.startswith("validation.") for c in columns):
        raise PartError(
            f"{key}: {monitor} needs a validation part, and there is none: add "
            "`data.split.validation`, or watch train.loss"
        )
    raise PartError(f"{key}: this task has no {monitor}; known after each epoch are {known}")
