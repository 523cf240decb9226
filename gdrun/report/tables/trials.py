"""How each seed of a stored experiment ended, and what its bits depend on."""

from collections.abc import Iterator, Mapping, Sequence

from rich.console import Console

from gdrun.records import PORTIONS, Outcome
from gdrun.report.console.streams import writable

_LEFT = ("status", "weights", "variant")
"""Headings over text; numbers are to the right."""

MOST_TRIALS = 10_000
"""So many lines are printed of trials: nobody reads more."""


def print_trials(outcome: Outcome, console: Console, metrics: Sequence[str] = ()) -> None:
    """A line for each trial, with these metrics, or the primary one, on each portion.

    There may be very many, so they are written at once and not as a table that is measured first,
    and of more than ``MOST_TRIALS`` the first.
    """
    cells = trial_cells(outcome, metrics or (outcome.primary_metric,), MOST_TRIALS)
    for heads in _layouts(cells):
        widths = {name: max(map(len, [*head, *cells[name]])) for name, head in heads.items()}
        if sum(widths.values()) + 2 * (len(widths) - 1) <= console.width:
            break
    columns = [
        [
            cell.ljust(widths[name]) if name in _LEFT else cell.rjust(widths[name])
            for cell in (*head, *cells[name])
        ]
        for name, head in heads.items()
    ]
    lines = ["  ".join(row).rstrip() for row in zip(*columns, strict=True)]
    console.out(writable("\n".join(lines), console), highlight=False)
    if (more := len(outcome.records) - MOST_TRIALS) > 0:
        console.print(writable(f"… and {more:,} more trials; --json has all of them", console))
    console.print()
    for fingerprint in dict.fromkeys(record.fingerprint for record in outcome.records):
        console.print(writable(f"Computed by {fingerprint}", console))


def trial_cells(outcome: Outcome, metrics: Sequence[str], most: int) -> Mapping[str, Sequence[str]]:
    """Heading → a cell for each of the first trials; of a sweep with their variants."""
    records = outcome.records[:most]
    cells = {}
    if len(outcome.variants) > 1:
        numbers = {each.name: str(n) for n, each in enumerate(outcome.variants, start=1)}
        cells[""] = [numbers[record.variant] for record in records]
    cells["seed"] = [str(record.seed) for record in records]
    cells["status"] = [record.status.value.replace("_", " ") for record in records]
    cells["epochs"] = [f"{record.epochs:,}" for record in records]
    portions = [each for each in PORTIONS if any(each in record.metrics for record in records)]
    for metric in metrics:
        for portion in portions:
            values = [record.metrics.get(portion, {}).get(metric) for record in records]
            cells[f"{portion} {metric}"] = ["" if v is None else f"{v:.4g}" for v in values]
    cells["weights"] = [record.weights_sha256[:12] for record in records]
    if len(outcome.variants) > 1:
        cells["variant"] = [record.variant for record in records]
    return cells


def _layouts(cells: Mapping[str, object]) -> Iterator[Mapping[str, Sequence[str]]]:
    """Headings and their lines, from all there is to what cannot be missed."""
    yield {heading: [heading] for heading in cells}
    heads = {heading: ["", *heading.split(" ")][-2:] for heading in cells}
    yield dict(heads)
    metrics = [heading for heading in cells if " " in heading]
    portions = list(dict.fromkeys(heading.partition(" ")[0] for heading in metrics))
    # Of several portions validation remains, or else test.
    kept = portions[1] if len(portions) > 1 else ""
    others = [each for each in metrics if kept and not each.startswith(kept)]
    # Then the metrics that were asked for last go.
    last = [each for each in metrics if each not in others][:0:-1]
    for gone in ("variant", "weights", "epochs", *others, *last):
        if gone in heads:
            del heads[gone]
            yield dict(heads)
