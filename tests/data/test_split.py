"""Splits: exact sizes, no row twice, classes in proportion, the same for the same seed."""

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gdrun.data.split import Split, portion_sizes, split_rows
from gdrun.errors import DataError


def shares(
    train: float, validation: float | None = None, test: float | None = 0
) -> SimpleNamespace:
    return SimpleNamespace(train=train, validation=validation, test=test)


def parts(split: Split) -> list[np.ndarray]:
    return [split.train, split.validation, split.test]


@pytest.mark.parametrize(
    ("rows", "split", "sizes"),
    [
        (150, shares(0.7, 0.15, 0.15), (105, 23, 22)),
        (1797, shares(0.7, 0.15, 0.15), (1258, 270, 269)),
        (10, shares(0.7, 0.1, 0.2), (7, 1, 2)),
        (100, shares(0.29, 0.71), (29, 71, 0)),
        (7, shares(1), (7, 0, 0)),
        (7, shares(1.0), (7, 0, 0)),
        (100, shares(0.5, 0.25), (50, 25, 0)),
        (10, shares(0.35, 0.65), (4, 6, 0)),
        (150, shares(100, 20, 30), (100, 20, 30)),
        (150, shares(0.8, None, 30), (120, 0, 30)),
        (1, shares(1), (1, 0, 0)),
    ],
)
def test_sizes_are_counts_or_fractions_of_all_rows(
    rows: int, split: SimpleNamespace, sizes: tuple[int, int, int]
) -> None:
    assert portion_sizes(rows, split) == sizes


@given(st.integers(10, 10**7), st.integers(1, 98), st.integers(1, 98))
def test_fractions_that_add_up_to_one_use_every_row_and_miss_by_less_than_one(
    rows: int, first: int, second: int
) -> None:
    hundredths = sorted((first, second))
    hundredths = [hundredths[0], hundredths[1] - hundredths[0] or 1, 0]
    hundredths[2] = 100 - sum(hundredths)
    try:
        sizes = portion_sizes(rows, shares(*(share / 100 for share in hundredths)))
    except DataError:
        assert rows * min(hundredths) < 100
        return
    assert sum(sizes) == rows
    for size, share in zip(sizes, hundredths, strict=True):
        assert abs(size * 100 - rows * share) < 100


@pytest.mark.parametrize(
    ("rows", "split", "message"),
    [
        (100, shares(90, 20), r"the split \(train 90, validation 20\) takes 110 rows.* only 100"),
        (100, shares(0.9, 0.2), "takes 110 rows, but there are only 100"),
        (100, shares(0.9, 0.0, 11), "takes 101 rows, but there are only 100"),
        (3, shares(0.7, 0.15, 0.15), "3 rows are too few .* test would get none"),
        (1, shares(0.2, 0.8), "train would get none"),
    ],
)
def test_too_few_rows_are_told_with_numbers(
    rows: int, split: SimpleNamespace, message: str
) -> None:
    with pytest.raises(DataError, match=message):
        portion_sizes(rows, split)


@st.composite
def labels_and_sizes(draw: st.DrawFn) -> tuple[np.ndarray, tuple[int, int, int]]:
    counts = draw(st.lists(st.integers(1, 12) | st.just(7), min_size=1, max_size=9))
    rows = sum(counts)
    labels = np.random.default_rng(draw(st.integers(0, 9))).permutation(
        np.repeat(np.arange(len(counts)), counts)
    )
    train = draw(st.integers(1, rows))
    validation = draw(st.integers(0, rows - train))
    return labels, (train, validation, draw(st.integers(0, rows - train - validation)))


@settings(max_examples=400)
@given(labels_and_sizes(), st.integers(0, 2**32))
@example((np.repeat(np.arange(3), [1, 6, 7]), (4, 1, 7)), 0)  # Whole quotas must stay.
def test_a_stratified_split_is_exact_disjoint_proportional_and_reproducible(
    case: tuple[np.ndarray, tuple[int, int, int]], seed: int
) -> None:
    labels, sizes = case
    counts = np.bincount(labels)
    try:
        split = split_rows(sizes, labels, np.random.default_rng(seed))
    except DataError:
        # Only where some class's due in train is less than one row.
        assert (counts * sizes[0] < len(labels)).any()
        return
    together = np.concatenate(parts(split))
    assert len(np.unique(together)) == len(together) == sum(sizes)
    again = split_rows(sizes, labels, np.random.default_rng(seed))
    for part, same, size in zip(parts(split), parts(again), sizes, strict=True):
        assert len(part) == size
        assert np.array_equal(part, same)
        assert (np.diff(part) > 0).all()
        got = np.bincount(labels[part], minlength=len(counts))
        assert (np.abs(got * len(labels) - counts * size) < len(labels)).all()
    assert (np.bincount(labels[split.train], minlength=len(counts)) > 0).all()


def test_sizes_stay_exact_where_rounding_each_class_alone_would_not() -> None:
    labels = np.repeat(np.arange(1000), 10)
    split = split_rows((7000, 1500, 1500), labels, np.random.default_rng(0))
    assert [len(part) for part in parts(split)] == [7000, 1500, 1500]
    assert (np.bincount(labels[split.train]) == 7).all()
    assert set(np.bincount(labels[split.validation])) == {1, 2}


def test_a_class_of_one_row_is_in_train() -> None:
    labels = np.array([0] * 50 + [1] * 49 + [2])
    for seed in range(20):
        assert 99 in split_rows((10, 45, 45), labels, np.random.default_rng(seed)).train


def test_a_train_part_smaller_than_the_classes_is_refused() -> None:
    with pytest.raises(DataError, match="train part of 3 rows cannot hold each of 5 classes"):
        split_rows((3, 7, 0), np.repeat(np.arange(5), 2), np.random.default_rng(0))


def test_another_seed_draws_other_rows() -> None:
    labels = np.zeros(100, np.intp)
    first = split_rows((50, 50, 0), labels, np.random.default_rng(0))
    second = split_rows((50, 50, 0), labels, np.random.default_rng(1))
    assert not np.array_equal(first.train, second.train)


def test_every_row_is_drawn_equally_often() -> None:
    labels = np.array([0] * 6 + [1] * 4)
    hits = np.zeros(10)
    for seed in range(2000):
        hits[split_rows((5, 0, 5), labels, np.random.default_rng(seed)).train] += 1
    # Standard deviation of a row's share: sqrt(0.25 / 2000) = 0.011.
    assert (np.abs(hits / 2000 - 0.5) < 0.06).all()
