"""An outcome for a person: settings, the table of metrics, how the trials ended."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from gdrun.records import Outcome, Record, Status
from gdrun.report.console import writable
from gdrun.report.metrics_table import print_metrics
from gdrun.report.numbers import count, duration, first_few, several
from gdrun.report.settings import settings_lines
from gdrun.report.summaries import summarize_records

_WORDS = {
    Status.CONVERGED: "converged",
    Status.FINISHED: "finished",
    Status.EARLY_STOPPED: "stopped early",
    Status.DIVERGED: "diverged",
    Status.FAILED: "failed",
}


def print_outcome(outcome: Outcome, console: Console) -> None:
    """Prints what a training found."""
    (variant,) = outcome.variants
    console.print(writable(outcome.experiment, console), style="bold")
    settings = Table.grid(padding=(0, 2, 0, 0))
    settings.add_column(no_wrap=True)
    settings.add_column(overflow="fold")
    for heading, text in settings_lines(variant.config, outcome.facts or {}):
        settings.add_row(f"  {heading}", writable(text, console))
    console.print(settings)
    console.print()
    summaries = summarize_records(outcome.records, outcome.metric_names)
    if summaries:
        print_metrics(summaries, outcome.metric_names[1], console)
        console.print()
    lines = _endings(outcome, variant.config)
    if outcome.steps:
        lines.append(_speed(outcome))
    for line in lines:
        console.print(writable(line, console))


def _endings(outcome: Outcome, config: Mapping[str, Any]) -> list[str]:
    """How the trials ended, and what to do about those that ended badly."""
    records = outcome.records
    lines = [_statuses(records)] if records else ["No trial was finished."]
    if diverged := _seeds(records, Status.DIVERGED):
        rate = config["optimizer"]["learning_rate"]
        whole = len(diverged) == len(records)
        which = "Every seed diverged" if whole else f"{_named(diverged)} diverged, in no average"
        lines.append(f"{which}: try a lower learning rate than {rate:g}")
    if failed := _seeds(records, Status.FAILED):
        message = next(record.message for record in records if record.message)
        lines.append(f"{_named(failed)} failed: {message}")
    if outcome.interrupted:
        planned = config["seeds"]
        number = planned if isinstance(planned, int) else len(planned)
        lines.append(f"Interrupted: {number - len(records):,} of {number:,} seeds are missing")
    return lines


def _statuses(records: Sequence[Record]) -> str:
    ended = Counter(record.status for record in records)
    if len(ended) == 1:
        words = ("all " if len(records) > 1 else "") + _WORDS[records[0].status]
    else:
        words = ", ".join(f"{number:,} {_WORDS[status]}" for status, number in ended.items())
    epochs = [record.epochs for record in records]
    least, most = min(epochs), max(epochs)
    span = several(most, "epoch") if least == most else f"{least:,} to {most:,} epochs"
    return f"{several(len(records), 'seed')}: {words} after {span}"


def _seeds(records: Sequence[Record], status: Status) -> list[int]:
    return [record.seed for record in records if record.status is status]


def _named(seeds: Sequence[int]) -> str:
    return f"{'Seed' if len(seeds) == 1 else 'Seeds'} {first_few(seeds)}"


def _speed(outcome: Outcome) -> str:
    steps = f"{count(outcome.steps)} steps in {duration(outcome.seconds)}"
    return f"{steps}, {count(outcome.steps / outcome.seconds)} steps per second"
