"""gdrun: an experiment runner for gradient descent.

The commands' Python face: ``gdrun.train(config)`` does what ``gdrun train`` does.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gdrun.config import Config
    from gdrun.gradients import GradientReport
    from gdrun.records import Outcome

__all__ = ["gradcheck", "sweep", "train"]


def train(
    config: "Config | Path | str | Mapping[str, Any]",
    *,
    workers: int | None = None,
    store: Path | str | None = None,
) -> "Outcome":
    """Trains a network with every seed of a config.

    Args:
        config: The path of a YAML file, or what one says as a mapping, or a loaded config.
        workers: Trials at the same time; left out, the cores that this process may use.
        store: A file in which trials are kept, and from which known ones are taken.

    Raises:
        gdrun.errors.GdrunError: If the config, the data or the store cannot be used.
    """
    # Imported when called, so that `gdrun --help` does not wait for the compiler.
    from gdrun.experiment import Keeping, Manner
    from gdrun.experiment import train as run

    keeping = None if store is None else Keeping(Path(store))
    return run(_loaded(config), None, Manner(workers=workers, keeping=keeping))


def sweep(
    config: Path | str,
    over: Mapping[str, Sequence[Any]] | None = None,
    *,
    metric: str | None = None,
    workers: int | None = None,
    store: Path | str | None = None,
) -> "Outcome":
    """Trains every combination of some values with every seed.

    Args:
        config: The path of a YAML file; its ``sweep`` says what is tried.
        over: Dotted keys and the values of each, besides those of the file.
        metric: What variants are to be ranked by; left out, accuracy or RMSE.
        workers: As for ``train``, like what follows.
        store: As for ``train``.

    Raises:
        gdrun.errors.GdrunError: As for ``train``.
    """
    from gdrun.config import load_sweep
    from gdrun.experiment import Keeping, Manner
    from gdrun.experiment import sweep as run

    said = [f"{key}={json.dumps(list(values))}" for key, values in (over or {}).items()]
    asked = load_sweep(Path(config), over=said)
    keeping = None if store is None else Keeping(Path(store))
    manner = Manner(workers=workers, keeping=keeping)
    return run(asked.experiment, asked.settings(), metric, manner)


def gradcheck(
    config: "Config | Path | str | Mapping[str, Any] | None" = None,
    *,
    after: int | None = None,
    step: float | None = None,
    samples: int | None = None,
    seed: int = 0,
    sabotage: str | None = None,
    on_status: Callable[[str], None] = lambda _: None,
) -> "GradientReport":
    """Compares backpropagation with one step of descent and with differences of the loss.

    ``gradcheck({"data": {"source": "iris"}, "model": {"activation": "mine"}})`` checks an
    activation of one's own, once its class is defined; ``report.passed`` is the answer.

    Args:
        config: As for ``train``; None checks every activation and loss there is.
        after: With a config, also checks the weights after so many epochs of its training.
        step: The largest ε of the differences, from 1e-6 to 0.03; 0.001 if left out. Where the
            loss bends or has a kink within it, a smaller one is taken.
        samples: How many entries of each tensor are checked; left out, all, or 500 of each
            in networks of more than 20,000 parameters.
        seed: Of the choice of entries.
        sabotage: A mistake to plant, as ``gdrun gradcheck --sabotage help`` lists them.
        on_status: Told, in words, of what is going on.

    Raises:
        gdrun.errors.GdrunError: If the config, its data, the step or the sabotage cannot be used.
    """
    from gdrun.checking import check_builtin, check_config

    if config is None:
        return check_builtin(
            step=step, samples=samples, seed=seed, sabotage=sabotage, on_status=on_status
        )
    return check_config(
        _loaded(config),
        after=after,
        step=step,
        samples=samples,
        seed=seed,
        sabotage=sabotage,
        on_status=on_status,
    )


def _loaded(config: "Config | Path | str | Mapping[str, Any]") -> "Config":
    from gdrun.config import Config, load_config, parse_config

    if isinstance(config, Mapping):
        return parse_config(config, folder=Path(), name="experiment")
    return config if isinstance(config, Config) else load_config(Path(config))
