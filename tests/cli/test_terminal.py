"""When there are pictures in a terminal, and when not."""

import io
import re

import numpy as np
import pytest
from rich.cells import cell_len

from gdrun.cli.terminal import MOST_EPOCHS, draw_training
from gdrun.records import History, Outcome
from gdrun.report.console.streams import make_console
from tests.cli.commands import CONFIGS, gdrun
from tests.cli.terminals import at_terminal, ended_at_terminal
from tests.records.outcomes import outcome, record

IRIS = CONFIGS / "iris.yaml"
BRAILLE = re.compile("[\u2801-\u28ff]")
CODES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> str:
    """With a training and a sweep."""
    path = str(tmp_path_factory.mktemp("terminal") / "gdrun.db")
    few = ("--seeds", "2", "--set", "training.epochs=5", "--store", path)
    over = ("--over", "optimizer.learning_rate=0.001,0.1")
    assert gdrun("sweep", IRIS, *few, "--set", "name=rates", *over).returncode == 0
    assert gdrun("train", IRIS, *few).returncode == 0
    return path


@pytest.mark.parametrize("columns", [200, 40])
def test_show_draws_within_the_window(store: str, columns: int) -> None:
    text = CODES.sub("", at_terminal("show", "iris", columns=columns, GDRUN_STORE=store))
    lines = text.splitlines()
    assert sum(bool(BRAILLE.search(line)) for line in lines) > 5
    assert max(map(cell_len, lines)) <= columns
    assert lines[-12].startswith("loss over epochs  ⠒⠒⠒⠒⠒ train")


def test_a_sweep_over_a_number_is_drawn_and_its_variants_have_curves(store: str) -> None:
    whole = at_terminal("show", "rates", columns=80, GDRUN_STORE=store, NO_COLOR="1")
    assert "\n\nvalidation accuracy over learning rate  ⡂ 95% interval\n" in whole
    alone = at_terminal("show", "rates:2", columns=80, GDRUN_STORE=store, NO_COLOR="1")
    assert "\n\nloss over epochs  ⠒⠒⠒⠒⠒ train" in alone
    assert "\x1b" not in whole + alone


def test_in_a_locale_without_braille_there_is_none(store: str) -> None:
    ascii_alone = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    text = at_terminal("show", "iris", columns=80, GDRUN_STORE=store, **ascii_alone)
    assert "accuracy" in text
    assert text.isascii()
    assert "loss over epochs" not in text


def test_nobody_has_to_see_them(store: str) -> None:
    asked = at_terminal("show", "iris", "--no-curves", columns=80, GDRUN_STORE=store, NO_COLOR="1")
    piped = gdrun("show", "iris", GDRUN_STORE=store, COLUMNS="80").stdout
    assert asked == piped
    assert not BRAILLE.search(piped)


def test_what_is_said_is_broken_between_words(store: str) -> None:
    wrong = ("plot", "iris", "--kind", "heat_map")
    for code, command in ((2, wrong), (0, ("plot", "--kind", "help"))):
        ended, told = ended_at_terminal(*command, columns=40, GDRUN_STORE=store, NO_COLOR="1")
        assert ended == code
        lines = told.splitlines()
        assert len(lines) > 2
        assert max(map(len, lines)) <= 40
    assert gdrun(*wrong, GDRUN_STORE=store).stderr.count("\n") == 1


def test_what_is_not_stored_has_curves_too() -> None:
    few = ("--seeds", "2", "--set", "training.epochs=5")
    text = at_terminal("train", IRIS, *few, "--no-store", columns=80, NO_COLOR="1")
    assert text.splitlines()[-12].startswith("loss over epochs  ⠒⠒⠒⠒⠒ train")


class Terminal(io.StringIO):
    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


def drawn(found: Outcome, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("TERM", "xterm")
    stream = Terminal()
    draw_training(found, make_console(stream))
    return stream.getvalue()


def test_so_much_that_it_would_take_time_is_not_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    history = History(("learning_rate", "train.loss"), np.array([[0.1, 0.5], [0.1, 0.4]]))
    few = outcome(record(0, 0.9, epochs=MOST_EPOCHS, history=history))
    many = outcome(record(0, 0.9, epochs=MOST_EPOCHS + 1, history=history))
    assert "loss" in drawn(few, monkeypatch)
    assert drawn(many, monkeypatch) == ""


def test_what_cannot_be_drawn_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    nothing = outcome(record(0, 0.9, history=History((), np.empty((0, 0)))))
    assert drawn(nothing, monkeypatch) == ""
    stored = outcome(record(0, 0.9), id="abcd", store="/nowhere/gdrun.db")
    assert drawn(stored, monkeypatch) == ""
