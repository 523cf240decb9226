"""Rows that are held out decide nothing of the training: no weight, and nothing that is learnt of
the inputs and targets."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import gdrun
from gdrun.config import Config, parse_config
from gdrun.data import Dataset
from gdrun.trial.data_of_seeds import Datasets, make_bindings
from tests.trial.small import hashes

ROWS = 80
COLOURS = ("red", "green", "blue")
SHARES = {"train": 0.6, "validation": 0.2, "test": 0.2}
FOLDS = {"folds": 4, "validation": 0.2}
CLASSES = ("ash", "birch", "cedar")


def make_rows(task: str) -> list[list[str]]:
    """Numbers, some of them missing, a text, a group, and the target."""
    random = np.random.default_rng(8)
    rows = []
    for row in range(ROWS):
        a, b = random.normal(size=2).round(4)
        target = CLASSES[row % 3] if task == "classification" else f"{a + 2 * b:.4f}"
        gap = "" if row % 9 == 4 else str(b)
        rows.append([str(a), gap, COLOURS[row // 3 % 3], str(row % 17), target])
    return rows


def altered(row: list[str], *, target: bool) -> list[str]:
    """Everything is another, but the group, and the class if the split goes by it."""
    _, b, colour, group, y = row
    if target:
        y = CLASSES[CLASSES.index(y) - 1] if y in CLASSES else str(1000.5 - 7 * float(y))
    # What no training row has, too.
    other = "violet" if colour == "red" else COLOURS[COLOURS.index(colour) - 1]
    return [f"{500 + len(colour)}.25", "-99.5" if b == "" else "", other, group, y]


def write(folder: Path, name: str, rows: list[list[str]]) -> str:
    lines = ["a,b,colour,who,y", *(",".join(row) for row in rows)]
    (folder / name).write_text("\n".join(lines) + "\n")
    return str(folder / name)


def config_of(source: str, seed: int, normalizer: str, **data: Any) -> Config:
    section = {"source": source, "missing": "mean", "normalize": normalizer, **data}
    folds = data["split"].get("folds", 1)
    first = seed // folds * folds
    said = {
        "data": section,
        "model": {"hidden": [4]},
        "training": {"epochs": 3},
        "seeds": list(range(first, first + folds)),
        "randomness": {"vary": ["split", "init", "order"]},
    }
    return parse_config(said, Path(), "held out")


def dataset(config: Config, seed: int) -> Dataset:
    return make_bindings(config, seed, Datasets()).dataset


def learnt(found: Dataset) -> list[Any]:
    """The whole preparation, and what it made of the training rows."""
    train = found.train
    return [found.preparation.plain(), train.inputs.tobytes(), train.targets.tobytes()]


@pytest.mark.parametrize("task", ["classification", "regression"])
@pytest.mark.parametrize("normalizer", ["standardize", "minmax", "robust"])
@pytest.mark.parametrize(
    "data",
    [
        {"split": SHARES, "stratify": False},
        {"split": SHARES},
        {"split": FOLDS, "stratify": False},
        {"split": FOLDS},
        {"split": FOLDS, "groups": "who", "stratify": False},
        {"split": SHARES, "groups": "who"},
    ],
    ids=str,
)
def test_changing_them_changes_no_weight_and_no_preparation(
    tmp_path: Path, task: str, normalizer: str, data: dict[str, Any]
) -> None:
    rows = make_rows(task)
    source = write(tmp_path, "before.csv", rows)
    for seed in (1, 6):
        config = config_of(source, seed, normalizer, **data)
        out = set(range(ROWS)) - set(dataset(config, seed).train.rows.tolist())
        assert len(out) > ROWS // 4
        by_class = task == "classification" and data.get("stratify", True)
        changed = [
            altered(row, target=not by_class) if i in out else row for i, row in enumerate(rows)
        ]
        assert sum(a != b for a, b in zip(rows, changed, strict=True)) == len(out)
        after = write(tmp_path, "after.csv", changed)
        configs = [config_of(path, seed, normalizer, **data) for path in (source, after)]
        one, other = (learnt(dataset(config, seed)) for config in configs)
        assert one == other
        one_hash, other_hash = (
            hashes(gdrun.train(config.resolved(), workers=1))[seed] for config in configs
        )
        assert one_hash == other_hash
        # What is held out is judged, and came out otherwise.
        test, changed_test = (dataset(config, seed).test for config in configs)
        assert test is not None
        assert changed_test is not None
        assert not np.array_equal(test.inputs, changed_test.inputs)
