"""The commands that read a store: ``runs``, ``show``, ``compare``, ``export``, and ``rm``."""

import json as json_text
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from gdrun.cli.options import DEFAULT_STORE, Json, Metric, StoreFile

if TYPE_CHECKING:
    from gdrun.evidence.comparability import Candidate
    from gdrun.records import Outcome, Variant
    from gdrun.store import Store

Experiment = Annotated[
    str, typer.Argument(metavar="ID", help="An id or its beginning, a name, or last.")
]


def runs(store: StoreFile = DEFAULT_STORE, json: Json = False) -> None:
    """Lists the experiments in the store, the last used first.

    Example: gdrun runs
    """
    from gdrun.report.console.streams import make_console
    from gdrun.report.tables.runs import print_runs

    with _reading(store) as opened:
        experiments = opened.experiments()
    if json:
        listed = [asdict(each) | {"begun": each.begun.isoformat()} for each in experiments]
        typer.echo(json_text.dumps(listed, indent=1))
    else:
        print_runs(experiments, make_console())


def show(
    experiment: Experiment = "last", store: StoreFile = DEFAULT_STORE, json: Json = False
) -> None:
    """Prints an experiment again: table, settings, every seed, versions.

    Example: gdrun show last
    """
    from gdrun.report.console.streams import make_console
    from gdrun.report.json.outcomes import outcome_document, sweep_document
    from gdrun.report.tables.outcomes import print_outcome, print_sweep
    from gdrun.report.tables.trials import print_trials

    with _reading(store) as opened:
        known = opened.resolve(experiment)
        outcome = opened.outcome(known)
        command, metric = opened.describe(known)
    console = make_console()
    if command == "train":
        if json:
            typer.echo(json_text.dumps(outcome_document(outcome), indent=1))
            return
        print_outcome(outcome, console, again=True)
    else:
        if json:
            typer.echo(json_text.dumps(sweep_document(outcome, metric), indent=1))
            return
        print_sweep(outcome, metric, None, console, again=True)
    console.print()
    print_trials(outcome, console)


def compare(
    experiments: Annotated[
        list[str],
        typer.Argument(metavar="A B…", help="Experiments, or variants as ID:NAME or ID:NUMBER."),
    ],
    metric: Metric = None,
    force: Annotated[
        bool, typer.Option("--force", help="Also compares what was tested on other data.")
    ] = False,
    store: StoreFile = DEFAULT_STORE,
    json: Json = False,
) -> None:
    """Tells whether A is better than B; of a sweep, compares all its variants.

    Example: gdrun compare last:1 last:2
    """
    from gdrun.evidence.pairwise import compare_pairwise
    from gdrun.report.console.streams import make_console
    from gdrun.report.json.comparison import comparison_document
    from gdrun.report.tables.comparison import print_comparison

    with _reading(store) as opened:
        candidates = _candidates(opened, experiments)
    if len(candidates) < 2:
        raise typer.BadParameter("a comparison needs two", param_hint="A B…")
    pairwise = compare_pairwise(candidates, metric, force)
    if json:
        typer.echo(json_text.dumps(comparison_document(pairwise), indent=1))
    else:
        print_comparison(pairwise, make_console())


def export(
    experiment: Annotated[
        str, typer.Argument(metavar="ID", help="An experiment, or a variant as ID:NUMBER.")
    ] = "last",
    form: Annotated[
        Literal["csv", "json", "markdown", "latex", "npz"],
        typer.Option("--format", help="Histories, all, a table, a table, weights."),
    ] = "csv",
    output: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Where to; left out, standard output.")
    ] = None,
    store: StoreFile = DEFAULT_STORE,
) -> None:
    """Writes an experiment, or one of its variants, for other programs.

    Example: gdrun export last --format npz --output weights.npz
    """
    from gdrun.report.exports.formats import as_csv, as_latex, as_markdown, of_variant
    from gdrun.report.json.outcomes import outcome_document

    known, colon, wanted = experiment.partition(":")
    with _reading(store) as opened:
        outcome = opened.outcome(opened.resolve(known), weights=form == "npz")
    if colon:
        outcome = of_variant(outcome, _named(outcome, known, wanted))
    if form == "npz":
        _write_arrays(outcome, output)
        return
    text = {
        "csv": as_csv,
        "json": lambda each: json_text.dumps(outcome_document(each), indent=1) + "\n",
        "markdown": as_markdown,
        "latex": as_latex,
    }[form](outcome)
    if output is None:
        typer.echo(text, nl=False)
        return
    with _writing(output):
        output.write_text(text, encoding="utf-8")


def rm(
    experiments: Annotated[
        list[str], typer.Argument(metavar="ID…", help="Ids or their beginnings, names, or last.")
    ],
    store: StoreFile = DEFAULT_STORE,
) -> None:
    """Removes experiments, and the trials that no other experiment has.

    Example: gdrun rm last
    """
    from gdrun.store import Store

    # Opened as for reading first: nothing may be made where there is no store.
    with _reading(store) as opened:
        known = [opened.resolve(word, single=True) for word in experiments]
    with Store.open(store) as opened:
        for each in dict.fromkeys(known):
            removed = opened.remove(each)
            typer.echo(f"removed {each} and {removed:,} trials that no other experiment has")


@contextmanager
def _reading(path: Path) -> "Iterator[Store]":
    from gdrun.store import Store

    with Store.open(path, readonly=True) as store:
        yield store


def _candidates(store: "Store", words: Sequence[str]) -> "list[Candidate]":
    """The variants that each ``ID`` or ``ID:VARIANT`` stands for; an experiment is read once."""
    from gdrun.evidence.comparability import Candidate

    outcomes: dict[str, Outcome] = {}
    candidates = []
    for word in words:
        experiment, _, wanted = word.partition(":")
        known = store.resolve(experiment)
        if known not in outcomes:
            outcomes[known] = store.outcome(known)
        outcome = outcomes[known]
        single = len(outcome.variants) == 1
        chosen = (_named(outcome, experiment, wanted),) if ":" in word else outcome.variants
        for variant in chosen:
            label = f"{outcome.experiment} ({known})" if single else f"{known}: {variant.name}"
            candidates.append(Candidate(outcome, variant, label))
    return candidates


def _named(outcome: "Outcome", experiment: str, wanted: str) -> "Variant":
    """The variant of that name, or else of that number."""
    from gdrun.errors import StoreError

    variants = outcome.variants
    for variant in variants:
        if variant.name == wanted:
            return variant
    if wanted.isdecimal() and 0 < int(wanted) <= len(variants):
        return variants[int(wanted) - 1]
    listed = "\n".join(f"  {i}  {v.name}" for i, v in enumerate(variants, start=1))
    raise StoreError(f"{experiment} has no variant `{wanted}`; it has\n{listed}")


def _write_arrays(outcome: "Outcome", output: Path | None) -> None:
    import numpy as np

    from gdrun.errors import StoreError
    from gdrun.report.exports.formats import as_arrays, without_weights

    if output is None:
        raise typer.BadParameter("weights need a file to go to", param_hint="--output")
    arrays = as_arrays(outcome)
    if not arrays:
        raise StoreError(
            "no weights were kept of this experiment: run it again with --keep-weights all"
        )
    if left := without_weights(outcome):
        typer.echo(f"note: left out, as no weights were kept of them: {', '.join(left)}", err=True)
    if not any(name.endswith("input_shift") for name in arrays):
        typer.echo("note: its normalizer is not among the arrays, as it follows the seed", err=True)
    with _writing(output), output.open("wb") as file:
        np.savez_compressed(file, allow_pickle=False, **arrays)


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    from gdrun.errors import StoreWriteError

    try:
        yield
    except OSError as error:
        raise StoreWriteError(f"{path}: this could not be written: {error.strerror}") from None
