"""gdrun: an experiment runner for gradient descent.

The commands' Python face: ``gdrun.train(config)`` does what ``gdrun train`` does. What comes back
holds all that was found, and ``print(result)`` shows what the command does.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from numbers import Real
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gdrun import arguments

if TYPE_CHECKING:
    from gdrun.config import Config
    from gdrun.result import (
        ClaimsResult,
        GradcheckResult,
        SweepResult,
        TrainingResult,
        VarianceResult,
    )
    from gdrun.stored import StoredExperiments

__all__ = ["claim", "gradcheck", "open", "sweep", "train", "variance"]


def train(
    config: "Config | Path | str | Mapping[str, Any]",
    *,
    X: Any = None,
    y: Any = None,
    workers: int | None = None,
    store: Path | str | None = None,
    history: int | str | None = None,
    about: str | None = None,
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
        about: What intervals and verdicts are about: ``"seeds"``, ``"rows"`` or ``"data"``; left
            out, as much as there is evidence for.

    Returns:
        ``result.records``, one for each seed, with weights of shape (parameters,) and a history,
        whose ``values`` have shape (rows, columns) and whose ``epochs`` tell the epoch of each row;
        ``result.metric_names``, ``result.notes`` and so on. After Ctrl-C
        some records are missing, and ``result.interrupted`` is set.

    Raises:
        gdrun.errors.GdrunError: If the config, the data or the store cannot be used.
        TypeError: If an argument is of the wrong kind.
        ValueError: If ``workers`` is below 1, ``history`` below 2, ``about`` is none of the three,
            or there is ``y`` without ``X``.
    """
    arguments.check_whole("workers", workers, 1)
    rows, scope = arguments.history_options(history), arguments.scope_of(about)
    if X is None and y is not None:
        raise ValueError("y is given without X")
    # Imported when called, so that `gdrun --help` does not wait for the compiler.
    from gdrun.experiment import train as run
    from gdrun.result import TrainingResult

    options = arguments.run_options(workers, store, scope, **rows)
    with _own_parts_blamed():
        outcome = run(
            arguments.loaded(config) if X is None else arguments.with_arrays(config, X, y),
            None,
            options,
        )
    return TrainingResult(**vars(outcome), about=scope)


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
    about: str | None = None,
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
        about: What intervals and verdicts are about: ``"seeds"``, ``"rows"`` or ``"data"``; left
            out, as much as there is evidence for.

    Returns:
        As ``train`` does, with the ``variants``. Each record names its own. ``metric`` is what they
        are ranked by.

    Raises:
        gdrun.errors.GdrunError: If nothing is swept over, or the config, the data or the store
            cannot be used.
        TypeError: If an argument is of the wrong kind, or the values of a key are no list, or hold
            what YAML cannot say.
        ValueError: If ``workers`` is below 1, ``history`` below 2, or ``about`` is none of the
            three.
    """
    arguments.check_whole("workers", workers, 1)
    rows, scope = arguments.history_options(history), arguments.scope_of(about)
    if over is not None and not isinstance(over, Mapping):
        raise TypeError(f"over must be a mapping of dotted keys to lists, not {over!r}")
    if metric is not None and not isinstance(metric, str):
        raise TypeError(f"metric must be a name, not {metric!r}")
    from gdrun.experiment import sweep as run
    from gdrun.records import without_judged
    from gdrun.result import SweepResult
    from gdrun.trial.memory import check_plan

    with _own_parts_blamed():
        asked = arguments.loaded_sweep(config, over or {})
    check_plan(asked.size, asked.size * asked.seeds)
    options = arguments.run_options(workers, store, scope, **rows)
    metric = without_judged(metric)
    with _own_parts_blamed():
        outcome = run(asked.experiment, asked.combinations(), metric, options)
    return SweepResult(**vars(outcome), about=scope, metric=metric or outcome.primary_metric)


def claim(
    config: "Config | Path | str | Mapping[str, Any]",
    claims: Iterable[str] = (),
    *,
    workers: int | None = None,
    store: Path | str | None = None,
    about: str | None = None,
) -> "ClaimsResult":
    """Checks claims about a config's sweep or, without one, about its training.

    Args:
        config: As for ``train``.
        claims: Sentences such as ``"adam > sgd by 0.005"``; left out, those of the config.
        workers: Trials at the same time; left out, the cores that this process may use.
        store: A file in which trials are kept, and from which known ones are taken.
        about: As for ``train``.

    Returns:
        ``result.answer`` is ``supported``, ``refuted`` or ``undecided``: the worst of all answers.
        ``result.findings`` has a pair for each claim: its text, and what was found.

    Raises:
        gdrun.errors.GdrunError: If nothing is claimed, a claim cannot be read or judged, or the
            config, the data or the store cannot be used.
        TypeError: If an argument is of the wrong kind.
        ValueError: If ``workers`` is below 1, or ``about`` is none of the three.
    """
    arguments.check_whole("workers", workers, 1)
    scope = arguments.scope_of(about)
    if isinstance(claims, str):
        raise TypeError(f"claims must be a list of sentences, such as [{claims!r}]")
    from functools import partial

    from gdrun.config.claims import GRAMMAR
    from gdrun.errors import ConfigError, Problem
    from gdrun.evidence.checked_claims import check_claims
    from gdrun.experiment.claims import check_claimable, claimed, run_claimed
    from gdrun.result import ClaimsResult

    with _own_parts_blamed():
        said = claimed(
            arguments.loaded(config),
            tuple(claims),
            lambda: arguments.loaded_sweep(config, {}).combinations(),
        )
        if not said.claims:
            raise ConfigError((Problem("claims", "the config lists no claims", GRAMMAR),))
        check = partial(check_claimable, claims=said.claims, asked=scope)
        outcome = run_claimed(
            said,
            arguments.run_options(workers, store, None, check=check, shown=said.metrics),
            asked=scope,
        )
    return ClaimsResult(**vars(check_claims(outcome, said.claims, scope)))


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
    arguments.check_whole("workers", workers, 1)
    arguments.check_whole("samples", samples, 10)
    if metric is not None and not isinstance(metric, str):
        raise TypeError(f"metric must be a name, not {metric!r}")
    from gdrun.experiment import variance as run
    from gdrun.result import VarianceResult

    options = arguments.run_options(workers, store, None)
    with _own_parts_blamed():
        outcome = run(arguments.loaded(config), int(samples), metric, options)
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
    arguments.check_whole("after", after, 1)
    arguments.check_whole("samples", samples, 1)
    arguments.check_whole("seed", seed, 0)
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
            None if config is None else arguments.loaded(config),
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
