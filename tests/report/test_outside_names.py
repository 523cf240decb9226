"""Names from outside: shown as they are where that is harmless, and obeyed nowhere."""

import csv
import io
import json
import logging
import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from rich.console import Console
from rich.table import Table

from gdrun.records import Outcome, Variant
from gdrun.report.console.notes import notes_on
from gdrun.report.console.streams import make_console, writable
from gdrun.report.exports import exporters, pieces_of
from gdrun.report.tables.outcomes import print_outcome, print_sweep
from gdrun.report.tables.trials import print_trials
from gdrun.wording import visible
from tests.records.outcomes import CONFIG, outcome, record
from tests.report.names import EVIL, MARKUP, OBEYED

STYLES = re.compile(r"\x1b\[[0-9;]*m")
"""Rich's own, for bold and colours."""


@pytest.mark.parametrize("name", EVIL)
def test_what_a_terminal_would_obey_is_shown_as_python_writes_it(name: str) -> None:
    shown = visible(name)
    assert not OBEYED.search(shown)
    assert eval(f"'{shown}'") == name


@pytest.mark.parametrize(
    "name", ["größe", "温度", "می\u200cخواهم", "👩\u200d🔬", "a\u00a0b", "two\nlines", *MARKUP]
)
def test_all_else_is_shown_as_it_is(name: str) -> None:
    assert visible(name) == name


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_no_cell_heading_or_line_is_obeyed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the code that writes it does, or forgets."""
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "400")
    file = Terminal()
    console = make_console(file)
    table = Table(title=EVIL[0])
    for name in EVIL:
        table.add_column(name)
    table.add_row(*EVIL)
    console.print(table)
    console.print(EVIL[1], style="bold")
    for name in MARKUP:
        console.print(name)
    told = file.getvalue()
    assert "\x1b[1m" in told
    assert not OBEYED.search(STYLES.sub("", told))
    assert all(name in told for name in MARKUP)
    assert len({len(line) for line in STYLES.sub("", told).splitlines()[1:6]}) == 1


def named(*names: str) -> Outcome:
    """Two trials of each variant of these names, which are also what was swept over."""
    return outcome(
        *(record(seed, 0.9, variant=name) for name in names for seed in (0, 1)),
        variants=tuple(Variant(name, {f"key {name}": name}, CONFIG, {}) for name in names),
    )


def sweep_table(found: Outcome, console: Console) -> None:
    print_sweep(found, "accuracy", None, console, again=True)
    print_trials(found, console)


def training_table(found: Outcome, console: Console) -> None:
    (first, *_), records = found.variants, found.records[:2]
    print_outcome(replace(found, variants=(first,), records=records), console)


@pytest.mark.parametrize("show", [sweep_table, training_table])
def test_tables_of_trials_obey_no_name(show: Callable[[Outcome, Console], None]) -> None:
    file = io.StringIO()
    found = replace(named(*EVIL, *MARKUP), experiment=EVIL[0])
    show(found, make_console(file))
    assert not OBEYED.search(file.getvalue())
    assert visible(EVIL[0]) in file.getvalue()


def text_of(form: str, found: Outcome) -> str:
    content = exporters()[form].write(found)
    assert not isinstance(content, bytes)
    return "".join(pieces_of(content))


@pytest.mark.parametrize("form", ["histories", "trials", "markdown", "latex"])
def test_exports_of_text_obey_no_name(form: str) -> None:
    content = text_of(form, named(*EVIL, *MARKUP))
    assert not OBEYED.search(content)


def test_json_holds_names_as_they_are() -> None:
    content = text_of("json", named(*EVIL))
    assert not OBEYED.search(content)
    assert [each["name"] for each in json.loads(content)["variants"]] == list(EVIL)


@pytest.mark.parametrize("form", ["histories", "trials"])
def test_a_spreadsheet_runs_no_text(form: str) -> None:
    names = ("=1+1", "+1+1", "-1-1", "-x", "-", "+1_0", "@sum", "\t=1", "\r=1", "\n=1")
    rows = list(csv.reader(io.StringIO(text_of(form, named(*names)))))
    texts = {row[0] for row in rows[1:]} | {cell for row in rows[1:] for cell in row[1:8] if cell}
    assert all(text.startswith("'") for text in texts)
    assert "'=1+1" in texts


@pytest.mark.parametrize("form", ["histories", "trials"])
def test_numbers_are_no_text_to_a_spreadsheet(form: str) -> None:
    negative = Variant("a", {"factor": -0.5}, CONFIG, {})
    found = outcome(record(0, 0.9, variant="a"), variants=(negative,))
    heading, row, *_ = csv.reader(io.StringIO(text_of(form, found)))
    assert row[heading.index("factor")] == "-0.5"


@pytest.mark.parametrize("name", ["-1", "+1", "-0.5", "-.5e-3", "+2.E+7"])
def test_a_name_that_is_a_number_stays_as_it_is(name: str) -> None:
    rows = csv.reader(io.StringIO(text_of("trials", named(name))))
    assert [row[:2] for row in rows][1:] == [[name, name]] * 2


def test_notes_from_rooms_below_stand_on_the_console_unless_it_is_quiet() -> None:
    file = io.StringIO()
    console = make_console(file)
    for console.quiet in (False, True):
        with notes_on(console):
            logging.getLogger("gdrun").warning("the folder %s", EVIL[0])
    assert file.getvalue() == f"note: the folder {visible(EVIL[0])}\n"


def test_signs_that_the_stream_lacks_are_replaced() -> None:
    console = make_console(io.TextIOWrapper(io.BytesIO(), encoding="ascii"))
    assert writable("±\x1b", console) == "+/-\\x1b"
