"""What classifiers confuse, the hardest rows and calibration: their cells, and tables of these."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from math import isnan

from rich.console import Console
from rich.table import Table
from rich.text import Text

from gdrun.evidence.confusion import (
    ERROR_BINS,
    Bin,
    Calibration,
    ClassScores,
    Confusion,
    Spread,
)
from gdrun.evidence.judged_rows import JudgedRows
from gdrun.report.console.streams import writable
from gdrun.report.tables.hardest import print_hardest
from gdrun.report.tables.layout import (
    Columns,
    empty_table,
    fits,
    print_widest,
    stacked,
    table_of,
)
from gdrun.report.tables.numbers import mean_and_std
from gdrun.report.tables.settings import seeds_in_words
from gdrun.report.tables.text_table import one_line
from gdrun.statistics import Summary

MOST_CLASSES = 20
"""Of more classes nobody reads a matrix in a terminal."""
MOST_LISTED = 20
"""So many pairs, and so many classes of many, are listed."""


def print_judged(judged: JudgedRows, console: Console) -> None:
    """Prints all that was asked for."""
    console.print(writable(title_of(judged), console), style="bold")
    if judged.confusion:
        _print_matrices(judged.confusion, console)
        _print_classes(judged.confusion.classes, console)
        if judged.confusion.calibration:
            _print_calibration(judged.confusion.calibration, console)
    if judged.hardest is not None:
        print_hardest(judged, console)
    if judged.notes:
        console.print()
    for note in judged.notes:
        console.print(writable(note, console))


def title_of(judged: JudgedRows) -> str:
    """``digits, test part: seeds 0 to 9``."""
    seeds = judged.held_out.seeds
    which = f"{'seed' if len(seeds) == 1 else 'seeds'} {seeds_in_words(seeds)}"
    (variant,) = judged.outcome.variants
    name = judged.outcome.experiment
    swept = f" {variant.name}" if variant.parameters else ""
    return f"{name}{swept}, {judged.held_out.portion} part: {which}"


COUNTS = "Rows of each true class, by predicted class"
SHARES = "The same as shares of the true class"


def count_cells(confusion: Confusion, *, std: bool) -> Sequence[Sequence[str]]:
    """Of each true class a cell for each predicted one; ``std`` says how seeds differ, too."""
    return _cells(confusion.spread, _decimals(confusion), std=std)


def share_cells(confusion: Confusion, *, std: bool) -> Sequence[Sequence[str]]:
    """The same as shares of the true class."""
    return _cells(confusion.shares, _SHARE_DECIMALS, std=std)


_SHARE_DECIMALS = 3


def _decimals(confusion: Confusion) -> int:
    """Of a mean of whole numbers, unless it is one of them."""
    return 0 if len(confusion.counts) == 1 else 1


def _cells(spread: Spread, digits: int, *, std: bool) -> Sequence[Sequence[str]]:
    return [
        [_cell(mean, deviation, digits, std=std) for mean, deviation in zip(*line, strict=True)]
        for line in zip(spread.mean.tolist(), spread.std.tolist(), strict=True)
    ]


def _cell(mean: float, deviation: float, digits: int, *, std: bool) -> str:
    if isnan(mean):
        return "–"
    if not mean:
        return "0"
    with_std = std and not isnan(deviation)
    return f"{mean:.{digits}f}" + (f" ± {deviation:.{digits}f}" if with_std else "")


def class_columns() -> Columns[ClassScores]:
    """A class's scores."""
    return {
        "class": lambda each: each.name,
        "rows": lambda each: _rows(each.rows),
        "precision": lambda each: _summary(each.precision),
        "recall": lambda each: _summary(each.recall),
        "F1": lambda each: _summary(each.f1),
    }


def _rows(rows: Summary) -> str:
    return f"{rows.mean:,.0f}" if rows.min == rows.max else f"{rows.mean:,.1f}"


def _summary(summary: Summary | None) -> str:
    return mean_and_std(summary) if summary else "–"


def bin_columns() -> Columns[Bin]:
    """What is known of the rows of a bin."""
    return {
        "confidence": lambda each: f"{each.low:.1f} … {each.high:.1f}",
        "rows": lambda each: f"{each.rows:,.1f}" if each.rows % 1 else f"{each.rows:,.0f}",
        "mean confidence": lambda each: f"{each.confidence.mean:.3f}" if each.confidence else "–",
        "share right": lambda each: _summary(each.right),
    }


def error_line(calibration: Calibration) -> str:
    """What is said of the calibration error."""
    return (
        f"Expected calibration error {mean_and_std(calibration.error)}, of {ERROR_BINS} bins as "
        "the metric calibration_error"
    )


def _print_matrices(confusion: Confusion, console: Console) -> None:
    """Each in the widest form that fits, or else what is confused most."""
    few = len(confusion.class_names) <= MOST_CLASSES
    forms = [_widest(confusion, cells, console) if few else None for cells in _CELLS.values()]
    if None in forms:
        console.print()
        _print_confused(confusion, console)
        return
    for title, form in zip(_CELLS, forms, strict=True):
        assert form is not None
        console.print()
        console.print(title)
        console.print(form[0])
    if not all(form and form[1] for form in forms) and len(confusion.counts) > 1:
        console.print("Where no std is shown, --json has it")


_CELLS: Mapping[str, Callable[..., Sequence[Sequence[str]]]] = {
    COUNTS: count_cells,
    SHARES: share_cells,
}


def _widest(
    confusion: Confusion, cells: Callable[..., Sequence[Sequence[str]]], console: Console
) -> tuple[Table, bool] | None:
    """The table, and whether it has each std; None if none fits."""
    names = confusion.class_names
    numbers = [str(number) for number in range(1, len(names) + 1)]
    labelled = [f"{number} {name}" for number, name in zip(numbers, names, strict=True)]
    for std in (True, False):
        for heading, labels in ((names, names), (numbers, labelled)):
            table = _matrix_table(heading, labels, cells(confusion, std=std), console)
            if fits(table, console):
                return table, std
    return None


def _matrix_table(
    heading: Sequence[str],
    labels: Sequence[str],
    cells: Sequence[Sequence[str]],
    console: Console,
) -> Table:
    """With the diagonal in bold."""
    table = empty_table()
    table.add_column("true", overflow="fold")
    for name in heading:
        table.add_column(one_line(name), justify="right", no_wrap=True)
    for place, (label, line) in enumerate(zip(labels, cells, strict=True)):
        told = [
            Text(writable(cell, console), style="bold" if place == other else "")
            for other, cell in enumerate(line)
        ]
        table.add_row(one_line(label), *told)
    return table


def _print_confused(confusion: Confusion, console: Console) -> None:
    pairs = confusion.confused
    if not pairs:
        console.print("No row is taken for one of another class")
        return
    counts, shares = confusion.spread, confusion.shares
    names = confusion.class_names

    def cell(spread: Spread, digits: int) -> Callable[[tuple[int, int]], str]:
        return lambda pair: _cell(
            float(spread.mean[pair]), float(spread.std[pair]), digits, std=True
        )

    columns: Columns[tuple[int, int]] = {
        "true": lambda pair: names[pair[0]],
        "predicted": lambda pair: names[pair[1]],
        "rows": cell(counts, _decimals(confusion)),
        "share of true": cell(shares, _SHARE_DECIMALS),
    }
    console.print("Classes that are confused most")
    texts = ("true", "predicted")
    for shown in _narrower(columns):
        table = table_of(pairs[:MOST_LISTED], shown, console, left=texts, folded=texts)
        if fits(table, console):
            break
    console.print(table)
    if (more := len(pairs) - MOST_LISTED) > 0:
        text = f"… and {more:,} more pairs; --json has the whole matrix"
    else:
        text = "--json has the whole matrix"
    console.print(writable(text, console))


def _narrower(columns: Columns[tuple[int, int]]) -> Iterator[Columns[tuple[int, int]]]:
    yield columns
    yield stacked(columns)
    yield {name: cell for name, cell in columns.items() if name != "share of true"}


def _print_classes(classes: Sequence[ClassScores], console: Console) -> None:
    """Of many classes those with the worst F1."""
    console.print()
    shown = classes
    if len(classes) > MOST_CLASSES:
        known = [each for each in classes if each.f1]
        shown = sorted(known, key=lambda each: each.f1.mean if each.f1 else 0.0)[:MOST_LISTED]
        console.print("Classes with the lowest F1")
    columns = class_columns()
    without = {name: cell for name, cell in columns.items() if name not in ("rows", "precision")}
    tables = (
        table_of(shown, each, console, left=("class",), folded=("class",))
        for each in (columns, without, {name: columns[name] for name in ("class", "F1")})
    )
    print_widest(tables, console)
    if more := len(classes) - len(shown):
        text = f"… and {more:,} more; --json has all"
        console.print(writable(text, console))


def _print_calibration(calibration: Calibration, console: Console) -> None:
    console.print()
    console.print("Calibration: how often predictions with a confidence are right")
    columns = bin_columns()
    without = {name: columns[name] for name in ("confidence", "share right")}
    mean = {**without, "share right": lambda each: f"{each.right.mean:.3f}" if each.right else "–"}
    tables = (
        table_of(calibration.bins, each, console, left=("confidence",))
        for each in (columns, stacked(columns), stacked(without), stacked(mean))
    )
    print_widest(tables, console)
    console.print(writable(error_line(calibration), console))
