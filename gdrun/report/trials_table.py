"""How each seed of a stored experiment ended, and what its bits depend on."""

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from gdrun.records import Outcome
from gdrun.report.console import writable
from gdrun.report.summaries import PARTS


def print_trials(outcome: Outcome, console: Console) -> None:
    """A row for each trial, with its primary metric on each part of the data."""
    metric = outcome.metric_names[1]
    parts = [part for part in PARTS if any(part in r.metrics for r in outcome.records)]
    several = len(outcome.variants) > 1
    table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
    if several:
        table.add_column("variant", overflow="fold")
    for heading in ("seed", "status", "epochs", *(f"{part} {metric}" for part in parts)):
        table.add_column(heading, justify="left" if heading == "status" else "right", no_wrap=True)
    table.add_column("weights", no_wrap=True, overflow="crop")
    for record in outcome.records:
        values = [record.metrics.get(part, {}).get(metric) for part in parts]
        table.add_row(
            *([writable(record.variant, console)] if several else []),
            str(record.seed),
            record.status.value.replace("_", " "),
            f"{record.epochs:,}",
            *("" if value is None else f"{value:.4g}" for value in values),
            record.weights_sha256[:12],
        )
    console.print(table)
    console.print()
    for fingerprint in dict.fromkeys(record.fingerprint for record in outcome.records):
        console.print(writable(f"Computed by {fingerprint}", console))
