"""What a config asks of the training loop, in numbers."""

from collections.abc import Sequence

import numpy as np

from gdrun.config import Config
from gdrun.engine.loop.problem import Rules
from gdrun.errors import PartError
from gdrun.parts.monitors import metric_of
from gdrun.records import Measured


def make_rules(
    config: Config,
    batch_size: int,
    columns: tuple[str, ...],
    metrics: Sequence[Measured],
    *,
    average: int,
    simple: bool,
) -> Rules:
    """What the loop obeys, in numbers.

    Args:
        config: What is asked for.
        batch_size: Of a full batch, the training rows.
        columns: The history's.
        metrics: The task's.
        average: The address of what averages theta; 0 if nothing does.
        simple: Whether all layers are dense, and all rows count alike.

    Raises:
        PartError: If something is to be watched that is not known after each epoch.
    """
    training, stop, decay = config.training, config.training.stop, config.decay
    watched, averaging = decay.watched(), training.average
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
        monitor=_column(stop.monitor, "training.stop.monitor", columns, metrics),
        monitor_largest=int(_is_best_largest(stop.monitor)),
        minimum_change=stop.minimum_change,
        react_column=_column(watched, "decay.monitor", columns, metrics),
        react_from=decay.warmup,
        average=average,
        average_by_steps=int(averaging is not None and averaging.per == "step"),
        average_from=averaging.first_epoch(training.epochs) if averaging else 0,
        plain=int(
            config.optimizer.is_plain()
            and simple
            and averaging is None
            and not config.penalty.l1
            and not config.penalty.l2
            and not training.clip_value
            and not training.clip_norm
            and not stop.gradient_norm
        ),
        snapshot_every=0,
    )


def _is_best_largest(monitor: str | None) -> bool:
    metric = metric_of(monitor) if monitor else None
    return bool(metric and metric.largest_is_best)


def _column(
    monitor: str | None, key: str, columns: tuple[str, ...], metrics: Sequence[Measured]
) -> int:
    if monitor is None:
        return -1
    if monitor in columns:
        return columns.index(monitor)
    if monitor.startswith("validation.") and not any(c.startswith("validation.") for c in columns):
        raise PartError(
            f"{key}: {monitor} needs a validation part, and there is none: add "
            "`data.split.validation`, or watch train.loss"
        )
    known = ", ".join(["train.loss", *(f"validation.{metric.name}" for metric in metrics)])
    raise PartError(f"{key}: this task has no {monitor}; known after each epoch are {known}")
