"""Curves of trials made by hand, as a terminal shows them."""

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import ArrayLike

from gdrun.errors import PictureError
from gdrun.pictures.terminal.drawn import drawn_curves
from gdrun.records import History, Outcome, Record, Status
from tests.records.outcomes import METRICS, outcome, record

COLUMNS = ("learning_rate", "train.loss", "validation.loss", "validation.accuracy")
FALLING = np.linspace(1.0, 0.0, 31)


def trial(
    seed: int,
    train: ArrayLike,
    validation: ArrayLike | None = None,
    accuracy: ArrayLike | None = None,
    status: Status = Status.FINISHED,
) -> Record:
    """A trial with these numbers of the first weights, and after each epoch."""
    told = [each for each in (train, validation, accuracy) if each is not None]
    rows = np.column_stack([np.full(len(np.asarray(train)), 0.1), *told])
    history = History(COLUMNS[: rows.shape[1]], rows[1:], first=rows[0])
    return record(seed, 0.9, status, epochs=len(rows) - 1, history=history)


def seen(found: Outcome, width: int = 40) -> list[str]:
    return [line.plain.rstrip() for line in drawn_curves(found, width)]


def test_a_straight_line_goes_from_corner_to_corner() -> None:
    assert seen(outcome(trial(0, FALLING))) == [
        "loss over epochs  ⠒⠒⠒⠒⠒ train",
        "1.0 ┤⠢⢄⣀",
        "    │   ⠑⠢⠤⣀",
        "    │       ⠉⠒⠤⣀",
        "    │           ⠉⠒⠤⢄⡀",
        "0.5 ┤               ⠈⠑⠤⢄⡀",
        "    │                   ⠈⠑⠒⠤⣀",
        "    │                        ⠉⠒⠤⣀",
        "    │                            ⠉⠑⠢⢄",
        "0.0 ┤                                ⠉⠑⠢",
        "    └┬──────────┬───────────┬──────────┬",
        "     0         10          20         30",
    ]


def test_means_have_their_intervals_as_sparse_dots() -> None:
    shifted = [trial(seed, FALLING + 0.3 * seed) for seed in range(3)]
    text = "\n".join(seen(outcome(*shifted), 60))
    assert "95% interval" in text
    lines = drawn_curves(outcome(*shifted), 60)
    assert any(span.style == "dim cyan" for line in lines for span in line.spans)
    alone = drawn_curves(outcome(shifted[0]), 60)
    assert not any(span.style == "dim cyan" for line in alone for span in line.spans)
    assert "interval" not in alone[0].plain


def test_falling_by_decades_is_straight_on_an_axis_of_decades() -> None:
    assert seen(outcome(trial(0, 10.0 ** np.linspace(2, -6, 31)))) == [
        "loss over epochs  ⠒⠒⠒⠒⠒ train",
        "      │⠢⢄⡀",
        "      │  ⠈⠒⠢⢄⡀",
        "    1 ┤      ⠈⠑⠢⢄⡀",
        "      │          ⠈⠑⠢⢄⡀",
        "      │              ⠈⠑⠤⢄⡀",
        "0.001 ┤                  ⠈⠑⠢⢄⡀",
        "      │                      ⠈⠑⠢⢄⡀",
        "      │                          ⠈⠑⠢⢄⡀",
        " 10⁻⁶ ┤                              ⠈⠑⠢",
        "      └┬──────────┬─────────┬──────────┬",
        "       0         10        20         30",
    ]


def test_a_seed_that_diverged_ends_at_a_cross_and_the_frame_is_for_the_others() -> None:
    lost = trial(1, [1.0, 1.0, 2.0, 1e30], status=Status.DIVERGED)
    lines = seen(outcome(trial(0, FALLING), lost))
    assert lines[:2] == ["loss over epochs  ⠒⠒⠒⠒⠒ train", "x diverged"]
    (row,) = (number for number, line in enumerate(lines[2:]) if "x" in line)
    assert row == 0
    assert "1e+30" not in "".join(lines)


def test_where_all_diverged_there_are_their_ways() -> None:
    records = [
        trial(seed, 10.0 ** (np.arange(5.0) * (2 + seed)), status=Status.DIVERGED)
        for seed in range(2)
    ]
    lines = seen(outcome(*records))
    assert lines[0] == "loss over epochs  x diverged"
    assert "x" in lines[1]


def test_accuracy_stands_beside_the_loss_where_there_is_room() -> None:
    found = outcome(trial(0, FALLING, FALLING, 1 - 0.9 * FALLING - 0.02))
    found = replace(found, metrics=(METRICS[0], replace(METRICS[1], highest=1.0)))
    narrow, wide = seen(found, 80), seen(found, 120)
    assert narrow[0] == "loss over epochs  ⠒⠒⠒⠒⠒ train  ⠒⠒  ⠒ validation"
    assert "accuracy over epochs  ⠒⠒  ⠒ validation" in wide[0]
    assert "0.95 ┤" in "".join(wide)
    assert len(narrow) == len(wide) == 12


@pytest.mark.parametrize("width", [30, 40, 60, 80, 110, 200])
@pytest.mark.parametrize("epochs", [1, 7, 4000])
def test_lines_are_as_wide_as_the_window_and_some_twelve(width: int, epochs: int) -> None:
    rng = np.random.default_rng(0)
    numbers = np.exp(-np.arange(epochs + 1) / epochs)
    records = [
        trial(seed, numbers + rng.random(), numbers * 3, numbers * 1e-9) for seed in range(4)
    ]
    lines = drawn_curves(outcome(*records), width)
    assert max(line.cell_len for line in lines) <= width
    assert 11 <= len(lines) <= 14


@pytest.mark.parametrize(
    "numbers",
    [[0.0, 0.0, 0.0], [1e-30, 1e-31, 1e-32], [1e200, 1e199, 1.0], [-5.0, -5.0, -6.0], [1.0, 1.0]],
)
def test_whatever_the_numbers_are_they_have_a_place(numbers: Sequence[float]) -> None:
    lines = seen(outcome(trial(0, numbers), trial(1, numbers)))
    assert any(0x2800 < ord(letter) < 0x2900 for line in lines[1:] for letter in line)


def test_without_histories_there_are_no_curves() -> None:
    nothing = record(0, 0.9, history=History((), np.empty((0, 0))))
    with pytest.raises(PictureError):
        drawn_curves(outcome(nothing), 80)


def test_what_is_not_finite_is_left_out() -> None:
    lines = seen(outcome(trial(0, [1.0, math.nan, math.inf, 0.5])))
    assert lines[0].startswith("loss")
