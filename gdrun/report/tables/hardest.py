"""The rows that most seeds get wrong, or that numbers are furthest from, as a table."""

from collections.abc import Iterator, Sequence
from typing import Any

from rich.console import Console

from gdrun.evidence.judged_rows import JudgedRows
from gdrun.report.console.streams import writable
from gdrun.report.tables.layout import Columns, print_widest, stacked, table_of


def print_hardest(judged: JudgedRows, console: Console) -> None:
    """Prints those that were found, the hardest first."""
    console.print()
    console.print(writable(hardest_title(judged), console))
    rows = judged.hardest
    if not rows:
        return
    columns = hardest_columns(judged)
    texts, left = _TEXTS, texts_of_hardest(judged)
    tables = (table_of(rows, each, console, left=left, folded=texts) for each in _narrower(columns))
    print_widest(tables, console)


_TEXTS = ("true", "most say", "most\nsay", "predicted")


def texts_of_hardest(judged: JudgedRows) -> Sequence[str]:
    """Headings of the columns that are to the left."""
    return _TEXTS if judged.held_out.class_names else ()


def hardest_title(judged: JudgedRows) -> str:
    """What the list is called, or that there is none."""
    held = judged.held_out
    same = all(trial.rows.tolist() == held.trials[0].rows.tolist() for trial in held.trials)
    which = "" if same else ", of the seeds that held them out"
    if not held.class_names:
        return f"Hardest rows, by their mean absolute error over seeds{which}"
    if not judged.hardest:
        return "No seed gets any row wrong"
    return f"Hardest rows, by how many seeds get them wrong{which}"


def hardest_columns(judged: JudgedRows) -> Columns[Any]:
    """What is told of such a row: its line in its file, or else its number, comes first."""
    rows = judged.hardest or ()
    name = "line" if rows and rows[0].line is not None else "row"
    place: Columns[Any] = {name: lambda each: f"{getattr(each, name)}"}
    if judged.held_out.class_names:
        return {
            **place,
            "true": lambda each: each.true,
            "most say": lambda each: each.said,
            "wrong in": lambda each: f"{each.wrong:,} of {each.seeds:,}",
            "mean loss": lambda each: f"{each.loss:.4g}",
        }
    return {
        **place,
        "true": lambda each: _numbers(each.target),
        "predicted": lambda each: _numbers(each.predicted),
        "mean error": lambda each: f"{each.error:.4g}",
        "seeds": lambda each: f"{each.seeds:,}",
    }


def _numbers(values: Sequence[float]) -> str:
    return ", ".join(f"{value:.5g}" for value in values)


def _narrower(columns: Columns[Any]) -> Iterator[Columns[Any]]:
    yield columns
    yield stacked(columns)
    yield stacked({name: cell for name, cell in columns.items() if name not in _LESS})


_LESS = ("mean loss", "seeds", "predicted")
"""What a narrow window does without."""
