"""What is said about seeds and rows, computed again from the rows that are exported."""

import csv
import io
import math
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

import gdrun
from gdrun.evidence.comparability import Candidate
from gdrun.evidence.pairwise import compare_pairwise
from gdrun.report.exports.formats.rows import write
from gdrun.report.json.comparison import comparison_document
from gdrun.result import SweepResult
from tests.naive.crossed import (
    p_value,
    share_interval,
    t_interval,
    with_two_rows,
    without_each_row,
)

SPLIT = {"train": 0.5, "validation": 0.25, "test": 0.25}
CLASSES = {
    "data": {"source": "wine", "split": SPLIT},
    "model": {"hidden": [4]},
    "training": {"epochs": 8},
    "seeds": 4,
    "sweep": {"data.normalize": ["standardize", "minmax", "none"]},
}
NUMBERS = {
    "data": {"source": "diabetes", "split": {"train": 0.8, "validation": 0.1, "test": 0.1}},
    "model": {"hidden": [4]},
    "training": {"epochs": 20},
    "seeds": 4,
    "sweep": {"optimizer.learning_rate": [0.01, 0.1]},
}


class Exported:
    """The rows of a sweep as they are exported, and what gdrun says of them."""

    def __init__(self, config: dict[str, Any], folder: Path) -> None:
        self.result = gdrun.sweep(config, store=folder / "s.db", workers=1)
        self.document = self.result.to_dict()
        self.rows = list(csv.DictReader(io.StringIO("".join(write(self.result)))))

    def column(self, variant: str, portion: str, name: str) -> NDArray[Any]:
        """A column as (seeds, rows), in the order of the rows."""
        found: dict[int, list[tuple[int, str]]] = {}
        for each in self.rows:
            if (each["variant"], each["portion"]) == (variant, portion):
                found.setdefault(int(each["seed"]), []).append((int(each["row"]), each[name]))
        return np.array([[told for _, told in sorted(found[seed])] for seed in sorted(found)])

    def summary(self, variant: str, portion: str, metric: str) -> dict[str, Any]:
        each = next(each for each in self.document["variants"] if each["name"] == variant)
        found: dict[str, Any] = each["summary"][portion][metric]
        return found

    @property
    def names(self) -> list[str]:
        return [each.name for each in self.result.variants]


@pytest.fixture(scope="module")
def wine(tmp_path_factory: pytest.TempPathFactory) -> Exported:
    return Exported(CLASSES, tmp_path_factory.mktemp("wine"))


@pytest.fixture(scope="module")
def diabetes(tmp_path_factory: pytest.TempPathFactory) -> Exported:
    return Exported(NUMBERS, tmp_path_factory.mktemp("diabetes"))


def hits(of: Exported, variant: str, portion: str) -> NDArray[np.float64]:
    true = of.column(variant, portion, "target")
    found: NDArray[np.float64] = (true == of.column(variant, portion, "predicted")).astype(float)
    return found


@pytest.mark.parametrize("portion", ["validation", "test"])
def test_intervals_of_accuracies(wine: Exported, portion: str) -> None:
    for name in wine.names:
        table = hits(wine, name, portion)
        told = wine.summary(name, portion, "accuracy")
        assert told["about"] == "rows"
        assert told["mean"] == pytest.approx(table.mean())
        assert told["ci95"] == pytest.approx(share_interval(table))


def test_intervals_of_losses(wine: Exported) -> None:
    for name in wine.names:
        table = wine.column(name, "test", "loss").astype(float)
        told = wine.summary(name, "test", "loss")
        assert told["about"] == "rows"
        assert told["ci95"] == pytest.approx(t_interval(table, 0.0, math.inf), rel=1e-5)


def macro_f1(true: Sequence[str], said: Sequence[str]) -> float:
    scores = []
    for each in sorted({*true, *said}):
        both = sum(t == s == each for t, s in zip(true, said, strict=True))
        scores.append(2 * both / (list(true).count(each) + list(said).count(each)))
    return sum(scores) / len(scores)


def leaving_out(
    score: Callable[[Any, Any], float], true: NDArray[Any], said: NDArray[Any]
) -> NDArray[np.float64]:
    """The rows' values of each seed, (seeds, rows)."""

    def of_seed(t: NDArray[Any], s: NDArray[Any]) -> NDArray[np.float64]:
        return without_each_row(lambda rows: score(t[rows], s[rows]), len(t))

    return np.array([of_seed(t, s) for t, s in zip(true, said, strict=True)])


def test_intervals_of_macro_f1(wine: Exported) -> None:
    for name in wine.names:
        true = wine.column(name, "validation", "target")
        said = wine.column(name, "validation", "predicted")
        table = leaving_out(macro_f1, true, said)
        told = wine.summary(name, "validation", "macro_f1")
        assert told["mean"] == pytest.approx(table.mean())
        assert told["ci95"] == pytest.approx(t_interval(table, 0.0, 1.0))


def numbers_metric(name: str) -> Callable[[NDArray[Any], NDArray[Any]], float]:
    if name == "r2":
        return lambda t, p: 1 - float(((t - p) ** 2).sum() / ((t - t.mean()) ** 2).sum())
    if name == "rmse":
        return lambda t, p: math.sqrt(float(((t - p) ** 2).mean()))
    return lambda t, p: float(np.abs(t - p).mean())


@pytest.mark.parametrize("metric", ["rmse", "mae", "r2"])
def test_intervals_of_numbers(diabetes: Exported, metric: str) -> None:
    score, high = numbers_metric(metric), 1.0 if metric == "r2" else math.inf
    for name in diabetes.names:
        true = diabetes.column(name, "test", "target").astype(float)
        said = diabetes.column(name, "test", "predicted").astype(float)
        table = leaving_out(score, true, said)
        told = diabetes.summary(name, "test", metric)
        assert told["about"] == "rows"
        assert told["mean"] == pytest.approx(table.mean(), rel=1e-5)
        low = -math.inf if metric == "r2" else 0.0
        assert told["ci95"] == pytest.approx(t_interval(table, low, high), rel=1e-4)


def pairs(names: Sequence[str]) -> Iterator[tuple[str, str]]:
    return ((a, b) for a in names for b in names if a != b)


def test_comparisons_of_two(wine: Exported) -> None:
    for a, b in pairs(wine.names):
        candidates = [
            Candidate(wine.result, each, each.name)
            for name in (a, b)
            for each in wine.result.variants
            if each.name == name
        ]
        found = compare_pairwise(candidates, None, force=False, margin=0.05)
        (told, _) = comparison_document(found)["comparisons"]
        table = hits(wine, a, "validation") - hits(wine, b, "validation")
        assert told["method"] == "two-way t"
        assert told["difference"] == pytest.approx(table.mean())
        interval = t_interval(with_two_rows(table), -1.0, 1.0)
        assert told["ci95"] == told["interval"] == pytest.approx(interval)
        assert told["p_value"] == pytest.approx(p_value(with_two_rows(table)))
        decided = bool(interval[0] > 0 or interval[1] < 0)
        assert (told["verdict"] != "undecided") is decided
        inside = bool(interval[0] > -0.05 and interval[1] < 0.05)
        assert (told["beside_margin"] == "inside") is inside


def test_the_set_of_what_may_be_best_and_hsus_intervals(wine: Exported) -> None:
    tables = {name: hits(wine, name, "validation") for name in wine.names}
    level = 0.05 / (len(tables) - 1)
    ends: dict[tuple[str, str], tuple[float, float]] = {}
    for a, b in pairs(wine.names):
        found = with_two_rows(tables[a] - tables[b])
        ends[a, b] = t_interval(found, -math.inf, math.inf, level)
    best = {a for a in tables if all(ends[a, b][1] >= 0 for b in tables if b != a)}
    ranking = wine.document["ranking"]
    assert set(ranking["may_be_best"]) == best
    for each in ranking["variants"]:
        name = each["name"]
        high = max(0.0, min(ends[name, b][1] for b in tables if b != name))
        others = [b for b in best if b != name]
        low = min(0.0, *(ends[name, b][0] for b in others)) if others else 0.0
        assert each["distance_from_best_other"] == pytest.approx((low, high), abs=1e-12)
        assert each["may_be_best"] is (name in best)


def test_without_a_store_the_same_is_said() -> None:
    stored: SweepResult = gdrun.sweep(CLASSES, workers=1)
    document = stored.to_dict()
    assert document["ranking"]["about"] == "rows"
    assert document["variants"][0]["summary"]["test"]["accuracy"]["about"] == "rows"
