"""Tables where there is little place: what is shown is whole, and what is told is shown."""

import io
import re
from dataclasses import replace

import pytest
from rich.console import Console

from gdrun.records import Outcome
from gdrun.report.tables.comparison import print_comparison
from gdrun.report.tables.outcomes import print_sweep
from gdrun.report.tables.trials import print_trials
from gdrun.report.tables.unranked import print_unranked
from tests.evidence.sweeps import GOOD, NAN, compared
from tests.records.outcomes import swept

NAMES = [f"learning_rate=0.{n:02}, batch_size={n}" for n in range(1, 17)]


def less(by: float) -> list[float]:
    """Values that are so much less than the good ones, give or take a thousandth."""
    return [x - by + (-1) ** seed / 1000 for seed, x in enumerate(GOOD)]


SWEPT = swept({name: less(n / 50) for n, name in enumerate(NAMES)})
MEANS = [f"{sum(GOOD) / 12 - n / 50:.3f}" for n in range(16)]
WIDTHS = [30, 40, 60, 80, 120]


def ranked(outcome: Outcome, width: int) -> str:
    stream = io.StringIO()
    print_sweep(outcome, "accuracy", None, Console(file=stream, width=width))
    return stream.getvalue()


def listed(outcome: Outcome, width: int) -> str:
    stream = io.StringIO()
    print_comparison(compared(outcome), Console(file=stream, width=width))
    return stream.getvalue()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("show", [ranked, listed])
def test_numbers_names_and_n_are_whole(show: object, width: int) -> None:
    text = show(SWEPT, width)  # type: ignore[operator]
    assert max(map(len, text.splitlines())) <= width
    rows = text.split("─\n", 1)[1].split("\n\n")[0]
    assert [int(n) for n in re.findall(r"^ ?(\d+)  ", rows, re.MULTILINE)] == list(range(1, 17))
    assert [mean for mean in MEANS if f"{mean} ± " not in rows] == []
    assert len(re.findall(r" 12\b", re.sub(r"^12  ", "", rows, flags=re.MULTILINE))) == 16
    assert all(f"batch_size={n}" in rows for n in range(1, 17))
    assert len(rows.splitlines()) <= 16 * 3


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_the_verdict_is_shown_where_it_is_explained(width: int) -> None:
    rows = listed(SWEPT, width).split("─\n", 1)[1].split("\n\n")[0]
    assert len(re.findall(r"  [-+?]$", rows, re.MULTILINE)) == 15


@pytest.mark.parametrize("width", WIDTHS)
def test_notes_tell_of_what_is_shown(width: int) -> None:
    outcome = swept({"a": GOOD, "b" * 20: [*less(0.1)[:11], NAN], "c": less(0.2)})
    notes = " ".join(ranked(outcome, width).partition("Ranked on")[2].split())
    assert ("95% intervals of the distance" in notes) is (width >= 80)


def test_what_diverged_goes_before_n() -> None:
    outcome = swept({"a" * 20: GOOD, "b" * 20: [*less(0.1)[:11], NAN]})
    head = ranked(outcome, 40).split("─")[0].split()
    assert "n" in head
    assert "diverged" not in head
    # Beside the mean it is told in any width.
    assert "1 (8.3%) diverged" in ranked(outcome, 40)
    assert "1 (8.3%) diverged" in ranked(outcome, 60)
    assert "diverged" in ranked(outcome, 100).split("─")[0]


@pytest.mark.parametrize("width", [40, 80])
def test_a_matrix_without_a_place_becomes_a_list(width: int) -> None:
    few = swept({name: less(n / 50) for n, name in enumerate(NAMES[:6])})
    assert ("Row minus column" in listed(few, width)) is (width == 80)
    assert "Differences from the best" in listed(few, 40)


def test_equal_means_differ_by_a_zero_without_a_sign() -> None:
    """0.1 and 0.3 have the mean 0.2 but for rounding, as have 0.3 and 0.1."""
    text = listed(swept({"a": [0.1, 0.3, 0.2], "b": [0.3, 0.1, 0.2], "c": [0.1, 0.3, 0.2]}), 120)
    assert re.findall(r"[+-]?0\.00\b", text) == ["0.00"] * 6


def test_a_difference_has_the_digits_of_its_own_row() -> None:
    outcome = swept({"wide": [0.9, 0.1], "fine": [0.8004, 0.8002], "best": [0.8006, 0.8008]})
    for text in (ranked(outcome, 120), listed(outcome, 120)):
        assert "-0.00040" in text


@pytest.mark.parametrize("width", WIDTHS)
def test_of_what_is_not_ranked_numbers_and_names_are_whole(width: int) -> None:
    records = [
        replace(each, metrics=dict.fromkeys(("train", "test"), each.metrics["test"]))
        for each in SWEPT.records
    ]
    stream = io.StringIO()
    console = Console(file=stream, width=width)
    print_unranked(replace(SWEPT, records=records), "accuracy", None, ["accuracy"], console)
    text = stream.getvalue()
    assert max(map(len, text.splitlines())) <= width
    assert [mean for mean in MEANS if text.count(f"{mean} ± ") != 2] == []
    assert all(f"batch_size={n}" in text for n in range(1, 17))


def test_of_trials_the_metrics_that_were_asked_for_first_are_shown() -> None:
    stream = io.StringIO()
    print_trials(SWEPT, Console(file=stream, width=35), ["accuracy", "loss"])
    table = stream.getvalue().split("\n\n")[0]
    assert max(map(len, table.splitlines())) <= 35
    assert "accuracy" in table
    assert "loss" not in table
