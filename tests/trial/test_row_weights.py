"""A row's weight is how often it counts, against rows that are really there so often."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import gdrun
from gdrun.errors import DataError, GdrunError, PartError
from gdrun.records import PORTIONS

ROWS = 24


def written(folder: Path, copies: np.ndarray[Any, Any], target: str = "classes") -> Path:
    """A file whose rows are there ``copies`` times, with a column of weights that says 1."""
    rng = np.random.default_rng(5)
    inputs = rng.normal(size=(ROWS, 3))
    targets: Any = np.arange(ROWS) % 3 if target == "classes" else rng.normal(size=ROWS)
    lines = ["a,b,c,w,y"]
    for row in range(ROWS):
        values = ",".join(repr(float(value)) for value in inputs[row])
        named = f"class {targets[row]}" if target == "classes" else repr(float(targets[row]))
        lines += [f"{values},1,{named}"] * int(copies[row])
    path = folder / "data.csv"
    path.write_text("\n".join(lines) + "\n")
    return path


def train(path: Path, **sections: Any) -> Any:
    config = {
        "data": {
            "source": str(path), "split": {"train": 1}, "normalize": "none",
            # Else the scale of numbers would be learnt from all copies.
            **({"normalize_target": "none"} if "class" not in path.read_text() else {}),
            **sections.pop("data", {}),
        },
        "model": {"hidden": [4], "activation": "tanh"},
        "optimizer": {"name": "sgd", "learning_rate": 0.2, "momentum": 0.5},
        "seeds": 1,
        **sections,
    }  # fmt: skip
    training = {"epochs": 5, "batch_size": "full", "dtype": "float64"}
    config["training"] = {**training, **sections.get("training", {})}
    return gdrun.train(config, workers=1).records[0]


def weighted(folder: Path, weights: np.ndarray[Any, Any], target: str = "classes") -> Path:
    path = written(folder, np.ones(ROWS), target)
    head, *lines = path.read_text().splitlines()
    for i, weight in enumerate(weights):
        *inputs, _, y = lines[i].split(",")
        lines[i] = ",".join([*inputs, repr(float(weight)), y])
    path.write_text("\n".join([head, *lines]) + "\n")
    return path


@pytest.mark.parametrize("target", ["classes", "numbers"])
def test_a_weight_counts_as_copies_do(tmp_path: Path, target: str) -> None:
    copies = np.arange(ROWS) % 4
    (tmp_path / "copied").mkdir()
    one = train(weighted(tmp_path, copies, target), data={"weights": "w"})
    other = train(written(tmp_path / "copied", copies, target), data={"weights": "w"})
    np.testing.assert_allclose(one.weights, other.weights, rtol=1e-10)
    np.testing.assert_allclose(one.history.values[:, 1], other.history.values[:, 1], rtol=1e-10)


def test_weights_of_one_are_no_weights(tmp_path: Path) -> None:
    path = written(tmp_path, np.ones(ROWS))
    batches = {"batch_size": 7}
    one = train(path, data={"weights": "w"}, training=batches)
    ones = {f"class {k}": 1.0 for k in range(3)}
    other = train(path, data={"weights": "w"}, training={**batches, "class_weights": ones})
    np.testing.assert_allclose(one.weights, other.weights, rtol=1e-12)


def test_a_batch_that_counts_nothing_makes_no_step(tmp_path: Path) -> None:
    """The first of three batches has weights of 0: as if its rows were not there."""
    weights = np.r_[np.zeros(8), np.ones(16)]
    once = {"batch_size": 8, "shuffle": False}
    found = train(weighted(tmp_path, weights), data={"weights": "w"}, training=once)
    (tmp_path / "fewer").mkdir()
    fewer = written(tmp_path / "fewer", weights)
    expected = train(fewer, data={"weights": "w"}, training=once)
    assert found.steps == expected.steps == 10
    np.testing.assert_allclose(found.weights, expected.weights, rtol=1e-12)


def test_class_weights_are_weights_of_rows(tmp_path: Path) -> None:
    said = {"class 0": 3.0, "class 2": 0.5}
    of_rows = np.tile([3.0, 1.0, 0.5], ROWS // 3)
    path = weighted(tmp_path, of_rows)
    one = train(path, data={"weights": "w"})
    (tmp_path / "plain").mkdir()
    plain = written(tmp_path / "plain", np.ones(ROWS))
    other = train(plain, data={"weights": "w"}, training={"class_weights": said})
    np.testing.assert_allclose(one.weights, other.weights, rtol=1e-12)


def test_balanced_classes_count_alike_together(tmp_path: Path) -> None:
    """Of 20 rows, 12, 6 and 2 of a class: weights 20/(3·12), 20/(3·6) and 20/(3·2)."""
    copies = np.zeros(ROWS)
    for label, count in enumerate((12, 6, 2)):
        copies[label::3][:8] = np.bincount(np.arange(count) % 8, minlength=8)
    path = written(tmp_path, copies)
    balanced = train(path, data={"weights": "w"}, training={"class_weights": "balanced"})
    by_hand = {"class 0": 20 / 36, "class 1": 20 / 18, "class 2": 20 / 6}
    other = train(path, data={"weights": "w"}, training={"class_weights": by_hand})
    np.testing.assert_allclose(balanced.weights, other.weights, rtol=1e-12)


def test_the_weights_column_is_no_input(tmp_path: Path) -> None:
    path = written(tmp_path, np.ones(ROWS))
    assert train(path, data={"weights": "w"}).weights.size == 3 * 4 + 4 + 4 * 3 + 3
    assert train(path).weights.size == 4 * 4 + 4 + 4 * 3 + 3


@pytest.mark.parametrize(
    ("weights", "sections", "says"),
    [
        ([1.0, -1.0], {"data": {"weights": "w"}}, "line 3, column `w`: a weight must be a number"),
        ([], {"data": {"weights": "nowhere"}}, "there are `a`, `b`, `c`, `w`"),
        ([0.0] * ROWS, {"data": {"weights": "w"}}, "no training row counts"),
        ([], {"training": {"class_weights": {"class 7": 2.0}}}, "did you mean `class"),
        ([], {"training": {"weighted_metrics": True}}, "all rows count alike; add `data.weights`"),
    ],
)
def test_what_is_no_weight_is_told(
    tmp_path: Path, weights: list[float], sections: Any, says: str
) -> None:
    with pytest.raises(GdrunError) as caught:
        train(weighted(tmp_path, np.array(weights)), **sections)
    assert says in str(caught.value)
    assert isinstance(caught.value, (DataError, PartError))


def test_numbers_have_no_class_weights(tmp_path: Path) -> None:
    path = written(tmp_path, np.ones(ROWS), "numbers")
    with pytest.raises(PartError, match="class_weights"):
        train(path, training={"class_weights": "balanced"})


def test_metrics_are_weighted_where_that_is_asked_for(tmp_path: Path) -> None:
    """Against copies of the rows, in each portion; the training is the same with and without."""
    copies = {name: (np.arange(ROWS) + place) % 4 for place, name in enumerate(PORTIONS)}
    inputs = np.random.default_rng(9).normal(size=(3, ROWS, 3))
    targets = np.random.default_rng(10).integers(0, 3, (3, ROWS))
    for place, (name, counts) in enumerate(copies.items()):
        for kind, rows in (
            ("once", np.arange(ROWS)),
            ("often", np.repeat(np.arange(ROWS), counts)),
        ):
            w = counts[:, np.newaxis] if kind == "once" else np.ones((len(rows), 1))
            X = np.concatenate([inputs[place][rows], w], axis=1)
            np.savez(tmp_path / f"{name}-{kind}.npz", X=X, y=targets[place][rows])

    def of(kind: str, **training: Any) -> Any:
        config = {
            "data": {
                "source": {name: str(tmp_path / f"{name}-{kind}.npz") for name in PORTIONS},
                "normalize": "none",
                "weights": "x3",
            },
            "training": {"epochs": 4, "batch_size": "full", "dtype": "float64", **training},
            "model": {"hidden": [4]},
            "seeds": 1,
        }
        return gdrun.train(config, workers=1).records[0]

    once, often, alike = of("once", weighted_metrics=True), of("often"), of("once")
    for portion in PORTIONS:
        assert once.metrics[portion] == pytest.approx(often.metrics[portion], rel=1e-9)
        assert once.metrics[portion] != pytest.approx(alike.metrics[portion], rel=1e-3)
    np.testing.assert_allclose(once.history.values, often.history.values, rtol=1e-9)
    assert once.weights_sha256 == alike.weights_sha256


def test_class_weights_count_in_metrics_where_that_is_asked_for(tmp_path: Path) -> None:
    """Balanced, the accuracy of the rows that were trained on is their balanced accuracy."""
    path = str(written(tmp_path, np.repeat([1, 2, 1], [8, 8, 8])))
    records = [
        gdrun.train(
            {
                "data": {"source": {"train": path, "test": path}},
                "training": {
                    "epochs": 3,
                    "dtype": "float64",
                    "class_weights": "balanced",
                    **more,
                },
                "seeds": 1,
            },
            workers=1,
        ).records[0]
        for more in ({}, {"weighted_metrics": True})
    ]
    plain, weighed = (record.metrics["test"] for record in records)
    assert weighed["accuracy"] == pytest.approx(plain["balanced_accuracy"], rel=1e-12)
    assert plain["accuracy"] != pytest.approx(plain["balanced_accuracy"], rel=1e-3)
    assert records[0].weights_sha256 == records[1].weights_sha256


def test_a_portion_in_which_nothing_counts_is_told(tmp_path: Path) -> None:
    for name, weight in (("train", 1.0), ("validation", 0.0)):
        X = np.concatenate([np.eye(3), np.full((3, 1), weight)], axis=1)
        np.savez(tmp_path / f"{name}.npz", X=X, y=np.arange(3))
    source = {name: str(tmp_path / f"{name}.npz") for name in ("train", "validation")}
    data = {"source": source, "weights": "x3"}
    with pytest.raises(PartError, match="no validation row counts"):
        gdrun.train({"data": data, "training": {"weighted_metrics": True}, "seeds": 1})
    gdrun.train({"data": data, "training": {"epochs": 1}, "seeds": 1})


@pytest.mark.parametrize("power", [-1000, -100, 100, 900])
def test_the_size_of_weights_does_not_matter(tmp_path: Path, power: int) -> None:
    """Nor that float32 cannot hold them."""
    weights = np.random.default_rng(0).uniform(0.5, 2, ROWS)
    options: Any = {"data": {"weights": "w"}}
    options["training"] = {"dtype": "float32", "weighted_metrics": True, "epochs": 3}
    expected = train(weighted(tmp_path, weights), **options)
    found = train(weighted(tmp_path, np.ldexp(weights, power)), **options)
    assert found.weights_sha256 == expected.weights_sha256
    assert found.metrics == expected.metrics


def test_a_batch_in_which_nothing_counts_is_no_reason_against_a_gradient(tmp_path: Path) -> None:
    weights = np.ones(ROWS)
    weights[:8] = 0
    weights[-4:] = 0
    path = weighted(tmp_path, weights)
    report = gdrun.gradcheck(
        {
            "data": {
                "source": str(path),
                "split": {"train": 1},
                "weights": "w",
                "normalize": "none",
            },
            "model": {"hidden": [5], "dropout": 0.4},
            "training": {"batch_size": 5, "shuffle": False},
        }
    )
    assert report.passed
    # 24 rows in batches of 5: the first in which a row counts is the second, the last has none.
    assert [check.groups["batch"] for check in report.checks] == ["the first batch"]
