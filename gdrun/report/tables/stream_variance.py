"""Which stream makes the spread, as a table, and what the table says in words."""

from collections.abc import Iterator, Sequence
from functools import partial

from rich.console import Console

from gdrun.evidence.stream_variance import StreamVariance
from gdrun.report.console.streams import writable
from gdrun.report.tables.layout import Columns, print_widest, stacked, table_of
from gdrun.report.tables.numbers import percent, two_digits
from gdrun.report.tables.outcomes import interruption_line, work_lines
from gdrun.report.tables.text_table import TextTable, text_table
from gdrun.statistics import LEAST_SAMPLES, Effect, Sensitivity
from gdrun.wording import either, several

_NAMES = ("stream",)
_ALL = "all together"
_HARDLY_ANY = 1e-4

_REASONS = {
    "failed": "failed",
    "diverged": "diverged",
    "undefined": "has no such metric",
    "missing": "is missing",
}


def print_variance(variance: StreamVariance, console: Console, *, again: bool = False) -> None:
    """Prints what was found, now or, ``again``, when it was run."""
    outcome = variance.outcome
    console.print(writable(outcome.experiment, console), style="bold")
    console.print()
    if variance.effects and variance.found:
        tables = (
            table_of(_rows(variance), columns, console, left=_NAMES)
            for columns in _layouts(variance, variance.found)
        )
        print_widest(tables, console)
        console.print()
    for line in (*_lines(variance), *work_lines(outcome, again)):
        console.print(writable(line, console))


def variance_table(variance: StreamVariance) -> TextTable:
    """What was found, with all there is to say; without rows if that is nothing."""
    columns: Columns[str] = dict.fromkeys(_NAMES, str)
    rows: Sequence[str] = ()
    if variance.effects and variance.found:
        columns, *_ = _layouts(variance, variance.found)
        rows = _rows(variance)
    title = variance.outcome.experiment
    return text_table(title, rows, columns, left=_NAMES, notes=_lines(variance))


def _lines(variance: StreamVariance) -> list[str]:
    lines = [*_words(variance), *_left_out(variance)]
    if variance.outcome.interrupted:
        lines.append(interruption_line(variance.outcome, "trials"))
    return lines


def _rows(variance: StreamVariance) -> Sequence[str]:
    return (*variance.streams, _ALL)


def _layouts(variance: StreamVariance, found: Sensitivity) -> Sequence[Columns[str]]:
    """The same table from all there is to what cannot be missed."""
    effects = variance.effects

    def total(cell: str, stream: str) -> str:
        if stream != _ALL:
            return _cell(effects[stream].total, cell)
        return {"std": two_digits(found.std), "std_ci95": _sizes(found.std_ci95)}.get(cell, "")

    def main(cell: str, stream: str) -> str:
        return "" if stream == _ALL else _cell(effects[stream].main, cell)

    # Headings that are alike differ in spaces at their ends.
    names: Columns[str] = {"stream": lambda stream: stream}
    std: Columns[str] = {"redrawn alone": partial(total, "std")}
    std_ends: Columns[str] = {"95% interval": partial(total, "std_ci95")}
    share: Columns[str] = {"share": partial(total, "share")}
    share_ends: Columns[str] = {"95% interval ": partial(total, "share_ci95")}
    own: Columns[str] = {"main effect": partial(main, "share")}
    own_std: Columns[str] = {"alone": partial(main, "std")}
    own_ends: Columns[str] = {"95% interval  ": partial(main, "share_ci95")}
    return [
        {**names, **std, **std_ends, **share, **share_ends, **own_std, **own, **own_ends},
        {**names, **std, **std_ends, **share, **share_ends, **own, **own_ends},
        {**names, **std, **share, **share_ends, **own, **own_ends},
        stacked({**names, **std, **share, **share_ends, **own, **own_ends}),
        stacked({**names, **std, **share, **own}),
    ]


def _cell(effect: Effect, cell: str) -> str:
    match cell:
        case "std":
            return two_digits(effect.std)
        case "std_ci95":
            return _sizes(effect.std_ci95)
        case "share":
            return _share(effect.share)
    low, high = map(_share, effect.share_ci95)
    return high if low == high else f"{low.rstrip('%')} … {high}"


def _share(share: float) -> str:
    """``12%``; what is hardly any is no number that anybody compares."""
    return percent(share) if share >= _HARDLY_ANY or not share else f"< {percent(_HARDLY_ANY)}"


def _sizes(interval: tuple[float, float] | None) -> str:
    return f"{two_digits(interval[0])} … {two_digits(interval[1])}" if interval else "–"


def _words(variance: StreamVariance) -> Iterator[str]:
    found, metric = variance.found, variance.metric.replace(".", " ")
    if found is None:
        yield (
            f"Too few rows of the design are left, {variance.used:,} of {variance.samples:,}, to "
            f"say what makes the spread of {metric}; {LEAST_SAMPLES} are the least"
        )
        return
    values = f"{2 * found.samples:,} independent trials"
    if not found.effects:
        yield f"{metric} is {found.mean:.6g} in all of {values}: there is no spread to divide."
        return
    yield (
        f"Spread of {metric} over {values}, mean {found.mean:.4g}. Everything that has an effect "
        f"varies in them, whatever `randomness.vary` says: {either(variance.streams, 'and')}."
    )
    yield (
        "Redrawn alone: the spread if only this stream changes, and its share of the variance. "
        "Main effect: the share that would go, on average, if this stream stayed the same; alone: "
        "the same as a spread. What "
        "streams do together counts as redrawn alone for each of them, and in no main effect, so "
        "shares need not add up to 100%."
    )
    rows = variance.rows_error
    portion = variance.metric.partition(".")[0]
    if rows.std is None:
        yield f"No sampling error of the {portion} rows: {rows.why_not}."
        return
    drawn = (
        "; a part of that is in `split`, which draws them" if "split" in variance.streams else ""
    )
    yield (
        f"Another {rows.rows:,} {portion} rows would move the value of a trial by some "
        f"±{two_digits(rows.std)} (standard error){drawn}."
    )


def _left_out(variance: StreamVariance) -> Iterator[str]:
    for reason, count in variance.left_out.items():
        yield (
            f"{several(count, 'row')} of the design left out, as a trial in "
            f"{'it' if count == 1 else 'each'} {_REASONS[reason]}"
        )
    if variance.found is None and "diverged" in variance.left_out:
        yield "Try a lower learning rate, or more --samples"
