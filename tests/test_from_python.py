"""Arrays and data frames in, plain rows and columns out, and stores opened from Python."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import polars
import pytest

import gdrun
from gdrun.errors import DataError, PictureError, StoreError
from gdrun.result import TrainingResult
from tests.cli.commands import gdrun as run_command

RNG = np.random.default_rng(3)
X = RNG.standard_normal((60, 3))
Y = (X[:, 0] + X[:, 1] > 0).astype(int)
CONFIG: dict[str, Any] = {"model": {"hidden": [4]}, "training": {"epochs": 3}, "seeds": 3}


def test_arrays_train_as_the_same_numbers_in_a_file_do(tmp_path: Path) -> None:
    np.savez(tmp_path / "d.npz", X=X, y=Y)
    of_file = gdrun.train({"data": {"source": str(tmp_path / "d.npz")}, **CONFIG})
    for inputs in (X, X.tolist(), np.asfortranarray(X)):
        found = gdrun.train(CONFIG, X=inputs, y=Y)
        for a, b in zip(found.records, of_file.records, strict=True):
            assert a.weights_sha256 == b.weights_sha256
            assert a.metrics == b.metrics


def test_a_data_frame_has_texts_a_target_and_gaps(tmp_path: Path) -> None:
    city = np.array(["Bern", "Chur"])[RNG.integers(0, 2, 60)]
    says = np.array(["no", "yes"])[Y]
    frame = polars.DataFrame({"a": X[:, 0], "city": city, "says": says, "b": X[:, 1]})
    frame = frame.with_columns(
        a=polars.when(polars.arange(0, 60) == 7).then(None).otherwise(polars.col("a"))
    )
    config = {"data": {"target": "says", "missing": "drop"}, **CONFIG}
    found = gdrun.train(config, X=frame)
    frame.write_csv(tmp_path / "d.csv")
    source = {"source": str(tmp_path / "d.csv"), "target": "says", "missing": "drop"}
    of_file = gdrun.train({"data": source, **CONFIG})
    for a, b in zip(found.records, of_file.records, strict=True):
        assert a.weights_sha256 == b.weights_sha256
    assert any("leave out 1 of 60 rows" in note for note in found.notes)
    with pytest.raises(DataError, match=r"row 7 of the column `a` of X is missing"):
        gdrun.train({"data": {"target": "says"}, **CONFIG}, X=frame)
    with pytest.warns(UserWarning, match="1 row without all values"):
        told = found.predict(frame.drop("says"))
    assert told["class"][7] is None
    assert np.isnan(told["p(no)"][7])
    with pytest.warns(UserWarning, match="1 row without all values"):
        same = of_file.predict(frame.drop("says").to_dict())
    assert list(told) == list(same)
    assert told["class"].tolist() == same["class"].tolist()
    assert told["p(no)"][8:].tolist() == same["p(no)"][8:].tolist()


def test_a_frame_is_read_alike_by_training_and_predicting() -> None:
    words = [" b", "a", "NA", "c", "", "?"]
    frame = polars.DataFrame({"t": [words[i % 6] for i in range(60)], "x": X[:, 0], "y": Y})
    config = {"data": {"target": "y", "missing": "drop"}, **CONFIG}
    found = gdrun.train(config, X=frame)
    with pytest.warns(UserWarning, match="30 rows without all values"):
        told = found.predict(frame.drop("y"))
    for i in range(60):
        assert (told["class"][i] is None) == (words[i % 6] in ("NA", "", "?"))
    assert found.variants[0].preparation["feature_names"] == ("t=a", "t=b", "t=c", "x")


@pytest.mark.parametrize(
    ("inputs", "names"),
    [
        ([[i % 5, "ab"[i % 2]] for i in range(60)], ("x0", "x1=a", "x1=b")),
        (np.array([[i % 5, "ab"[i % 2]] for i in range(60)], object), ("x0", "x1=a", "x1=b")),
        ([[str(i % 3), i] for i in range(60)], ("x0=0", "x0=1", "x0=2", "x1")),
    ],
)
def test_numbers_beside_texts_stay_numbers(inputs: Any, names: tuple[str, ...]) -> None:
    found = gdrun.train(CONFIG, X=inputs, y=Y)
    assert found.variants[0].preparation["feature_names"] == names
    again = found.predict(inputs)
    assert len(again["class"]) == 60


@pytest.mark.parametrize(
    ("targets", "classes"),
    [
        (np.array([0.0, 0.5, 1.0] * 20, object), ()),
        ([0.5, 1.5, None] * 20, ()),
        (np.array([0, 1, 2] * 20, object), ("0", "1", "2")),
        (["u", " v", "u"] * 20, ("u", "v")),
    ],
)
def test_targets_are_what_they_hold(targets: Any, classes: tuple[str, ...]) -> None:
    found = gdrun.train({"data": {"missing": "drop"}, **CONFIG}, X=X, y=targets)
    assert found.variants[0].preparation["class_names"] == classes


def test_arrays_are_known_again_by_their_content(tmp_path: Path) -> None:
    store = tmp_path / "gdrun.db"
    first = gdrun.train(CONFIG, X=X, y=Y, store=store)
    again = gdrun.train(CONFIG, X=X.copy(), y=Y.copy(), store=store)
    assert all(record.reused for record in again.records)
    assert again.records[0].outputs is not None
    changed = X.copy()
    changed[0, 0] += 1e-9
    other = gdrun.train(CONFIG, X=changed, y=Y, store=store)
    assert not any(record.reused for record in other.records)
    assert [r.weights_sha256 for r in first.records] == [r.weights_sha256 for r in again.records]


@pytest.mark.parametrize(
    ("inputs", "targets", "says"),
    [
        (X, None, "its targets must be given as y"),
        (X, Y[:-1], "X has 60 rows, but y has the shape"),
        (X, np.zeros((60, 0)), "X has 60 rows, but y has the shape"),
        (X, Y + 1j, "must hold numbers or text"),
        ([[1.0], [1.0, 2.0]], [0, 1], "different lengths"),
        (X[0], Y, "two dimensions"),
        (X + 1j, Y, "must hold numbers or text, not complex"),
        (np.where(X > 2, np.nan, X), Y, "is missing"),
        (np.where(X > 2, np.inf, X), Y, "is infinite"),
        (X[:0], Y[:0], "no rows"),
        (polars.DataFrame({"a": [1.0], "b": [2]}), None, "no column `c` for `data.target`"),
    ],
)
def test_arrays_that_cannot_be_used(inputs: Any, targets: Any, says: str) -> None:
    config = {**CONFIG, "data": {"target": "c"}} if "`c`" in says else CONFIG
    with pytest.raises(DataError, match=says):
        gdrun.train(config, X=inputs, y=targets)
    with pytest.raises(ValueError, match="y is given without X"):
        gdrun.train({"data": {"source": "iris"}}, y=Y)


def test_rows_and_histories_are_those_of_the_exports(tmp_path: Path) -> None:
    store = tmp_path / "gdrun.db"
    config = {"data": {"source": "iris"}, **CONFIG}
    swept = gdrun.sweep(config, {"training.batch_size": [8, "full"]}, store=store)
    kept = gdrun.open(store)["last"]
    for result in (swept, kept):
        rows = result.rows()
        assert polars.DataFrame(rows, infer_schema_length=None).height == 6
        assert [row["seed"] for row in rows] == [0, 1, 2] * 2
        assert rows[0]["training.batch_size"] == 8
        assert rows[0]["test.accuracy"] == result.records[0].metrics["test"]["accuracy"]
        columns = result.histories()
        assert len(polars.DataFrame(columns, strict=False)) == 6 * 4
        assert columns["epoch"][:5] == [0, 1, 2, 3, 0]
        assert columns["learning_rate"][0] is None
    text = run_command("export", "last", GDRUN_STORE=str(store)).stdout
    told = list(csv.DictReader(io.StringIO(text)))
    assert [float(row["train.loss"]) for row in told] == swept.histories()["train.loss"]


def test_a_store_is_a_mapping_of_results(tmp_path: Path) -> None:
    store = tmp_path / "gdrun.db"
    with pytest.raises(StoreError, match="there is no store"):
        gdrun.open(store)
    trained = gdrun.train({"name": "flowers", "data": {"source": "iris"}, **CONFIG}, store=store)
    opened = gdrun.open(store)
    assert len(opened) == 1
    assert list(opened) == [trained.id]
    found = opened["flowers"]
    assert "flowers" in repr(opened)
    assert found.records[1].weights.tobytes() == trained.records[1].weights.tobytes()
    assert "absent" not in opened
    with pytest.raises(KeyError, match="absent"):
        opened["absent"]
    assert str(found).splitlines()[0] == str(trained).splitlines()[0]


def test_a_variant_is_named_as_on_the_command_line(tmp_path: Path) -> None:
    store = tmp_path / "gdrun.db"
    config = {"name": "sw", "data": {"source": "iris"}, **CONFIG}
    swept = gdrun.sweep(config, {"training.epochs": [1, 2]}, store=store)
    opened = gdrun.open(store)
    for word in ("sw:2", "last:2", f"{swept.id}:2", "sw:epochs=2"):
        found = opened[word]
        assert isinstance(found, TrainingResult)
        assert [each.name for each in found.variants] == ["epochs=2"]
        assert found.rows() == swept.rows()[3:]
        assert len(found.histories()["epoch"]) == 3 * 3
    with pytest.raises(KeyError, match="sw has no variant `3`"):
        opened["sw:3"]
    with pytest.raises(KeyError, match="absent"):
        opened["absent:1"]


def test_predictions_are_those_of_the_command(tmp_path: Path) -> None:
    store = tmp_path / "gdrun.db"
    result = gdrun.train({"data": {"source": "diabetes"}, **CONFIG}, store=store)
    new = RNG.standard_normal((5, 10))
    np.savez(tmp_path / "new.npz", X=new)
    done = run_command("predict", "last", tmp_path / "new.npz", "--json", GDRUN_STORE=str(store))
    rows = json.loads(done.stdout)["rows"]
    for each in (result, gdrun.open(store)["last"]):
        columns = each.predict(new)
        assert columns["y"].tolist() == [row["y"] for row in rows]
        assert columns["y std"].tolist() == [row["y std"] for row in rows]
        alone = each.predict(new, seed=1)
        assert list(alone) == ["y"]
    with pytest.raises(DataError, match="X has 9 columns, but training had 10"):
        result.predict(new[:, 1:])
    with pytest.raises(ValueError, match="no trial with seed 7"):
        result.predict(new, seed=7)
    swept = gdrun.sweep({"data": {"source": "iris"}, **CONFIG}, {"training.epochs": [1, 2]})
    numbers = gdrun.train(CONFIG, X=X, y=Y).predict(X)["class"]
    assert numbers.dtype == Y.dtype
    assert set(numbers.tolist()) <= {0, 1}
    assert (numbers == gdrun.train(CONFIG, X=X, y=Y > 0).predict(X)["class"]).all()
    with pytest.raises(ValueError, match="say which variant"):
        swept.predict(X)
    by_number, by_name = (
        swept.predict(np.ones((2, 4)), variant=2),
        swept.predict(np.ones((2, 4)), variant="epochs=2"),
    )
    assert by_number["class"].tolist() == by_name["class"].tolist()


def test_results_draw_themselves(tmp_path: Path) -> None:
    config = {"data": {"source": "iris"}, "training": {"epochs": 2}, "seeds": 2}
    trained = gdrun.train(config)
    drawn: Any = trained.plot(path=tmp_path / "a.svg")
    assert [axes.get_ylabel() for axes in drawn.axes] == ["loss", "accuracy"]
    assert "over epochs" in (tmp_path / "a.svg").read_text()
    swept = gdrun.sweep(config, {"optimizer.learning_rate": [0.01, 0.1]})
    found: Any = swept.plot()
    assert found.axes[0].get_xlabel() == "learning rate"
    assert swept.plot("seeds").axes
    with pytest.raises(PictureError, match="it is for a sweep"):
        trained.plot("sensitivity")
    with pytest.raises(PictureError, match=r"use \.png"):
        trained.plot(path="a.jpg")
