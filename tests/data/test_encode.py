"""Text columns and missing values: what is learnt from the training rows, and only from these."""

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from gdrun.data import Dataset, build_dataset, read_tables
from gdrun.errors import DataError
from gdrun.parts.normalizers import Unchanged
from gdrun.parts.sources import Csv

HALF = SimpleNamespace(train=0.5, validation=None, test=0.5, folds=None)


def build(folder: Path, source: Any, **said: Any) -> Dataset:
    known: dict[str, Any] = {
        "target": None,
        "header": None,
        "missing": None,
        "columns": None,
        "weights": None,
        "groups": None,
        "split": None,
        "stratify": False,
        "normalize": Unchanged(),
        "normalize_target": Unchanged(),
        "task": "regression",
    }
    settings: Any = SimpleNamespace(source=source, **{**known, **said})
    tables = read_tables(settings, folder, np.random.default_rng(0))
    return build_dataset(tables, settings, np.random.default_rng(0), "float64")


def csv(folder: Path, content: str, name: str = "a.csv") -> Csv:
    (folder / name).write_text(content)
    return Csv(path=name)


def separate(folder: Path, train: str, test: str) -> SimpleNamespace:
    return SimpleNamespace(
        train=csv(folder, train, "train.csv"), validation=None, test=csv(folder, test, "test.csv")
    )


def test_a_text_column_is_one_column_a_category_in_its_place(tmp_path: Path) -> None:
    source = csv(tmp_path, "n,color,m,y\n1,red,5,0.5\n2,blue,6,1.5\n3,red,7,2.5\n")
    data = build(tmp_path, source)
    assert data.feature_names == ("n", "color=blue", "color=red", "m")
    assert data.train.inputs.tolist() == [[1, 0, 1, 5], [2, 1, 0, 6], [3, 0, 1, 7]]


def test_all_inputs_may_be_text_and_the_target_too(tmp_path: Path) -> None:
    data = build(tmp_path, csv(tmp_path, "c,y\nu,no\nv,yes\n", "a.tsv"), task=None)
    assert data.class_names == ("no", "yes")
    assert data.train.inputs.tolist() == [[1, 0], [0, 1]]


def test_separate_files_use_the_categories_of_the_training_file(tmp_path: Path) -> None:
    source = separate(tmp_path, "c,y\nu,0.5\nv,0.5\nw,0.5\n", "c,y\nw,1.5\nu,1.5\n")
    data = build(tmp_path, source)
    assert data.test is not None
    assert data.test.inputs.tolist() == [[0, 0, 1], [1, 0, 0]]


def test_a_category_that_training_never_saw_is_none_of_them_and_told(tmp_path: Path) -> None:
    source = separate(tmp_path, "c,y\nu,0.5\nv,0.5\nu,1.5\n", "c,y\nu,1.5\n\nz,1.5\nw,2.5\n")
    data = build(tmp_path, source)
    assert data.test is not None
    assert data.test.inputs.tolist() == [[1, 0], [0, 0], [0, 0]]
    (note,) = data.notes
    assert re.search(
        r"test\.csv: 2 rows have a category in `c` that no training row has, such as `z` in line 4",
        note,
    )


def test_categories_come_from_the_training_rows_of_a_split(tmp_path: Path) -> None:
    rows = "".join(f"c{i // 2},{i}.5\n" for i in range(10))
    data = build(tmp_path, csv(tmp_path, "c,y\n" + rows), split=HALF)
    assert data.test is not None
    met = {int(y) // 2 for y in data.train.targets[:, 0]}
    assert data.feature_names == tuple(f"c={category}" for category in sorted(f"c{i}" for i in met))
    known = [int(y) // 2 in met for y in data.test.targets[:, 0]]
    assert data.test.inputs.sum(axis=1).tolist() == known
    assert not all(known)
    assert "no training row has" in data.notes[0]


def test_a_category_in_a_row_that_no_part_takes_is_no_matter(tmp_path: Path) -> None:
    rows = "".join(f"c{i},{i}.5\n" for i in range(10))
    split = SimpleNamespace(train=0.5, validation=None, test=None, folds=None)
    data = build(tmp_path, csv(tmp_path, "c,y\n" + rows), split=split)
    assert len(data.feature_names) == 5
    assert (data.train.inputs.sum(axis=1) == 1).all()


@pytest.mark.parametrize(
    ("train", "test", "message"),
    [
        ("a,b,y\n1,2,0.5\n", "a,y\n1,0.5\n", "test.csv has 1 input column, but .*train.csv has 2"),
        ("a,b,y\n1,2,0.5\n", "b,a,y\n1,2,0.5\n", "has the column `b` where .* has `a`"),
        ("a,y\n1,0.5\n", "1,0.5\n", "all a header or none"),
        ("a,y\nu,0.5\n", "a,y\n1,0.5\n", "column `a` holds numbers, but in .* it holds text"),
        ("a,y\n1,0.5\n", "a,y\nu,0.5\n", "column `a` holds text, but in .* it holds numbers"),
    ],
)
def test_separate_files_must_agree(tmp_path: Path, train: str, test: str, message: str) -> None:
    with pytest.raises(DataError, match=message):
        build(tmp_path, separate(tmp_path, train, test))


@pytest.mark.parametrize("rows", [101, 5000])
def test_a_column_of_names_is_refused(tmp_path: Path, rows: int) -> None:
    lines = "".join(f"name {i},{i}.5\n" for i in range(rows))
    with pytest.raises(DataError, match=rf"a\.csv: the column `c` holds {rows:,} different texts"):
        build(tmp_path, csv(tmp_path, "c,y\n" + lines))


def test_a_column_whose_texts_are_all_different_may_be_an_id(tmp_path: Path) -> None:
    rows = "".join(f"c{i},{i % 2},{i}.5\n" for i in range(10))
    with pytest.raises(DataError, match="no text in `c` comes twice, so it may be an ID"):
        build(tmp_path, csv(tmp_path, "c,d,y\n" + rows), split=HALF)
    with pytest.raises(DataError, match=r"test\.csv: no text in `c` comes twice"):
        build(tmp_path, separate(tmp_path, "c,y\nu,1\nv,3\n", "c,y\nw,1\n"))


def test_a_target_that_is_none_of_the_classes_is_shown_as_it_is_with_its_line(
    tmp_path: Path,
) -> None:
    source = separate(tmp_path, "a,y\nu,0\nv,1\n", "a,y\nu,1\nv,0.5\n")
    message = r"test\.csv: line 3: .* no such class: 0\.5; it has 0, 1; .*`data.task: regression`"
    with pytest.raises(DataError, match=message):
        build(tmp_path, source, task=None)


def test_gaps_are_filled_with_the_mean_of_the_training_rows(tmp_path: Path) -> None:
    source = separate(tmp_path, "a,b,y\n1,5,0.5\n2,?,0.5\n6,9,0.5\n", "a,b,y\n,100,1.5\n4,,1.5\n")
    data = build(tmp_path, source, missing="mean")
    assert data.test is not None
    assert data.train.inputs.tolist() == [[1, 5], [2, 7], [6, 9]]
    assert data.test.inputs.tolist() == [[3, 100], [4, 7]]


def test_the_mean_is_of_the_training_part_of_a_split(tmp_path: Path) -> None:
    rows = "".join(f"{i * i if i else ''},{i}.5\n" for i in range(20))
    data = build(tmp_path, csv(tmp_path, "a,y\n" + rows), split=HALF, missing="mean")
    assert data.test is not None
    # The targets are in original units: they tell which row is where.
    trained = [int(y) for y in data.train.targets[:, 0]]
    filled = {
        int(y): x
        for part in (data.train, data.test)
        for x, y in zip(part.inputs[:, 0], part.targets[:, 0], strict=True)
    }
    assert filled[0] == pytest.approx(np.mean([i * i for i in trained if i]))


def test_a_column_without_any_value_has_no_mean(tmp_path: Path) -> None:
    source = csv(tmp_path, "a,b,y\n1,,0.5\n2,,1.5\n")
    with pytest.raises(DataError, match=r"a\.csv: the column `b` has no value in the training"):
        build(tmp_path, source, missing="mean")


def test_dropped_rows_are_noted(tmp_path: Path) -> None:
    data = build(tmp_path, csv(tmp_path, "a,y\n1,0.5\n,1.5\n3,2.5\n"), missing="drop")
    (note,) = data.notes
    assert note.endswith("a.csv: missing values leave out 1 of 3 rows")
