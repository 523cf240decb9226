"""Packaged sets against facts taken from scikit-learn 1.9.1."""

import hashlib
from pathlib import Path

import numpy as np
import pytest

from gdrun.files.table import Table
from gdrun.parts.sources import BreastCancer, Diabetes, Digits, Iris, Packaged, Source, Wine


def read(source: Source) -> Table:
    return source.read(Path("nowhere"), np.random.default_rng(0))


def sha256(values: np.ndarray) -> str:
    return hashlib.sha256(np.ascontiguousarray(values, "<f8").tobytes()).hexdigest()


@pytest.mark.parametrize(
    ("source", "inputs", "targets"),
    [
        (
            Iris(),
            "012f498fe9c8b3b34212c3c5d98e1f03f2f79931cd49349beb1bad64dcf164a7",
            "49a02ef431bdf386a4ec234a34e2bf494274e466a3a1c1133c820fdae5c565e8",
        ),
        (
            Wine(),
            "8edcf3903afd97c64d51e0212eb10b213f7943da650574d1c055b836c5c35d37",
            "28570293bbf6f313e8d190dcfbf248222abeaf61e8c7741a933516fc93507102",
        ),
        (
            Digits(),
            "20def7f70a702f0af9732fbba4375e147a7d54fe70d8c45569b8e7c1c7010c10",
            "061ad6ef55db43219297185e36e289bb03a3645efcf351c452b19739ecdfb900",
        ),
        (
            BreastCancer(),
            "6b202a2072f9a0385f405a8f8605b1b06f6f36ae6d23d9cd6cbbc0974a416bc7",
            "bad6d9428eff14b52b3cc46c7d720fbc92f92a1118f65487ae67d5cd6a3fa399",
        ),
        (
            Diabetes(),
            "6b93b2556c8942c79d8374838768047adf9d1f4044510b9f948ddace62567d75",
            "4911e8747aff95aa1cd523fea86dd91cfd1cd14c1a8ead274f1913b14fa853c4",
        ),
    ],
    ids=lambda value: value.name if isinstance(value, Source) else "",
)
def test_a_set_holds_bit_for_bit_what_scikit_learn_distributes(
    source: Packaged, inputs: str, targets: str
) -> None:
    table = read(source)
    assert sha256(table.inputs) == inputs
    assert sha256(table.targets) == targets


@pytest.mark.parametrize(
    ("source", "shape", "counts", "class_names"),
    [
        (Iris(), (150, 4), [50, 50, 50], ("setosa", "versicolor", "virginica")),
        (Wine(), (178, 13), [59, 71, 48], ("class_0", "class_1", "class_2")),
        (
            Digits(),
            (1797, 64),
            [178, 182, 177, 183, 181, 182, 181, 179, 174, 180],
            tuple("0123456789"),
        ),
        (BreastCancer(), (569, 30), [212, 357], ("malignant", "benign")),
    ],
    ids=lambda value: value.name if isinstance(value, Source) else "",
)
def test_a_set_of_classes_names_them(
    source: Packaged, shape: tuple[int, int], counts: list[int], class_names: tuple[str, ...]
) -> None:
    table = read(source)
    assert table.inputs.shape == shape
    assert np.bincount(table.targets).tolist() == counts
    assert table.class_names == class_names


def test_features_have_their_names() -> None:
    assert read(Iris()).feature_names[2] == "petal length (cm)"
    assert read(Diabetes()).feature_names == (
        "age",
        "sex",
        "bmi",
        "bp",
        *(f"s{i}" for i in range(1, 7)),
    )


def test_diabetes_is_in_original_units_and_a_regression() -> None:
    table = read(Diabetes())
    assert table.inputs[0].tolist() == [59, 2, 32.1, 101, 157, 93.2, 38, 4, 4.8598, 87]
    assert table.targets[:3].tolist() == [151, 75, 141]
    assert table.targets.dtype.kind == "f"
    assert table.class_names is None
