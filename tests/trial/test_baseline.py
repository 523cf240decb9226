"""A baseline scores what plain arithmetic says that a constant prediction scores."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from gdrun.config.loading import parse_config
from gdrun.trial.baseline import constant_baseline
from gdrun.trial.data_of_seeds import Datasets, make_bindings
from tests.parts.own_files import no_files_left

pytestmark = pytest.mark.interpreted

Array = NDArray[Any]

CHURN = np.array(["yes"] * 12 + ["no"] * 30 + ["maybe"] * 18)
"""Of 60 customers; portions are files, so that a test knows the rows."""
ROWS = {"train": slice(0, 60, 2), "validation": slice(1, 60, 4), "test": slice(3, 60, 4)}


def baseline(folder: Path, said: Mapping[str, Any]) -> Any:
    config = parse_config({"model": {"hidden": []}, **said}, folder, "test")
    seed = config.seed_list()[0]
    return constant_baseline(make_bindings(config, seed, Datasets()))


def written(folder: Path, columns: Mapping[str, Array]) -> dict[str, str]:
    """A CSV file for each portion, with these columns, the last of which is the target."""
    for portion, rows in ROWS.items():
        lines = zip(*(values[rows] for values in columns.values()), strict=True)
        text = "\n".join(",".join(map(str, line)) for line in lines)
        (folder / f"{portion}.csv").write_text(f"{','.join(columns)}\n{text}\n")
    return {portion: f"{portion}.csv" for portion in ROWS}


def scores_of_class(true: Array, predicted: str, weights: Array) -> dict[str, float]:
    """As scikit-learn defines them."""
    met = (true == predicted) * weights
    recall = {name: met[true == name].sum() / weights[true == name].sum() for name in set(true)}
    f1 = dict.fromkeys(set(true) | {predicted}, 0.0)
    f1[predicted] = 2 * met.sum() / (weights[true == predicted].sum() + weights.sum())
    share = {name: weights[true == name].sum() / weights.sum() for name in set(true)}
    return {
        "accuracy": met.sum() / weights.sum(),
        "macro_f1": sum(f1.values()) / len(f1),
        "weighted_f1": sum(share[name] * f1[name] for name in share),
        "balanced_accuracy": sum(recall.values()) / len(recall),
        "matthews": 0.0,
    }


@pytest.mark.parametrize("how", ["alike", "unweighted metrics", "rows", "classes", "both"])
def test_the_majority_class(tmp_path: Path, how: str) -> None:
    rng = np.random.default_rng(5)
    counts = np.where(CHURN == "no", 0.1, 1.0) * rng.integers(1, 4, 60)
    columns = {"age": rng.normal(size=60).round(3), "counts": counts.round(3), "churn": CHURN}
    training: dict[str, Any] = {"weighted_metrics": how in ("rows", "classes", "both")}
    data: dict[str, Any] = {"source": written(tmp_path, columns)}
    weights = np.ones(60)
    if how in ("rows", "both", "unweighted metrics"):
        data["weights"] = "counts"
        if training["weighted_metrics"]:
            weights = columns["counts"]
    if how in ("classes", "both"):
        training["class_weights"] = {"maybe": 3}
        weights = weights * np.where(CHURN == "maybe", 3, 1)
    found = baseline(tmp_path, {"data": data, "training": {**training, "dtype": "float64"}})
    rows = ROWS["train"]
    total = {name: weights[rows][CHURN[rows] == name].sum() for name in ("no", "maybe", "yes")}
    majority = max(total, key=lambda name: float(total[name]))
    assert (majority == "no") == (how in ("alike", "unweighted metrics"))
    assert found["predicts"] == majority
    assert found["seed"] is None
    for portion, rows in ROWS.items():
        expected = scores_of_class(CHURN[rows], majority, weights[rows])
        if portion == "train":
            expected = {name: expected[name] for name in ("accuracy", "macro_f1")}
        assert found["metrics"][portion] == pytest.approx(expected, rel=1e-12)


def test_the_first_of_equally_frequent_classes(tmp_path: Path) -> None:
    """Also where balanced weights make all of them equal, but for rounding."""
    columns = {"age": np.arange(60.0), "churn": np.array(["b", "b", "a", "a"] * 15)}
    source = {"source": written(tmp_path, columns)}
    assert baseline(tmp_path, {"data": source})["predicts"] == "a"
    columns["churn"] = np.array([*"bbbbbbccccccccccaa"] * 3 + [*"cccccc"])
    source = {"source": written(tmp_path, columns)}
    assert baseline(tmp_path, {"data": source})["predicts"] == "c"
    training = {"class_weights": "balanced", "weighted_metrics": True}
    assert baseline(tmp_path, {"data": source, "training": training})["predicts"] == "a"


def scores_of_mean(true: Array, predicted: Array, weights: Array) -> dict[str, float]:
    """Means over columns, as scikit-learn defines them but for RMSE, the root over all values."""
    errors, shares = true - predicted, (weights / weights.sum())[:, np.newaxis]
    spread = true - (shares * true).sum(axis=0)
    return {
        "rmse": float(np.sqrt((shares * errors**2).sum(axis=0).mean())),
        "mae": float((shares * abs(errors)).sum(axis=0).mean()),
        "r2": float(
            (1 - (shares * errors**2).sum(axis=0) / (shares * spread**2).sum(axis=0)).mean()
        ),
    }


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("normalize", ["standardize", "minmax", "none"])
@pytest.mark.parametrize("weighted", [False, True])
def test_the_mean_of_numbers(tmp_path: Path, weighted: bool, normalize: str, dtype: str) -> None:
    rng = np.random.default_rng(7)
    columns = {
        "age": rng.normal(size=60).round(3),
        "counts": rng.integers(1, 9, 60) / 4,
        "price": (100 + 20 * rng.normal(size=60)).round(2),
    }
    data: dict[str, Any] = {"source": written(tmp_path, columns), "normalize_target": normalize}
    weights = np.ones(60)
    if weighted:
        data["weights"], weights = "counts", columns["counts"]
    training = {"weighted_metrics": weighted, "dtype": dtype}
    found = baseline(tmp_path, {"data": data, "training": training})
    true, rows = columns["price"][:, np.newaxis], ROWS["train"]
    mean = (weights[rows, np.newaxis] * true[rows]).sum(axis=0) / weights[rows].sum()
    near = 1e-12 if dtype == "float64" else 1e-5
    assert found["predicts"] == pytest.approx(mean.tolist(), rel=near, abs=near)
    for portion, rows in ROWS.items():
        told = found["metrics"][portion]
        expected = scores_of_mean(true[rows], mean, weights[rows])
        assert {name: told[name] for name in expected} == pytest.approx(
            expected, rel=near, abs=near
        )
        assert (set(told) == set(expected)) == (portion == "train")
        assert "loss" not in told


def test_several_targets_and_counts(tmp_path: Path) -> None:
    rng = np.random.default_rng(8)
    y = rng.poisson([2.0, 30.0], size=(40, 2)).astype(float)
    np.savez(tmp_path / "a.npz", X=rng.normal(size=(40, 3)), y=y)
    split = {"train": 1.0}
    for loss in ("mse", "poisson"):
        said = {"data": {"source": "a.npz", "split": split}, "loss": loss}
        found = baseline(tmp_path, {**said, "training": {"dtype": "float64"}})
        assert found["predicts"] == pytest.approx(y.mean(axis=0).tolist(), rel=1e-12)
        expected = scores_of_mean(y, y.mean(axis=0), np.ones(40))
        assert found["metrics"] == {"train": pytest.approx(expected, rel=1e-12, abs=1e-12)}


@pytest.mark.parametrize("vary", ["split", "data"])
def test_of_what_follows_the_seed_it_is_the_first_seeds(tmp_path: Path, vary: str) -> None:
    said = {"data": {"source": "linear"}, "randomness": {"vary": [vary]}}
    found = [baseline(tmp_path, {**said, "seeds": seeds}) for seeds in ([3, 9], [9, 3])]
    assert [each["seed"] for each in found] == [3, 9]
    assert found[0]["metrics"] != found[1]["metrics"]


OWN = """
from typing import Literal
from gdrun.parts.metrics import Metric

class Misses(Metric):
    '''Rows that are not met.'''

    name: Literal["misses"] = "misses"
    judges = "classes"
    largest_is_best = False
    primary = True

    @staticmethod
    def value(predictions, targets, weights, about, hyper, room):
        missed = 0.0
        for i in range(targets.shape[0]):
            missed += 0.0 if predictions[i, 0] == targets[i, 0] else 1.0
        return missed
"""


def test_an_own_primary_metric_has_one(tmp_path: Path) -> None:
    (tmp_path / "own.py").write_text(OWN)
    with no_files_left():
        found = baseline(tmp_path, {"parts": ["own.py"], "data": {"source": "iris"}})
    # 23 rows, of which the classes have 7 or 8.
    assert found["metrics"]["validation"]["misses"] in (15.0, 16.0)
