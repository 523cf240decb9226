"""Tables in LaTeX and Markdown are those of the terminal, and show every name as it is."""

import html
import io
import re
from collections.abc import Sequence
from dataclasses import replace

import pytest
from rich.console import Console

import gdrun
from gdrun.evidence.stream_variance import variance_by_stream
from gdrun.records import Outcome, Variant
from gdrun.report.exports import exporters
from gdrun.report.exports.outcome_tables import outcome_tables
from gdrun.report.tables.comparison import (
    MOST_IN_MATRIX,
    comparison_tables,
    print_comparison,
)
from gdrun.report.tables.gradients import SHORT, gradient_tables, print_gradients
from gdrun.report.tables.outcomes import print_outcome, print_sweep
from gdrun.report.tables.stream_variance import print_variance, variance_table
from gdrun.report.tables.text_table import TextTable, one_line, text_table
from tests.evidence.sweeps import GOOD, NAN, POOR, compared
from tests.records.outcomes import CONFIG, outcome, record, swept

HOSTILE = {
    "<script>alert(1)</script>": (
        r"\textless{}script\textgreater{}alert(1)\textless{}/script\textgreater{}",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
    ),
    "[red]": ("{[}red]", r"\[red\]"),
    r"\input{x}": (r"\textbackslash{}input\{x\}", r"\\input{x}"),
    "=1+1": ("=1+1", "=1+1"),
    "a_b%&#$^~": (
        r"a\_b\%\&\#\$\textasciicircum{}\textasciitilde{}",
        r"a_b%&amp;#\$^\~",
    ),
    "a|b": (r"a\textbar{}b", r"a\|b"),
    "a – b": (r"a \textendash{} b", "a – b"),
    r"a\|b": (r"a\textbackslash{}\textbar{}b", r"a\\\|b"),
    "_x_ *y* `z`": (r"\_x\_ {*}y{*} \textasciigrave{}z\textasciigrave{}", r"\_x\_ \*y\* \`z\`"),
    "two\nlines": (r"two\textbackslash{}nlines", r"two\\nlines"),
    "a\u2028b\x85c": (r"a\textbackslash{}u2028b\textbackslash{}x85c", r"a\\u2028b\\x85c"),
    "--x -1": ("-{}-x $-$1", "--x -1"),
}
"""Names → as LaTeX and as Markdown have them."""


def written(form: str, tables: Sequence[TextTable]) -> str:
    return exporters()[form].tables(tables)


def cells(line: str) -> list[str]:
    """Of a row in Markdown, as they are shown."""
    assert line.startswith("| ")
    assert line.endswith(" |")
    told = re.findall(r"((?:\\.|[^\\|])*)\|", line)[1:]
    return [re.sub(r"\\(.)", r"\1", html.unescape(each.strip())) for each in told]


@pytest.mark.parametrize("name", HOSTILE)
def test_names_are_shown_and_not_obeyed(name: str) -> None:
    latex, markdown = HOSTILE[name]
    found = swept({name: GOOD, "b": POOR}, experiment=name)
    for tables in (outcome_tables(found), comparison_tables(compared(found))):
        text = written("latex", tables)
        assert f" & {latex} & " in text
        assert not re.search(r"^\s*[\[*]", text, re.MULTILINE)
    told = written("markdown", outcome_tables(found)).splitlines()
    assert any(f"| {markdown} |" in line for line in told)
    assert [cells(line)[1] for line in told if line.startswith("| 1 |")] == [one_line(name)]
    assert written("latex", outcome_tables(found)).startswith(f"% {latex}\n")
    assert len({line.count(" | ") for line in told if line.startswith("|")}) == 1


def test_what_begins_a_line_begins_no_list_and_no_heading() -> None:
    table = TextTable("# a", ["b"], [], notes=["+ better", "1. first", "10 seeds", "- c"])
    told = written("markdown", [table]).splitlines()
    assert told[0] == r"\# a"
    assert told[-4:] == [r"- \+ better", r"- 1\. first", "- 10 seeds", r"- \- c"]


def test_text_is_to_the_left_and_numbers_to_the_right() -> None:
    columns = {"n": str, "name": str, "\nmean": str, "": str}
    table = text_table("t", [1, -2], columns, left=("name",))
    assert "\\begin{tabular}{rlrr}\n\\toprule\nn & name & mean &  \\\\\n" in written(
        "latex", [table]
    )
    assert "$-$2 & $-$2 & $-$2 & $-$2 \\\\" in written("latex", [table])
    assert written("markdown", [table]).splitlines()[2:4] == [
        "| n | name | mean |  |",
        "| ---: | --- | ---: | ---: |",
    ]


def test_notes_are_for_the_caption() -> None:
    table = TextTable("t & u", ["a"], [["1"]], notes=["≈ may be 5%", "- worse"])
    lines = written("latex", [table, table]).splitlines()
    assert lines[0] == "% t \\& u"
    assert lines[8:10] == ["% $\\approx$ may be 5\\%", "% $-$ worse"]


def words(text: str) -> list[str]:
    """Without the signs that a table is drawn with."""
    return [word for word in text.split() if not re.fullmatch("[━─╺]+", word)]


def assert_same(tables: Sequence[TextTable], shown: str) -> None:
    """Every heading, cell and note is what a wide terminal shows, in its order."""
    told = " ".join(words(shown))
    for table in tables:
        assert " ".join(words(table.title)) in told
        for row in table.rows:
            assert " ".join(words(" ".join(row))) in told
        # Of metrics and their portions a terminal needs no heading.
        for heading in set(table.heading) - {"portion", "metric"}:
            assert all(word in told for word in heading.split())
        for note in table.notes:
            assert " ".join(words(note)) in told


def terminal() -> Console:
    return Console(file=io.StringIO(), width=800)


def shown(console: Console) -> str:
    return console.file.getvalue()  # type: ignore[attr-defined, no-any-return]


UNRANKED = outcome(
    *(record(seed, 0.9, variant=name) for name in "ab" for seed in (0, 1)),
    variants=tuple(Variant(name, {}, CONFIG) for name in "ab"),
)


@pytest.mark.parametrize(
    ("found", "rows"),
    [
        (swept({"a": GOOD, "b": [NAN, *POOR[1:]], "c": GOOD[::-1]}), 3),
        (swept({"a": GOOD, "b": POOR}, interrupted=True, planned=30), 2),
        (UNRANKED, 2),
    ],
)
def test_a_sweep_is_told_as_the_terminal_tells_it(found: Outcome, rows: int) -> None:
    (table,) = outcome_tables(found, "accuracy", ["brier"])
    console = terminal()
    print_sweep(found, "accuracy", None, console, metrics=["brier"])
    assert_same([table], shown(console))
    assert len(table.rows) == rows
    assert not any("steps in" in note for note in table.notes)


def test_a_training_is_told_as_the_terminal_tells_it() -> None:
    found = outcome(record(0, 0.9), record(1, 0.8))
    (table,) = outcome_tables(found)
    console = terminal()
    print_outcome(found, console)
    assert_same([table], shown(console))
    assert [row[:2] for row in table.rows] == [
        ["train", "loss"], ["", "accuracy"], ["test", "loss"], ["", "accuracy"],
    ]  # fmt: skip
    assert any("95% intervals are about seeds alone" in note for note in table.notes)
    (one,) = outcome_tables(found, metrics=["accuracy"])
    assert [row[:2] for row in one.rows] == [["train", "accuracy"], ["test", "accuracy"]]


@pytest.mark.parametrize(
    ("number", "heads"),
    [
        (2, [["", "variant", "validation accuracy", "n"]]),
        (3, [["", "variant", "validation accuracy", "n"], ["", "1", "2", "3"]]),
        (
            MOST_IN_MATRIX + 1,
            [["", "variant", "validation accuracy", "n", "minus the best", ""]],
        ),
    ],
)
def test_a_comparison_is_told_as_the_terminal_tells_it(number: int, heads: list[list[str]]) -> None:
    values = {
        f"v{i}": [each + 0.01 * i for each in (GOOD if i % 2 else POOR)] for i in range(number)
    }
    pairwise = compared(swept(values))
    tables = comparison_tables(pairwise)
    console = terminal()
    print_comparison(pairwise, console)
    assert_same(tables, shown(console))
    assert [list(table.heading) for table in tables] == heads
    assert [bool(table.notes) for table in tables] == [*[False] * (len(tables) - 1), True]


@pytest.mark.parametrize("sabotage", [None, "batch_sum"])
def test_a_gradient_check_is_told_as_the_terminal_tells_it(sabotage: str | None) -> None:
    config = {"data": {"source": "iris"}, "model": {"hidden": [2]}}
    report = gdrun.gradcheck(config, samples=2, sabotage=sabotage)
    many = replace(report, checks=report.checks * SHORT)
    for each in (report, many):
        tables = gradient_tables(each)
        console = terminal()
        print_gradients(each, console)
        assert_same(tables, shown(console))
        assert any("Relative errors" in note for note in tables[-1].notes)
        assert not any(table.notes for table in tables[:-1])


def test_what_makes_the_spread_is_told_as_the_terminal_tells_it() -> None:
    config = {"data": {"source": "iris"}, "training": {"epochs": 1}, "model": {"hidden": []}}
    variance = variance_by_stream(gdrun.variance(config, samples=10), "accuracy")
    table = variance_table(variance)
    console = terminal()
    print_variance(variance, console)
    assert_same([table], shown(console))
    assert [row[0] for row in table.rows][-1] == "all together"
