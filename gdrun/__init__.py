"""gdrun: an experiment runner for gradient descent.

The commands' Python face: ``gdrun.train(config)`` does what ``gdrun train`` does. What comes back
holds all that was found, and ``print(result)`` shows what the command does.
"""

import operator
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from numbers import Real
from pathlib import Path
from typing import TYPE_CHECKING, Any, SupportsIndex

if TYPE_CHECKING:
    from gdrun.config import Config, Sweep
    from gdrun.result import GradcheckResult, SweepResult, TrainingResult, VarianceResult
    from gdrun.stored import StoredExperiments

__all__ = ["gradcheck", "open", "sweep", "train", "variance"]

UNNAMED = "experiment"
"""What an experiment is called whose config is a mapping without ``name``."""


def train(
    config: "Config | Path | str | Mapping[str, Any]",
    *,
    X: Any = None,
    y: Any = None,
    workers: int | None = None,
    store: Path | str | None = None,
    history: int | str | None = None,
) -> "TrainingResult":
    """Trains a network with every seed of a config.

    Args:
        config: The path of a YAML file, or what one says as a mapping, or a loaded config.
        X: In place of the config's source, which may be left out then: the inputs as an array
            (rows, columns), or as a data frame, whose columns may be of text.
        y: The targets of ``X``, (rows,) or (rows, targets). Left out, they are a column of the data
            frame, as ``data.target`` says.
        workers: Trials at the same time; left out, the cores that this process may use.
        store: A file in which trials are kept, and from which known ones are taken.
        history: How many epochs of each history are kept, from 2 on, spread evenly and with the
            last and the best; ``"every"`` keeps all. Left out, 4,000.

    Returns:
        ``result.records``, one for each seed, with weights of shape (parameters,) and a history,
        whose ``values`` have shape (rows, columns) and whose ``epochs`` tell the epoch of each row;
        ``result.metric_names``, ``result.notes`` and so on. After Ctrl-C
        some records are missing, and ``result.interrupted`` is set.

    Raises:
        gdrun.errors.GdrunError: If the config, the data or the store cannot be used.
        TypeError: If an argument is of the wrong kind.
        ValueError: If ``workers`` is below 1, ``history`` below 2, or there is ``y`` without ``X``.
    """
    _check_whole("workers", workers, 1)
    rows = _history_rows(history)
    if X is None and y is not None:
        raise ValueError("y is given without X")
    # Imported when called, so that `gdrun --help` does not wait for the compiler.
    from gdrun.experiment import RunOptions, StoreOptions
    from gdrun.experiment import train as run
    from gdrun.result import TrainingResult

    kept = None if store is None else StoreOptions(Path(store))
    options = RunOptions(workers=workers, store=kept, **rows)
    with _own_parts_blamed():
        outcome = run(_loaded(config) if X is None else _with_arrays(config, X, y), None, options)
    return TrainingResult(**vars(outcome))


def open(path: Path | str = "gdrun.db") -> "StoredExperiments":  # noqa: A001 (as ``shelve.open``)
    """What a store holds: ``gdrun.open("gdrun.db")["last"]`` is its latest experiment.

    Args:
        path: The store's file.

    Returns:
        A mapping from ids to results, as ``train`` and ``sweep`` return them; an id's beginning, a
        name and ``last`` are looked up, too.

    Raises:
        gdrun.errors.StoreError: If there is no store, or it cannot be read.
    """
    from gdrun.stored import StoredExperiments

    return StoredExperiments(Path(path))


def sweep(
    config: "Config | Path | str | Mapping[str, Any]",
    over: Mapping[str, Iterable[Any]] | None = None,
    *,
    metric: str | None = None,
    workers: int | None = None,
    store: Path | str | None = None,
    history: int | str | None = None,
) -> "SweepResult":
    """Trains every combination of some values with every seed.

    Args:
        config: As for ``train``; its ``sweep`` says what is tried.
        over: Dotted keys and the values of each, a list, besides those of the config; a key here
            replaces the same key there. NumPy's numbers and arrays are values, too.
        metric: What variants are to be ranked by; left out, accuracy or RMSE.
        workers: Trials at the same time; left out, the cores that this process may use.
        store: A file in which trials are kept, and from which known ones are taken.
        history: How many epochs of each history are kept, from 2 on, spread evenly and with the
            last and the best; ``"every"`` keeps all. Left out, 4,000.

    Returns:
        As ``train`` does, with the ``variants``. Each record names its own. ``metric`` is what they
        are ranked by.

    Raises:
        gdrun.errors.GdrunError: If nothing is swept over, or the config, the data or the store
            cannot be used.
        TypeError: If an argument is of the wrong kind, or the values of a key are no list, or hold
            what YAML cannot say.
        ValueError: If ``workers`` is below 1, or ``history`` below 2.
    """
    _check_whole("workers", workers, 1)
    rows = _history_rows(history)
    if over is not None and not isinstance(over, Mapping):
        raise TypeError(f"over must be a mapping of dotted keys to lists, not {over!r}")
    if metric is not None and not isinstance(metric, str):
        raise TypeError(f"metric must be a name, not {metric!r}")
    from gdrun.experiment import RunOptions, StoreOptions
    from gdrun.experiment import sweep as run
    from gdrun.records import without_judged
    from gdrun.result import SweepResult
    from gdrun.trial.memory import check_plan

    with _own_parts_blamed():
        asked = _loaded_sweep(config, over or {})
    check_plan(asked.size, asked.size * asked.seeds)
    kept = None if store is None else StoreOptions(Path(store))
    options = RunOptions(workers=workers, store=kept, **rows)
    metric = without_judged(metric)
    with _own_parts_blamed():
        outcome = run(asked.experiment, asked.combinations(), metric, options)
    return SweepResult(**vars(outcome), metric=metric or outcome.primary_metric)


def variance(
    config: "Config | Path | str | Mapping[str, Any]",
    samples: int = 100,
    *,
    metric: str | None = None,
    workers: int | None = None,
    store: Path | str | None = None,
) -> "VarianceResult":
    """Tells which randomness makes the spread: trains with each stream redrawn alone.

    Args:
        config: As for ``train``. All streams that have an effect vary, whatever it says, but for
            ``data``, which does if it says so.
        samples: Rows of the design, from 10 on: so many trials for each stream, and twice as many
            besides.
        metric: Whose spread, such as ``loss`` or ``test.loss``; left out, accuracy or RMSE on
            validation.
        workers: Trials at the same time; left out, the cores that this process may use.
        store: A file in which trials are kept, and from which known ones are taken.

    Returns:
        As ``train`` does, with the ``variants`` of the design. ``result.spread`` tells what they
        come to: ``result.spread.effects["split"].total.share``, and so on for each stream.

    Raises:
        gdrun.errors.GdrunError: If the config, the data or the store cannot be used, nothing is
            drawn at random, or there is no such metric.
        TypeError: If an argument is of the wrong kind.
        ValueError: If ``workers`` is below 1, or ``samples`` below 10.
    """
    _check_whole("workers", workers, 1)
    _check_whole("samples", samples, 10)
    if metric is not None and not isinstance(metric, str):
        raise TypeError(f"metric must be a name, not {metric!r}")
    from gdrun.experiment import RunOptions, StoreOptions
    from gdrun.experiment import variance as run
    from gdrun.result import VarianceResult

    kept = None if store is None else StoreOptions(Path(store))
    options = RunOptions(workers=workers, store=kept)
    with _own_parts_blamed():
        outcome = run(_loaded(config), operator.index(samples), metric, options)
    return VarianceResult(**vars(outcome), metric=metric or outcome.primary_metric)


def gradcheck(
    config: "Config | Path | str | Mapping[str, Any] | None" = None,
    *,
    after: int | None = None,
    step: float | None = None,
    samples: int | None = None,
    seed: int = 0,
    sabotage: str | None = None,
    on_status: Callable[[str], None] = lambda _: None,
) -> "GradcheckResult":
    """Compares backpropagation with one step of descent and with differences of the loss.

    ``gradcheck({"data": {"source": "iris"}, "model": {"activation": "mine"}})`` checks an
    activation of one's own, once its class is defined.

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

    Returns:
        ``result.passed`` is the answer; ``result.checked`` counts gradients, and ``result.checks``
        has one entry for each network and batch.

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
    from gdrun.checking import check
    from gdrun.config import OwnFiles, use_own_files
    from gdrun.result import GradcheckResult

    if config is None:
        use_own_files(OwnFiles())

    with _own_parts_blamed():
        report = check(
            None if config is None else _loaded(config),
            after=after,
            step=step,
            samples=samples,
            seed=seed,
            sabotage=sabotage,
            on_status=on_status,
        )
    return GradcheckResult(**vars(report))


@contextmanager
def _own_parts_blamed() -> Iterator[None]:
    """An error that came through a file of own parts is told with its line, and with its cause."""
    try:
        yield
    except Exception as error:
        from gdrun.errors import GdrunError

        if isinstance(error, GdrunError):
            raise
        from gdrun.config import blamed_on_own_parts

        told = blamed_on_own_parts(error, sure=True)
        if told is None:
            raise
        raise told from error


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


def _history_rows(said: int | str | None) -> dict[str, Any]:
    """What is said of histories, as options of a run; nothing if nothing is said."""
    if said is None:
        return {}
    if said == "every":
        return {"history_rows": None}
    _check_whole("history", said, 2)
    return {"history_rows": operator.index(said)}  # type: ignore[arg-type]


def _loaded(config: "Config | Path | str | Mapping[str, Any]") -> "Config":
    from gdrun.config import Config, load_config, parse_config, use_parts_of

    if isinstance(config, Mapping):
        return parse_config(config, folder=Path(), name=UNNAMED)
    if not isinstance(config, Config):
        return load_config(Path(config))
    use_parts_of(config)
    return config


def _with_arrays(
    config: "Config | Path | str | Mapping[str, Any]", inputs: Any, targets: Any
) -> "Config":
    """A config whose source is data of this program; keys of CSV files say how it is read."""
    from gdrun.config import Config, load_config, parse_config, with_source
    from gdrun.data.prepare import reading_of
    from gdrun.parts.sources import Arrays

    # What is overridden need not be there, and is not read.
    instead = ["data.source=X.csv"]
    if isinstance(config, Mapping):
        loaded = parse_config(config, Path(), UNNAMED, instead)
    elif isinstance(config, Config):
        loaded = parse_config(config.resolved(), config.folder, config.name, instead)
    else:
        loaded = load_config(Path(config), instead)
    return with_source(loaded, Arrays.of(inputs, targets, reading_of(loaded.data)))


def _loaded_sweep(
    config: "Config | Path | str | Mapping[str, Any]", over: Mapping[str, Iterable[Any]]
) -> "Sweep":
    from gdrun.config import Config, load_sweep, over_values, parse_sweep

    also = over_values(over)
    if isinstance(config, Config):
        return parse_sweep(config.resolved(), config.folder, config.origin or config.name, also)
    if isinstance(config, Mapping):
        return parse_sweep(config, Path(), UNNAMED, also)
    return load_sweep(Path(config), over=also)
