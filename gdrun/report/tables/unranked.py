"""The table of a sweep without a validation portion, by which there would be a fair ranking."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

from rich.console import Console

from gdrun.evidence.baseline import baseline_of
from gdrun.evidence.diagnoses.told import OutcomeDiagnoses, Told
from gdrun.evidence.endings import by_variant
from gdrun.evidence.summaries import Summaries, portions_of, summarize_variants
from gdrun.records import JUDGED, Outcome
from gdrun.report.console.streams import writable
from gdrun.report.tables.baseline import baseline_line
from gdrun.report.tables.diagnoses import legend, marks
from gdrun.report.tables.layout import (
    MOST_VARIANTS,
    Columns,
    more_variants,
    print_widest,
    stacked,
    table_of,
)
from gdrun.report.tables.numbers import mean_and_std
from gdrun.report.tables.text_table import TextTable, text_table

_NAME = "variant"


def print_unranked(
    outcome: Outcome, metric: str, top: int | None, metrics: Sequence[str], console: Console
) -> None:
    """Prints the first ``top`` variants, or as many as it may, in the order of the sweep.

    ``metric`` is what they would have been ranked by.
    """
    found = _summaries(outcome, metrics)
    shown = list(found)[: top or MOST_VARIANTS]
    told = _told(outcome, shown)
    columns = _columns(outcome, found, told, metrics)
    layouts = (columns, stacked(columns), _in_one(columns))
    print_widest(
        (table_of(shown, each, console, left=(_NAME,), folded=(_NAME,)) for each in layouts),
        console,
    )
    if more := len(found) - len(shown):
        console.print(writable(more_variants(more, asked=top is not None), console))
    console.print()
    for line in _lines(outcome, metric, _places(outcome, found, metrics), told):
        console.print(writable(line, console))


def unranked_table(outcome: Outcome, metric: str, metrics: Sequence[str]) -> TextTable:
    """All of them."""
    found = _summaries(outcome, metrics)
    told = _told(outcome, list(found))
    columns = _columns(outcome, found, told, metrics)
    notes = list(_lines(outcome, metric, _places(outcome, found, metrics), told))
    return text_table(outcome.experiment, list(found), columns, left=(_NAME,), notes=notes)


def _shown(outcome: Outcome, metrics: Sequence[str]) -> Sequence[str]:
    return metrics or (outcome.primary_metric,)


def _summaries(outcome: Outcome, metrics: Sequence[str]) -> Mapping[str, Summaries]:
    return summarize_variants(outcome, _shown(outcome, metrics))


def _told(outcome: Outcome, names: Sequence[str]) -> Mapping[str, list[Told]]:
    diagnoses, records = OutcomeDiagnoses(outcome), by_variant(outcome)
    return {name: diagnoses.told(records[name]) for name in names}


def _places(
    outcome: Outcome, found: Mapping[str, Summaries], metrics: Sequence[str]
) -> list[tuple[str, str]]:
    """Portions and metrics that there is a column of."""
    portions = portions_of(found.values())
    return [(portion, each) for each in _shown(outcome, metrics) for portion in portions]


def _columns(
    outcome: Outcome,
    found: Mapping[str, Summaries],
    told: Mapping[str, list[Told]],
    metrics: Sequence[str],
) -> Columns[str]:
    """What is said of a variant's name."""

    def mean(portion: str, metric: str, name: str) -> str:
        summary = found[name].get(portion, {}).get(metric)
        return mean_and_std(summary) if summary else "–"

    columns: dict[str, Callable[[str], str]] = {_NAME: lambda name: name}
    for portion, each in _places(outcome, found, metrics):
        columns[f"{portion} {each}"] = partial(mean, portion, each)
    if any(map(marks, told.values())):
        columns[""] = lambda name: marks(told[name])
    return columns


def _in_one(columns: Columns[str]) -> Columns[str]:
    """The same in one column: a name, and below it what is in the others, a line each."""

    def cell(name: str) -> str:
        told = ((heading, of(name)) for heading, of in columns.items() if heading != _NAME)
        return "\n".join(
            [name, *(f"  {heading} {text}".rstrip() for heading, text in told if text)]
        )

    return {_NAME: cell}


def _lines(
    outcome: Outcome,
    metric: str,
    places: Sequence[tuple[str, str]],
    told: Mapping[str, list[Told]],
) -> Iterator[str]:
    if any(JUDGED in record.metrics for record in outcome.records):
        yield f"Not ranked: {JUDGED} {metric} is not defined for what was predicted"
    else:
        yield "Not ranked: there is no validation part to choose by; add `data.split.validation`"
    if (baseline := baseline_of(outcome)) and (line := baseline_line(baseline, places)):
        yield line
    yield from legend(told.values())
