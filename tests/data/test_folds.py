"""Folds: each row tests once, classes in proportion, groups whole, and the rest divided."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdrun.data.folds import deal_rows, split_by_fold
from gdrun.data.split import Split
from gdrun.errors import DataError


def parts(split: Split) -> list[np.ndarray]:
    return [split.train, split.validation, split.test]


def all_folds(
    folds: int, validation: float | None, labels: Any, groups: Any = None, seed: int = 0
) -> list[Split]:
    """Every fold of one repetition, as its trials draw it."""
    return [
        split_by_fold(folds, fold, validation, labels, groups, np.random.default_rng(seed))
        for fold in range(folds)
    ]


@st.composite
def cases(draw: st.DrawFn, *, grouped: bool = False) -> tuple[int, np.ndarray, np.ndarray | None]:
    """Folds, labels and groups."""
    folds = draw(st.integers(2, 6))
    random = np.random.default_rng(draw(st.integers(0, 99)))
    counts = draw(st.lists(st.integers(3 * folds, 20), min_size=1, max_size=4))
    labels = random.permutation(np.repeat(np.arange(len(counts)), counts))
    if not grouped:
        return folds, labels, None
    many = draw(st.integers(folds, len(labels)))
    groups = np.append(np.arange(many), random.integers(0, many, len(labels) - many))
    return folds, labels, random.permutation(groups)


@settings(max_examples=200)
@given(cases(), st.integers(0, 2**32))
def test_folds_and_their_classes_are_equal_but_for_one_row(
    case: tuple[int, np.ndarray, None], seed: int
) -> None:
    folds, labels, _ = case
    places = deal_rows(folds, labels, np.random.default_rng(seed))
    table = np.array([np.bincount(labels[places == i], minlength=labels.max() + 1)
                      for i in range(folds)])  # fmt: skip
    assert np.ptp(table.sum(axis=1)) <= 1
    assert (np.ptp(table, axis=0) <= 1).all()


@settings(max_examples=200)
@given(st.booleans().flatmap(lambda grouped: cases(grouped=grouped)), st.integers(0, 2**32))
def test_each_row_tests_once_and_no_row_nor_group_is_in_two_parts(
    case: tuple[int, np.ndarray, np.ndarray | None], seed: int
) -> None:
    folds, labels, groups = case
    try:
        drawn = all_folds(folds, 0.25, labels, groups, seed)
    except DataError:
        # One large group may be all that a fold leaves.
        assert groups is not None
        drawn = all_folds(folds, None, labels, groups, seed)
        groups_left = [len(set(groups[split.train].tolist())) for split in drawn]
        assert min(groups_left) == 1 or min(len(split.train) for split in drawn) < 3
    tested = np.concatenate([split.test for split in drawn])
    assert np.array_equal(np.sort(tested), np.arange(len(labels)))
    for split in drawn:
        assert np.array_equal(np.sort(np.concatenate(parts(split))), np.arange(len(labels)))
        assert all((np.diff(part) > 0).all() for part in parts(split))
        assert len(split.train)
        if groups is not None:
            of_parts = [set(groups[part].tolist()) for part in parts(split)]
            assert sum(map(len, of_parts)) == len(set(groups.tolist()))


@pytest.mark.parametrize(("validation", "rows"), [(0.2, 16), (0.25, 20), (10, 10), (0.0, 0)])
def test_a_share_of_the_rest_validates(validation: float, rows: int) -> None:
    labels = np.repeat([0, 1, 2], [50, 30, 20])
    for split in all_folds(5, validation, labels):
        assert [len(part) for part in parts(split)] == [80 - rows, rows, 20]
        for part in parts(split):
            shares = np.bincount(labels[part], minlength=3) - np.array([0.5, 0.3, 0.2]) * len(part)
            assert (np.abs(shares) < 1).all()


def test_the_validating_part_is_drawn_for_each_fold_and_repetition() -> None:
    labels = np.zeros(100, np.intp)
    one, again, other = (all_folds(5, 0.5, labels, seed=seed) for seed in (0, 0, 1))
    assert all(np.array_equal(a.validation, b.validation) for a, b in zip(one, again, strict=True))
    assert not np.array_equal(one[0].test, other[0].test)
    # Not the same places among the rest, fold after fold.
    places = [np.searchsorted(np.union1d(s.train, s.validation), s.validation) for s in one]
    assert len({tuple(each) for each in places}) == 5


def test_a_class_of_one_row_is_tested_once_and_elsewhere_trained() -> None:
    labels = np.array([0] * 20 + [1] * 20 + [2])
    for split in all_folds(4, 0.2, labels):
        assert (40 in split.test) or (40 in split.train)


def test_every_row_is_equally_often_in_each_fold() -> None:
    labels = np.array([0] * 6 + [1] * 5)
    hits = np.zeros((11, 3))
    for seed in range(2000):
        hits[np.arange(11), deal_rows(3, labels, np.random.default_rng(seed))] += 1
    # Standard deviation of a share: sqrt(2 / 9 / 2000) = 0.011.
    assert (np.abs(hits / 2000 - 1 / 3) < 0.05).all()


@pytest.mark.parametrize(
    ("folds", "validation", "groups", "message"),
    [
        (11, None, None, "11 folds of 10 rows: each needs one at least"),
        (5, 8, None, "`data.split.validation: 8` of the 8 rows .* train would get none"),
        (5, 0.01, None, "`data.split.validation: 0.01` of the 8 rows .* validation would get none"),
        (5, None, [0, 0, 0, 1, 1, 1, 2, 2, 2, 2], "3 groups of 10 rows, .* too few for 5 folds"),
        (2, 0.5, [0, 0, 0, 0, 0, 1, 1, 1, 1, 1], "1 group of 5 rows, .* train and validation"),
    ],
)
def test_too_few_rows_or_groups_are_told_with_numbers(
    folds: int, validation: float | None, groups: Any, message: str
) -> None:
    groups = None if groups is None else np.array(groups)
    with pytest.raises(DataError, match=message):
        all_folds(folds, validation, np.zeros(10, np.intp), groups)
