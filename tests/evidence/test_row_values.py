"""Rows' values of metrics, against loops that leave out one row after the other."""

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

import gdrun
from gdrun.evidence.row_values import RowAnswers, row_values
from tests.naive.crossed import without_each_row

Floats = NDArray[np.float64]


def top_three(true: Sequence[int], shares: Floats) -> float:
    hits = 0
    for row, of_row in zip(true, shares, strict=True):
        best = sorted(range(len(of_row)), key=lambda j: (of_row[j], j))[-3:]
        hits += row in best
    return hits / len(true)


def average_precision(true: Sequence[int], shares: Floats) -> float:
    """The area below the steps of precision over recall, threshold by threshold."""
    total, area, before = sum(true), 0.0, 0
    for threshold in sorted({*shares[:, 1]}, reverse=True):
        said = [t for t, share in zip(true, shares[:, 1], strict=True) if share >= threshold]
        area += (sum(said) - before) / total * sum(said) / len(said)
        before = sum(said)
    return area


NOTHING = np.zeros(0)


def logits(shares: NDArray[np.float64]) -> NDArray[np.float64]:
    """Raw outputs that stand for these probabilities; equal ones for equal ones."""
    found: NDArray[np.float64] = np.log(np.maximum(shares, 1e-300))
    return found


def of_classes(classes: int, ties: bool) -> RowAnswers:
    rng = np.random.default_rng(classes)
    shares = rng.dirichlet(np.ones(classes), (3, 25))
    if ties:
        shares = np.round(shares, 1)
    # The sharpest row of all is of class 1, alone at its rank.
    true = rng.integers(0, classes, 25)
    shares[:, 4], true[4] = np.eye(classes)[1], 1
    names = tuple("abcdefgh"[:classes])
    return RowAnswers(names, true, None, None, logits(shares), NOTHING, NOTHING)


@pytest.mark.parametrize("ties", [False, True])
@pytest.mark.parametrize(
    ("metric", "classes", "score"),
    [("top_3", 6, top_three), ("average_precision", 2, average_precision)],
)
def test_of_probabilities(
    metric: str, classes: int, score: Callable[[Any, Any], float], ties: bool
) -> None:
    answers = of_classes(classes, ties)
    found = row_values(answers, metric)
    assert found is not None
    true = answers.targets
    for k, shares in enumerate(answers.probabilities if answers.probabilities is not None else ()):
        expected = without_each_row(lambda rows: score(true[rows], shares[rows]), 25)  # noqa: B023
        assert found[k] == pytest.approx(expected)


def test_average_precision_takes_two_rows_of_the_class() -> None:
    shares = np.array([[[0.2, 0.8], [0.6, 0.4], [0.7, 0.3]]])
    for true, known in (([1, 0, 1], True), ([1, 1, 1], True), ([1, 0, 0], False)):
        raw = logits(shares)
        answers = RowAnswers(("a", "b"), np.array(true), None, None, raw, NOTHING, NOTHING)
        assert (row_values(answers, "average_precision") is not None) is known


@pytest.mark.parametrize(
    ("metric", "of_value"),
    [
        ("mape", lambda y, p: abs(p - y) / max(abs(y), np.finfo(float).eps)),
        ("pinball", lambda y, p: max(0.5 * (y - p), -0.5 * (y - p))),
    ],
)
def test_of_numbers(metric: str, of_value: Callable[[float, float], float]) -> None:
    rng = np.random.default_rng(2)
    true, said = rng.normal(3.0, 2.0, (12, 2)), rng.normal(3.0, 2.0, (3, 12, 2))
    found = row_values(RowAnswers((), true, None, None, said, np.zeros(2), np.ones(2)), metric)
    assert found is not None

    def score(rows: Sequence[int], k: int) -> float:
        each = [of_value(true[r, j], said[k, r, j]) for r in rows for j in (0, 1)]
        return math.fsum(each) / len(each)

    for k in range(3):
        assert found[k] == pytest.approx(without_each_row(lambda rows: score(rows, k), 12))  # noqa: B023


@pytest.mark.parametrize(
    ("source", "metrics"),
    [("digits", ["top_3"]), ("breast_cancer", ["average_precision"]), ("diabetes", ["pinball"])],
)
def test_intervals_are_about_rows(source: str, metrics: list[str]) -> None:
    config = {"data": {"source": source}, "training": {"epochs": 3}, "seeds": 3}
    result = gdrun.train(config)
    summary = result.to_dict()["variants"][0]["summary"]["test"]
    assert {each: summary[each]["about"] for each in metrics} == dict.fromkeys(metrics, "rows")
    assert "median_absolute_error" not in summary or (
        summary["median_absolute_error"]["about"] == "seeds"
    )
