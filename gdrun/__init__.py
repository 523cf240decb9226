"""gdrun: an experiment runner for gradient descent.

The commands' Python face: ``gdrun.train(config)`` does what ``gdrun train`` does.
"""

import json
import operator
from collections.abc import Callable, Iterable, Mapping
from numbers import Real
from pathlib import Path
from typing import TYPE_CHECKING, Any, SupportsIndex

if TYPE_CHECKING:
    from gdrun.config import Config
    from gdrun.records import Outcome
    from gdrun.records.gradients import GradientReport

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
        TypeError: If an argument is of the wrong kind.
        ValueError: If ``workers`` is below 1.
    """
    _check_whole("workers", workers, 1)
    # Imported when called, so that `gdrun --help` does not wait for the compiler.
    from gdrun.experiment import Keeping, RunOptions
    from gdrun.experiment import train as run

    keeping = None if store is None else Keeping(Path(store))
    return run(_loaded(config), None, RunOptions(workers=workers, keeping=keeping))


def sweep(
    config: Path | str,
    over: Mapping[str, Iterable[Any]] | None = None,
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
        gdrun.errors.GdrunError: As for ``train``, like what follows.
        TypeError: If the values of a key are no list, too.
        ValueError: As for ``train``.
    """
    _check_whole("workers", workers, 1)
    said = [f"{key}={_written(key, values)}" for key, values in (over or {}).items()]
    from gdrun.config import load_sweep
    from gdrun.experiment import Keeping, RunOptions
    from gdrun.experiment import sweep as run

    asked = load_sweep(Path(config), over=said)
    keeping = None if store is None else Keeping(Path(store))
    options = RunOptions(workers=workers, keeping=keeping)
    return run(asked.experiment, asked.settings(), metric, options)


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
    activation of one's own, once its class is defined; ``report.passed`` is the answer, and
    ``gdrun.report.tables.gradients.print_gradients(report, rich.console.Console())`` prints the
    tables.

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
        gdrun.errors.GdrunError: If the config, its data, the step or the sabotage cannot be used,
            or a part lacks a kernel.
        TypeError: If an argument is of the wrong kind.
        ValueError: If ``after`` or ``samples`` is below 1, ``seed`` is negative, or ``after`` is
            said without a config.
    """
    _check_whole("after", after, 1)
    _check_whole("samples", samples, 1)
    _check_whole("seed", seed, 0)
    if step is not None and not isinstance(step, Real):
        raise TypeError(f"step must be a number, not {step!r}")
    if sabotage is not None and not isinstance(sabotage, str):
        raise TypeError(f"sabotage must be a name, not {sabotage!r}")
    if config is None and after is not None:
        raise ValueError("after is for a config, and none is given")
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


def _check_whole(name: str, number: object, smallest: int) -> None:
    """Sees that an argument, if it is said, is a whole number that is large enough."""
    if number is None:
        return
    # NumPy's whole numbers are some, and True is none.
    if isinstance(number, bool) or not isinstance(number, SupportsIndex):
        raise TypeError(f"{name} must be a whole number, not {number!r}")
    whole = operator.index(number)
    if whole < smallest:
        raise ValueError(f"{name} must be at least {smallest}, not {whole}")


def _written(key: str, values: object) -> str:
    """A sweep's values as YAML has them."""
    if isinstance(values, str | Mapping) or not isinstance(values, Iterable):
        raise TypeError(f"the values of `{key}` must be a list, such as [{values!r}]")
    try:
        # NumPy's numbers, as from `np.arange`, know how to become plain ones.
        return json.dumps(list(values), default=lambda value: value.tolist())
    except (AttributeError, TypeError):
        raise TypeError(
            f"the values of `{key}` must be what YAML can say: numbers, text, lists, mappings"
        ) from None


def _loaded(config: "Config | Path | str | Mapping[str, Any]") -> "Config":
    from gdrun.config import Config, load_config, parse_config

    if isinstance(config, Mapping):
        return parse_config(config, folder=Path(), name="experiment")
    return config if isinstance(config, Config) else load_config(Path(config))
