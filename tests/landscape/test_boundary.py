"""Regions of classes are what the networks predict."""

from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest

import gdrun
from gdrun.errors import GdrunError, PictureError
from gdrun.files.new_rows import read_new_rows
from gdrun.landscape import boundary as module
from gdrun.landscape.boundary import Boundary, boundary
from gdrun.prediction import predict
from gdrun.records import ClassAnswers
from tests.landscape.trained import MOONS, binding_for


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "GRID", 9)


@pytest.mark.usefixtures("small")
def test_each_point_has_the_class_that_is_predicted_for_it(tmp_path: Path) -> None:
    outcome = gdrun.train(MOONS)
    (variant,) = outcome.variants
    dataset = binding_for(MOONS).dataset
    found = boundary("any", variant, outcome.records, dataset, ())
    assert found.names == ("x0", "x1")
    assert list(found.of_seeds) == [0, 1]
    file = tmp_path / "grid.csv"
    grid = [(x, y) for y in found.up.tolist() for x in found.across.tolist()]
    file.write_text("x0,x1\n" + "".join(f"{x!r},{y!r}\n" for x, y in grid))
    for record in outcome.records:
        answers = predict(variant, [record], partial(read_new_rows, file)).answers
        assert isinstance(answers, ClassAnswers)
        assert answers.classes.tolist() == found.of_seeds[record.seed].ravel().tolist()


@pytest.mark.usefixtures("small")
def test_it_holds_all_training_rows_in_their_own_units() -> None:
    outcome = gdrun.train(MOONS)
    dataset = binding_for(MOONS).dataset
    found = boundary("any", outcome.variants[0], outcome.records, dataset, ())
    train = dataset.train
    plain = binding_for({**MOONS, "data": {**MOONS["data"], "normalize": "none"}}).dataset.train
    assert found.points == pytest.approx(plain.inputs, rel=1e-5)
    assert found.targets.tolist() == train.targets[:, 0].astype(int).tolist()
    for side, column in ((found.across, 0), (found.up, 1)):
        assert side[0] < found.points[:, column].min()
        assert side[-1] > found.points[:, column].max()


def test_shares_and_agreement_are_counted_over_seeds() -> None:
    said = {0: np.array([[0, 1, 2]]), 1: np.array([[0, 1, 0]]), 2: np.array([[0, 2, 1]])}
    found = Boundary(
        "any", ("a", "b"), ("x", "y", "z"), np.arange(3.0), np.arange(1.0), said,
        np.zeros((0, 2)), np.zeros(0, int),
    )  # fmt: skip
    expected = np.array([[[3, 0, 1]], [[0, 2, 1]], [[0, 1, 1]]]) / 3
    assert found.shares == pytest.approx(expected)
    assert found.agreement == pytest.approx(np.array([[1.0, 0.5, 0.0]]))


def test_inputs_that_are_not_scaled_one_by_one_are_refused() -> None:
    said = {**MOONS, "data": {**MOONS["data"], "normalize": "l2"}}
    outcome = gdrun.train(said)
    with pytest.raises(PictureError, match="only shifted and scaled"):
        boundary("any", outcome.variants[0], outcome.records, binding_for(said).dataset, ())


def test_a_seed_without_weights_says_how_to_keep_them() -> None:
    outcome = gdrun.train(MOONS)
    bare = [replace(each, weights=each.weights[:0]) for each in outcome.records]
    with pytest.raises(GdrunError, match="--keep-weights all"):
        boundary("any", outcome.variants[0], bare, binding_for(MOONS).dataset, ())
