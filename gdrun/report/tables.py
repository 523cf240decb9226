"""An outcome for a person: settings, the table of metrics, how the trials ended."""

from collections import Counter
from collections.abc import Mapping, Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from gdrun.records import Outcome, Record, Status, Variant
from gdrun.report.console import writable
from gdrun.report.numbers import count, decimals_for, duration, interval, mean_and_std
from gdrun.report.settings import settings_lines
from gdrun.report.summaries import summarize_records
from gdrun.statistics import Summary

NARROW = 80
"""Below this many columns the table leaves out what can be had from --json."""

_WORDS = {
    Status.CONVERGED: "converged",
    Status.FINISHED: "finished",
    Status.EARLY_STOPPED: "stopped early",
    Status.DIVERGED: "diverged",
    Status.FAILED: "failed",
}


def print_outcome(outcome: Outcome, console: Console) -> None:
    """Prints what a training found."""

    def say(text: str = "", style: str = "") -> None:
        console.print(writable(text, console), style=style, markup=False)

    (variant,) = outcome.variants
    records = outcome.records
    say(outcome.experiment, style="bold")
    for heading, text in settings_lines(variant.config, outcome.facts or {}):
        say(f"  {heading:<10}{text}")
    say()
    summaries = summarize_records(records, outcome.metric_names)
    if summaries:
        _print_table(summaries, outcome, console)
    for line in _endings(outcome, variant, records):
        say(line)
    say(_speed(outcome))


def _print_table(
    summaries: Mapping[str, Mapping[str, Summary]], outcome: Outcome, console: Console
) -> None:
    wide = console.width >= NARROW
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column("")
    table.add_column("")
    for heading in ("mean ± std", "95% interval", *(("min", "max") if wide else ()), "n"):
        table.add_column(writable(heading, console), justify="right", no_wrap=True)
    held_out = next(part for part in ("test", "validation", "train") if part in summaries)
    for part, metrics in summaries.items():
        for metric, summary in metrics.items():
            places = decimals_for(summary)
            extremes = (f"{summary.min:.{places}f}", f"{summary.max:.{places}f}") if wide else ()
            first = metric == next(iter(metrics))
            cells = (
                part if first else "",
                metric,
                mean_and_std(summary),
                interval(summary),
                *extremes,
                str(summary.n),
            )
            primary = part == held_out and metric == outcome.metric_names[1]
            table.add_row(
                *(writable(cell, console) for cell in cells),
                style="bold" if primary else "",
            )
    console.print(table)


def _endings(outcome: Outcome, variant: Variant, records: Sequence[Record]) -> list[str]:
    """How the trials ended, and what to do about those that ended badly."""
    if not records:
        return ["No trial was finished."]
    ended = Counter(record.status for record in records)
    words = [
        f"{'all' if number == len(records) else number} {_WORDS[status]}"
        for status, number in ended.items()
    ]
    epochs = sorted(record.epochs for record in records)
    span = f"{epochs[0]}" if epochs[0] == epochs[-1] else f"{epochs[0]} to {epochs[-1]}"
    seeds = "1 seed" if len(records) == 1 else f"{len(records):,} seeds"
    lines = [f"{seeds}: {', '.join(words)} after {span} epochs"]
    if ended[Status.DIVERGED]:
        rate = variant.config["optimizer"]["learning_rate"]  # type: ignore[index]
        listed = _seeds(records, Status.DIVERGED)
        whole = "Every seed" if ended[Status.DIVERGED] == len(records) else f"Seed {listed}"
        lines.append(
            f"{whole} diverged, and is in no average: try a lower learning rate than {rate:g}"
        )
    if ended[Status.FAILED]:
        message = next(record.message for record in records if record.message)
        lines.append(f"Seed {_seeds(records, Status.FAILED)} failed: {message}")
    if outcome.interrupted:
        planned = variant.config["seeds"]
        number = planned if isinstance(planned, int) else len(planned)  # type: ignore[arg-type]
        lines.append(f"Interrupted: {number - len(records)} of {number} seeds are missing")
    return lines


def _seeds(records: Sequence[Record], status: Status) -> str:
    seeds = [str(record.seed) for record in records if record.status is status]
    return ", ".join(seeds[:8]) + (", …" if len(seeds) > 8 else "")


def _speed(outcome: Outcome) -> str:
    steps = f"{count(outcome.steps)} steps in {duration(outcome.seconds)}"
    if not outcome.steps or not outcome.seconds:
        return steps
    return f"{steps}, {count(outcome.steps / outcome.seconds)} steps per second"
