"""Predicting for the very rows of a trial's portions gives the metrics of its training, to the
bit."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import gdrun
from gdrun.config import parse_config
from gdrun.data import Tables, read_tables
from gdrun.errors import DataError
from gdrun.files.new_rows import read_new_rows
from gdrun.prediction import predict
from gdrun.records import PORTIONS, ClassAnswers, Record, Status, Variant, numbers_of
from gdrun.trial.data_of_seeds import Datasets, make_bindings

NORMALIZERS = ("standardize", "minmax", "robust", "max_abs", "l2", "none")
CITIES = ("Bern", "Chur", "new york", "Æ, quoted")


def score(variant: Variant, record: Record, path: Path) -> Mapping[str, float]:
    """What a trial's network scores on the rows of a file."""
    found = predict(variant, [record], partial(read_new_rows, path))
    assert found.complete.tolist() == found.scored.tolist()
    assert found.rows == len(found.complete)
    assert not any("no such column" in note for note in found.notes)
    return found.metrics[record.seed]


def check(config: dict[str, Any], rows_of: Any, folder: Path) -> None:
    """Trains, and predicts for the rows of each portion, which ``rows_of`` writes to a file."""
    loaded = parse_config(config, folder, "any")
    outcome = gdrun.train(loaded)
    (variant,) = outcome.variants
    for record in outcome.records:
        if record.status is Status.FAILED:
            continue
        dataset = make_bindings(loaded, record.seed, Datasets()).dataset
        for portion in PORTIONS:
            there = getattr(dataset, portion)
            if there is None:
                continue
            found = score(variant, record, rows_of(portion, there.rows))
            for name, value in record.metrics[portion].items():
                assert found[name] == value, (portion, name)
            if portion != "train":
                assert found == record.metrics[portion]
                assert record.documents is not None
                kept = record.documents.rows.said[portion]["rows"]
                assert numbers_of(kept).tolist() == there.rows.tolist()


numbers = st.floats(-1e6, 1e6, allow_subnormal=False).map(lambda x: round(x, 6))
rows = st.lists(
    st.tuples(
        numbers, st.sampled_from(CITIES), numbers, st.sampled_from(["no", "yes", "maybe"]), numbers,
        st.integers(0, 9),
    ),
    min_size=30,
    max_size=60,
)  # fmt: skip


def table(lines: Sequence[Sequence[object]], header: bool) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    if header:
        writer.writerow(["a", "city", "b", "says", "c", "count"])
    writer.writerows(lines)
    return text.getvalue()


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(
    lines=rows,
    holes=st.sets(st.tuples(st.integers(0, 29), st.sampled_from([0, 2]))),
    target=st.sampled_from(["says", "c", "count"]),
    said=st.fixed_dictionaries(
        {
            "normalize": st.sampled_from(NORMALIZERS),
            "missing": st.sampled_from(["drop", "mean"]),
            "split": st.sampled_from(
                [{"train": 0.6, "validation": 0.2, "test": 0.2}, {"train": 20, "test": 5}]
            ),
            "stratify": st.booleans(),
        }
    ),
    vary=st.sampled_from([["init"], ["split", "order"]]),
    dtype=st.sampled_from(["float32", "float64"]),
    loss=st.sampled_from([None, "huber", "poisson"]),
    weights=st.sampled_from(["none", "column", "balanced"]),
)
def test_of_any_csv_file(
    tmp_path_factory: pytest.TempPathFactory,
    lines: list[tuple[Any, ...]],
    holes: set[tuple[int, int]],
    target: str,
    said: dict[str, Any],
    vary: list[str],
    dtype: str,
    loss: str | None,
    weights: str,
) -> None:
    folder = tmp_path_factory.mktemp("csv")
    # Each class, and each city, has rows enough to be met.
    lines = [
        (a, CITIES[i % 2] if i < 8 else city, b, ("no", "yes", "maybe")[i % 3], c, n)
        for i, (a, city, b, _, c, n) in enumerate(lines)
    ]
    text = [
        ["" if (i, k) in holes else value for k, value in enumerate(row)]
        for i, row in enumerate(lines)
    ]
    (folder / "all.csv").write_text(table(text, header=True), encoding="utf-8")
    config: dict[str, Any] = {
        "data": {"source": "all.csv", "target": target, **said},
        "model": {"hidden": [4], "activation": "tanh"},
        "training": {"epochs": 2, "dtype": dtype},
        "randomness": {"vary": vary},
        "seeds": [0, 3],
    }
    if target != "says":
        config["data"]["task"] = "regression"
        if loss and not (loss == "poisson" and target != "count"):
            config["loss"] = loss
    elif weights == "column":
        config["data"]["weights"] = "count"
        config["training"]["weighted_metrics"] = True
    elif weights == "balanced":
        config["training"] |= {"class_weights": "balanced", "weighted_metrics": True}
    tables = read_tables(parse_config(config, folder, "x").data, folder, np.random.default_rng(0))
    # The rows that are left, and no others, are in the table.
    left = [row for row in text if said["missing"] == "mean" or "" not in row]
    assert tables.train.rows == len(left)

    def rows_of(portion: str, which: Sequence[int]) -> Path:
        path = folder / f"{portion}.csv"
        path.write_text(table([left[row] for row in which], header=True), encoding="utf-8")
        return path

    check(config, rows_of, folder)


def write_npz(folder: Path, tables: Tables) -> Any:
    def rows_of(portion: str, which: Sequence[int]) -> Path:
        source = getattr(tables, portion) or tables.train
        path = folder / f"{portion}.npz"
        np.savez(path, X=source.inputs[which], y=source.targets[which])
        return path

    return rows_of


@pytest.mark.parametrize("vary", [["init"], ["split"], ["data", "split"]])
@pytest.mark.parametrize("source", ["iris", "wine", "diabetes", "xor", "spirals", "sine", "linear"])
def test_of_sets_and_generators(tmp_path: Path, source: str, vary: list[str]) -> None:
    config = {
        "data": {"source": source},
        "model": {"hidden": [5]},
        "training": {"epochs": 2},
        "randomness": {"vary": vary},
        "seeds": [0] if "data" in vary else [0, 1],
    }
    data = parse_config(config, tmp_path, "x").data
    from gdrun.trial.streams import data_generator

    tables = read_tables(data, tmp_path, data_generator("data", 0))
    check(config, write_npz(tmp_path, tables), tmp_path)


@pytest.mark.parametrize("dtype", ["float32", "uint8", "int64", "bool"])
def test_of_separate_npz_files(tmp_path: Path, dtype: str) -> None:
    rng = np.random.default_rng(1)
    for name, rows in (("train", 40), ("validation", 9), ("test", 7)):
        X = rng.integers(0, 2 if dtype == "bool" else 200, (rows, 3)).astype(dtype)
        np.savez(tmp_path / f"{name}.npz", X=X, y=rng.standard_normal((rows, 2)))
    source = {name: f"{name}.npz" for name in PORTIONS}
    config = {"data": {"source": source}, "training": {"epochs": 2}, "seeds": 1}

    check(config, lambda portion, _: tmp_path / f"{portion}.npz", tmp_path)


@pytest.mark.parametrize("header", [False, True])
def test_of_a_file_without_names(tmp_path: Path, header: bool) -> None:
    """The target is where it was, and so is each input."""
    rng = np.random.default_rng(2)
    values = rng.standard_normal((40, 4)).round(3).tolist()
    lines = [[a, i % 2, b, c] for i, (a, _, b, c) in enumerate(values)]

    def write(name: str, which: Sequence[int]) -> Path:
        path = tmp_path / f"{name}.csv"
        top = "p,q,r,s\n" if header and name != "all" else ""
        path.write_text(top + table([lines[row] for row in which], header=False))
        return path

    write("all", range(40))
    config = {"data": {"source": "all.csv", "target": 1, "header": False}, "seeds": 2}
    check(config, write, tmp_path)


@pytest.mark.parametrize("said", [{}, {"groups": "city", "stratify": False}], ids=str)
def test_of_folds(tmp_path: Path, said: dict[str, Any]) -> None:
    random = np.random.default_rng(4)
    lines = [
        (a, CITIES[i % 4], b, ("no", "yes", "maybe")[i % 3], c, i)
        for i, (a, b, c) in enumerate(random.normal(size=(40, 3)).round(4).tolist())
    ]
    (tmp_path / "all.csv").write_text(table(lines, header=True), encoding="utf-8")
    split = {"folds": 4} if said else {"folds": 4, "validation": 0.25}
    config = {
        "data": {"source": "all.csv", "target": "says", "split": split, **said},
        "model": {"hidden": [4]},
        "training": {"epochs": 2},
        "seeds": 8,
    }

    def rows_of(portion: str, rows: Any) -> Path:
        path = tmp_path / f"{portion}.csv"
        path.write_text(table([lines[row] for row in rows], header=True), encoding="utf-8")
        return path

    check(config, rows_of, tmp_path)


@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize("named", [True, False])
def test_of_arrays_with_weights_and_groups(tmp_path: Path, named: bool, whole: bool) -> None:
    rng = np.random.default_rng(4)
    X = rng.standard_normal((48, 4))
    X[:, 1], X[:, 2] = rng.integers(1, 4, 48), np.arange(48) // 4
    y = rng.integers(0, 2, 48)
    names = {"feature_names": np.array(["p", "q", "r", "s"])} if named else {}
    np.savez(tmp_path / "all.npz", X=X, y=y, allow_pickle=False, **names)
    data = {"source": "all.npz", "weights": "q" if named else "x1"}
    data |= {"groups": "r" if named else "x2"}
    training = {"epochs": 2, "weighted_metrics": True}
    config = {
        "data": data,
        "training": training,
        "seeds": [0, 1],
        "randomness": {"vary": ["split"]},
    }

    def rows_of(portion: str, which: Sequence[int]) -> Path:
        path = tmp_path / f"{portion}.npz"
        np.savez(path, X=X[which], y=y[which], allow_pickle=False, **names)
        return path

    if whole:
        check(config, rows_of, tmp_path)
        return
    (variant,) = (outcome := gdrun.train(parse_config(config, tmp_path, "any"))).variants
    for columns in (X, X[:, [0, 3]]):
        found = {"feature_names": names["feature_names"][[0, 3]]} if names else {}
        np.savez(
            tmp_path / "new.npz",
            X=columns,
            allow_pickle=False,
            **(names if columns is X else found),
        )
        asked = partial(read_new_rows, tmp_path / "new.npz")
        told = predict(variant, outcome.records, asked).answers
        assert isinstance(told, ClassAnswers)
        if columns is X:
            expected = told
        assert told.probabilities.tolist() == expected.probabilities.tolist()


@pytest.mark.parametrize("columns", [[0, 1, 2, 3, 4], [0, 1, 3, 4], [0, 4]])
def test_of_a_file_without_names_and_with_other_columns(tmp_path: Path, columns: list[int]) -> None:
    """With all of them, without the target, or the inputs alone."""
    rng = np.random.default_rng(5)
    lines = [
        [round(a, 3), i % 5 + 1, i % 2, "uvw"[i % 3], round(b, 3)]
        for i, (a, b) in enumerate(rng.standard_normal((40, 2)).tolist())
    ]
    (tmp_path / "all.csv").write_text(table(lines, header=False))
    data = {"source": "all.csv", "target": 2, "header": False, "weights": "column 2"}
    config = {"data": {**data, "columns": {"leave_out": ["column 4"]}}, "seeds": 2}
    outcome = gdrun.train(parse_config(config, tmp_path, "any"))
    new = [[line[column] for column in columns] for line in lines]
    (tmp_path / "new.csv").write_text(table(new, header=False))
    found = predict(
        outcome.variants[0], outcome.records, partial(read_new_rows, tmp_path / "new.csv")
    )
    (tmp_path / "all.npz").unlink(missing_ok=True)
    whole = predict(
        outcome.variants[0], outcome.records, partial(read_new_rows, tmp_path / "all.csv")
    )
    assert isinstance(found.answers, ClassAnswers)
    assert isinstance(whole.answers, ClassAnswers)
    assert found.answers.probabilities.tolist() == whole.answers.probabilities.tolist()
    assert len(found.scored) == (40 if 2 in columns else 0)


@pytest.mark.parametrize(
    ("target", "y", "says"),
    [
        ([0, 1] * 10, np.array(3), "y has the shape"),
        ([0, 1] * 10, np.zeros((20, 2)), "y has 2 columns, but training had 1 target"),
        ([0.5, 1.5] * 10, np.zeros((20, 1, 1)), "y has the shape"),
        (np.ones((20, 2)) * np.arange(20)[:, None], np.zeros((20, 5)), "y has 5 columns"),
        (np.ones((20, 2)) * np.arange(20)[:, None], np.zeros(20), "y has 1 column, but"),
        (["u", "v"] * 10, np.zeros(20), "no such class: 0.0"),
        ([0, 1] * 10, np.array(["u"] * 20), "y holds text"),
    ],
)
def test_targets_of_another_form_are_refused(
    tmp_path: Path, target: Any, y: Any, says: str
) -> None:
    X = np.arange(40.0).reshape(20, 2)
    np.savez(tmp_path / "all.npz", X=X, y=np.array(target))
    config = {"data": {"source": "all.npz"}, "training": {"epochs": 1}, "seeds": 1}
    outcome = gdrun.train(parse_config(config, tmp_path, "any"))
    np.savez(tmp_path / "new.npz", X=X, y=y)
    with pytest.raises(DataError, match=says):
        score(outcome.variants[0], outcome.records[0], tmp_path / "new.npz")


def test_what_is_not_asked_is_told(tmp_path: Path) -> None:
    rates = {"optimizer": {"name": "sgd", "learning_rate": 0.05}, "seeds": 4}
    config = {"data": {"source": "iris"}, "training": {"epochs": 2}, **rates}
    outcome = gdrun.train(parse_config(config, tmp_path, "any"))
    a, b, c, d = outcome.records
    records = [
        a,
        replace(b, status=Status.DIVERGED),
        replace(c, weights=c.weights[:0]),
        replace(d, status=Status.FAILED, weights=d.weights[:0]),
    ]
    np.savez(tmp_path / "new.npz", X=np.ones((2, 4)))
    found = predict(outcome.variants[0], records, partial(read_new_rows, tmp_path / "new.npz"))
    assert found.seeds == (0,)
    told = " ".join(found.notes)
    for words in ("they diverged: seeds 1", "not kept: seeds 2", "they failed: seeds 3"):
        assert words in told
