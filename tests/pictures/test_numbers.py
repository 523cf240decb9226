"""The tables behind pictures hold what is drawn."""

import numpy as np

from gdrun.evidence.pictures.curves import Course, Curves, Panel
from gdrun.evidence.pictures.gradcheck import Valley
from gdrun.evidence.pictures.scales import Scale
from gdrun.evidence.pictures.seeds import Seeds, SeedsOfVariant
from gdrun.evidence.pictures.sensitivity import Line, Point, Sensitivity
from gdrun.evidence.pictures.swept import Axis
from gdrun.pictures.numbers.curves import MOST_EPOCHS, curves_numbers
from gdrun.pictures.numbers.networks import gradcheck_numbers
from gdrun.pictures.numbers.table import number, span
from gdrun.pictures.numbers.variants import seeds_numbers, sensitivity_numbers
from gdrun.statistics import share_of, summarize


def course(epochs: int, seeds: int) -> Course:
    values = np.arange(epochs, dtype=float)
    own = {seed: values + seed for seed in range(seeds)}
    ends = values - 1, values + 1
    return Course("a", "train", np.arange(epochs), values, *ends, *ends, own)


def test_of_long_curves_some_epochs_are_told_with_the_first_and_the_last() -> None:
    panel = Panel("loss", (course(1000, 2),), (course(3, 1),), (), Scale.LINEAR, None)
    found = curves_numbers(Curves("title", (panel,), ("a",), True, ()))
    rows = [dict(zip(found.headings, row, strict=True)) for row in found.rows]
    assert len(rows) == MOST_EPOCHS + 1
    assert [rows[0]["epoch"], rows[-2]["epoch"]] == ["0", "999"]
    assert (rows[-2]["mean"], rows[-2]["95% interval"]) == ("999", "998 … 1000")
    assert rows[-2]["seeds"] == "2"
    assert (rows[-1]["epoch"], rows[-1]["seeds"]) == ("2", "seed 0 diverged")


def test_points_and_seeds() -> None:
    summary = summarize([0.5, 0.7])
    point = Point("v", 0.1, summary, share_of(1, 3), may_be_best=True)
    lost = Point("w", 1.0, None, share_of(3, 3), may_be_best=False)
    axis = Axis("optimizer.learning_rate", (0.1, 1.0))
    value = Sensitivity(
        "t", "validation.loss", axis, False, (Line("sgd", (point, lost)),), (), Scale.LINEAR, None
    )
    found = sensitivity_numbers(value)
    assert found.rows[0][:3] == ("sgd", "0.1", "0.6")
    assert found.rows[0][4:] == ("2", "1 of 3", "yes")
    assert found.rows[1] == ("sgd", "1", "–", "–", "0", "3 of 3", "no")
    variant = SeedsOfVariant("v", {3: 0.5, 5: 0.7}, 1, summary)
    shown = Seeds("t", "validation.loss", "", (variant,), Scale.LINEAR, (0.0, 1.0), True, ())
    (row,) = seeds_numbers(shown).rows
    assert (row[0], row[-2:]) == ("v", ("1", "3: 0.5, 5: 0.7"))


def test_numbers_that_are_not_there_are_dashes() -> None:
    assert (number(None), number(float("nan")), number(1 / 3)) == ("–", "–", "0.3333")
    assert (span(None), span((float("nan"), 1.0)), span((0.0, 1.0))) == ("–", "–", "0 … 1")
    steps = np.array([1e-6, 1e-5])
    valley = Valley("t", steps, steps * 2, np.array([1.0, np.nan]), None, None, 0.1, 0.1, ())
    assert gradcheck_numbers(valley).rows[1] == ("1e-05", "2e-05", "–")
