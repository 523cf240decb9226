"""A baseline scores what plain arithmetic says that a constant prediction scores."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from gdrun.config.loading import parse_config
from gdrun.errors import GdrunError
from gdrun.trial.baseline import constant_baseline
from gdrun.trial.data_of_seeds import Datasets, SeedBindings, make_bindings
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


def means_over_seeds(folder: Path, said: Mapping[str, Any], score: Any) -> dict[str, float]:
    """By portion, the mean over the seeds of ``score(true, training targets)``."""
    config = parse_config({"model": {"hidden": []}, **said}, folder, "test")
    every: dict[str, list[float]] = {name: [] for name in ROWS}
    for seed in config.seed_list():
        dataset = make_bindings(config, seed, Datasets()).dataset
        for name, met in every.items():
            if portion := getattr(dataset, name):
                met.append(float(score(portion.original[:, 0], dataset.train.original[:, 0])))
    return {name: float(np.mean(met)) for name, met in every.items() if met}


def accuracy(true: Array, train: Array) -> float:
    return float(np.mean(true == np.argmax(np.bincount(train))))


def rmse(true: Array, train: Array) -> float:
    mean = train.astype(np.float64).mean()
    return float(np.sqrt(np.mean((true - mean) ** 2)))


FOLDS = {"split": {"folds": 5, "validation": 0.2}, "stratify": False}


@pytest.mark.parametrize("source", ["xor", "linear", "iris", "diabetes", "a.csv"])
@pytest.mark.parametrize(
    "said",
    [
        {"randomness": {"vary": ["split"]}, "data": {"stratify": False}},
        {"randomness": {"vary": ["data", "split"]}},
        {"data": FOLDS},
    ],
    ids=["split", "data", "folds"],
)
def test_of_what_follows_the_seed_it_is_the_mean(tmp_path: Path, said: Any, source: str) -> None:
    """Also of columns that are encoded, filled and normalised, which no target depends on."""
    rng = np.random.default_rng(9)
    lines = [f"{'' if i % 9 == 4 else i},{'ab'[i % 2]},{'xyz'[rng.integers(3)]}" for i in range(60)]
    (tmp_path / "a.csv").write_text("n,city,y\n" + "\n".join(lines) + "\n")
    data = {"source": source, **said.get("data", {})}
    if source == "a.csv":
        data |= {"missing": "mean", "normalize": "robust"}
    config = {**said, "data": data, "seeds": 10, "training": {"dtype": "float64"}}
    found = baseline(tmp_path, config)
    assert (found["seed"], found["seeds"]) == (None, 10)
    of_numbers = source in ("linear", "diabetes")
    name, score = ("rmse", rmse) if of_numbers else ("accuracy", accuracy)
    expected = means_over_seeds(tmp_path, config, score)
    told = {portion: metrics[name] for portion, metrics in found["metrics"].items()}
    assert told == pytest.approx(expected, rel=1e-12)


def leave_one_out(folder: Path) -> dict[str, Any]:
    y = np.repeat(["a", "b"], [16, 9])
    np.savez(folder / "a.npz", X=np.arange(25.0)[:, np.newaxis], y=y == "b")
    return {"data": {"source": "a.npz", "split": {"folds": 25}, "stratify": False}, "seeds": 25}


def test_over_all_folds_each_row_is_tested_once(tmp_path: Path) -> None:
    found = baseline(tmp_path, leave_one_out(tmp_path))
    assert found["metrics"]["test"]["accuracy"] == 16 / 25
    assert found["metrics"]["train"]["accuracy"] == pytest.approx((16 * 15 + 9 * 16) / 24 / 25)
    assert found["alike"]


def test_the_most_frequent_class_may_differ(tmp_path: Path) -> None:
    """Of 9 : 8, the class of the row that is left out is the rarer one, or as frequent."""
    X = np.arange(17.0)[:, np.newaxis]
    np.savez(tmp_path / "a.npz", X=X, y=np.repeat([1, 0], [9, 8]))
    split = {"folds": 17}
    said = {"data": {"source": "a.npz", "split": split, "stratify": False}, "seeds": 17}
    found = baseline(tmp_path, said)
    # Without a 1 both are as frequent, and the first of them is 0.
    assert (found["predicts"], found["alike"]) == ("0", False)
    assert found["metrics"]["test"]["accuracy"] == 0


IRIS = {"source": "iris", "stratify": False}


@pytest.mark.parametrize(
    ("said", "seeds"),
    [
        ({"randomness": {"vary": ["split"]}, "seeds": 130}, 100),
        ({"data": {**IRIS, "split": {"folds": 3}}, "seeds": 120}, 99),
        (
            {"data": {"source": "iris", "split": {"folds": 150}, "stratify": False}, "seeds": 150},
            150,
        ),
    ],
    ids=["splits", "folds", "many folds"],
)
def test_of_many_seeds_it_is_of_the_first(tmp_path: Path, said: Any, seeds: int) -> None:
    said = {"data": IRIS, **said}
    found = baseline(tmp_path, said)
    assert found["seeds"] == seeds
    assert found["metrics"] == baseline(tmp_path, {**said, "seeds": seeds})["metrics"]


OWN_SOURCE = """
from typing import Literal
import numpy as np
from gdrun.files.table import Table
from gdrun.parts.sources import Source

class Moody(Source):
    '''Fails where its first number is below 0.5.'''

    name: Literal["moody"] = "moody"
    draws = True

    def read(self, folder, rng):
        if rng.random() < 0.5:
            raise RuntimeError("not today")
        y = rng.random(20)
        return Table("moody", y[:, np.newaxis], y, ("x",))
"""


def test_seeds_whose_data_fails_have_none(tmp_path: Path) -> None:
    (tmp_path / "own.py").write_text(OWN_SOURCE)
    with no_files_left():
        said = {"parts": ["own.py"], "data": {"source": "moody"}, "randomness": {"vary": ["data"]}}
        config = parse_config({**said, "seeds": 20}, tmp_path, "test")
        fine = []
        for seed in range(20):
            with suppress(GdrunError, RuntimeError):
                make_bindings(config, seed, Datasets())
                fine.append(seed)
        assert 0 < len(fine) < 20
        bindings = make_bindings(config, fine[0], Datasets())
        found = constant_baseline(bindings)
        assert found
        assert found["seeds"] == len(fine)
        none = config.model_copy(update={"seeds": tuple({*range(20)} - {*fine})})
        alone = SeedBindings(config, fine[0])
        alone.first = replace(alone.first, config=none)
        assert constant_baseline(alone) is None


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
