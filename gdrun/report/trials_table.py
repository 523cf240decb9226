"""How each seed of a stored experiment ended, and what its bits depend on."""

from rich.console import Console

from gdrun.records import Outcome
from gdrun.report.console import writable
from gdrun.report.summaries import PARTS


def print_trials(outcome: Outcome, console: Console) -> None:
    """A line for each trial, with its primary metric on each part of the data.

    There may be very many, so they are written at once and not as a table that is measured first.
    """
    metric = outcome.metric_names[1]
    parts = [part for part in PARTS if any(part in r.metrics for r in outcome.records)]
    several = len(outcome.variants) > 1
    headings = ["seed", "status", "epochs", *(f"{part} {metric}" for part in parts), "weights"]
    rows = [headings + (["variant"] if several else [])]
    for record in outcome.records:
        values = [record.metrics.get(part, {}).get(metric) for part in parts]
        rows.append(
            [
                str(record.seed),
                record.status.value.replace("_", " "),
                f"{record.epochs:,}",
                *("" if value is None else f"{value:.4g}" for value in values),
                record.weights_sha256[:12],
                *([record.variant] if several else []),
            ]
        )
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    left = (1, len(headings) - 1, len(headings))
    lines = [
        "  ".join(
            cell.ljust(width) if place in left else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
    console.out(writable("\n".join(lines), console), highlight=False)
    console.print()
    for fingerprint in dict.fromkeys(record.fingerprint for record in outcome.records):
        console.print(writable(f"Computed by {fingerprint}", console))
