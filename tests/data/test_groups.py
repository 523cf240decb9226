"""Groups: whole, in one portion, and portions as near to what was asked for as moves bring them."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gdrun
from gdrun.data.groups import assign_groups, fold_groups, split_groups
from gdrun.errors import DataError


def cost(counts: np.ndarray, wanted: np.ndarray, given_places: np.ndarray) -> float:
    """Squared deviations of rows, and the mean of those of each class, as shares of all such."""
    total = 0.0
    present = [k for k in range(counts.shape[1]) if counts[:, k].sum()]
    for place, size in enumerate(wanted):
        held = counts[given_places == place].sum(axis=0)
        share = size / wanted.sum()
        total += (held.sum() / wanted.sum() - share) ** 2
        for k in present:
            total += (held[k] / counts[:, k].sum() - share) ** 2 / len(present)
    return total


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32), st.integers(4, 9), st.integers(1, 3), st.integers(2, 4))
def test_no_move_and_no_exchange_would_help(
    seed: int, groups: int, classes: int, places: int
) -> None:
    random = np.random.default_rng(seed)
    counts = random.integers(0, 9, (groups, classes))
    counts[:, 0] += 1
    wanted = counts.sum() * random.dirichlet(np.ones(places))
    found = assign_groups(counts, wanted, places, random)
    assert set(found.tolist()) == set(range(places))
    best = cost(counts, wanted, found)
    for one in range(groups):
        for place in range(places):
            moved = found.copy()
            moved[one] = place
            if len(set(moved.tolist())) == places:
                assert cost(counts, wanted, moved) >= best - 1e-9
        for other in range(one):
            exchanged = found.copy()
            exchanged[[one, other]] = found[[other, one]]
            assert cost(counts, wanted, exchanged) >= best - 1e-9


@settings(max_examples=100)
@given(st.integers(0, 2**32), st.integers(2, 6), st.lists(st.integers(1, 40), min_size=6))
def test_folds_differ_by_no_more_than_the_smallest_group_of_the_larger(
    seed: int, folds: int, sizes: list[int]
) -> None:
    groups = np.repeat(np.arange(len(sizes)), sizes)
    free = np.zeros(len(groups), np.intp)
    places = fold_groups(folds, free, groups, np.random.default_rng(seed))
    rows = np.bincount(places, minlength=folds)
    for one in range(folds):
        held = np.unique(groups[places == one])
        if len(held) > 1:
            assert rows[one] - rows.min() <= min(sizes[group] for group in held)


@settings(max_examples=100)
@given(
    st.integers(0, 2**32),
    st.integers(3, 20),
    st.sampled_from([(0.7, 0.15, 0.15), (0.5, 0.0, 0.5), (0.6, 0.2, 0.0), (0.5, 0.0, 0.2)]),
)
def test_whole_groups_are_drawn_for_each_portion(
    seed: int, many: int, shares: tuple[float, float, float]
) -> None:
    random = np.random.default_rng(seed)
    groups = np.append(np.arange(many), random.integers(0, many, 60 - many))
    labels = random.integers(0, 2, 60)
    train, validation, test = (round(60 * share) for share in shares)
    split = split_groups((train, validation, test), labels, groups, random)
    parts = [split.train, split.validation, split.test]
    for part, share in zip(parts, shares, strict=True):
        assert bool(len(part)) == bool(share)
    for i, part in enumerate(parts):
        others = np.setdiff1d(np.arange(60), part)
        assert not set(groups[part]) & set(groups[others]), i


def test_small_groups_meet_the_shares_exactly() -> None:
    groups = np.repeat(np.arange(50), 2)
    split = split_groups((70, 20, 10), np.zeros(100, np.intp), groups, np.random.default_rng(0))
    assert [len(split.train), len(split.validation), len(split.test)] == [70, 20, 10]


def test_the_draw_decides_also_where_all_sizes_differ() -> None:
    """Sorted by size, the largest group would train with every seed."""
    sizes = np.arange(5, 25)
    groups = np.repeat(np.arange(20), sizes)
    rows = len(groups)
    tests = np.zeros(20)
    for seed in range(200):
        wanted = (rows - 2 * (rows // 5), rows // 5, rows // 5)
        split = split_groups(wanted, np.zeros(rows, np.intp), groups, np.random.default_rng(seed))
        tests[np.unique(groups[split.test])] += 1
    assert tests.min() > 10


def portions(config: Any, folder: Path) -> dict[str, int]:
    """The rows of each portion, as the first seed has them."""
    found = gdrun.train({**config, "training": {"epochs": 1}, "seeds": 2}, workers=1)
    facts: Any = found.facts
    assert found.variants[0].preparation["feature_names"] == ("a",)
    return dict(facts["rows"])


def written(folder: Path, name: str, groups: list[str], header: str = "a,who,y") -> str:
    lines = [f"{0.1 * i},{group},{i % 2 + 0.5}" for i, group in enumerate(groups)]
    (folder / name).write_text("\n".join([header, *lines]) + "\n")
    return str(folder / name)


@pytest.mark.parametrize("names", [["x", "y", "z"], ["1", "2", "7.5"]])
def test_a_column_of_texts_or_numbers_says_the_group_and_is_no_input(
    tmp_path: Path, names: list[str]
) -> None:
    path = written(tmp_path, "a.csv", [names[0]] * 10 + [names[1]] * 6 + [names[2]] * 4)
    split = {"train": 0.5, "validation": 0.3, "test": 0.2}
    config = {"data": {"source": path, "groups": "who", "split": split}}
    assert portions(config, tmp_path) == {"train": 10, "validation": 6, "test": 4}


@pytest.mark.parametrize(
    ("said", "groups", "message"),
    [
        ({"groups": "woh"}, ["x", "y"] * 4, "no column `woh` for `data.groups`; did you mean"),
        (
            {"groups": "who", "missing": "mean"},
            ["1", "2", "", "1"],
            "line 4, column `who`: a group must be known",
        ),
        (
            {"groups": "who"},
            ["x", "y"] * 4,
            "makes 2 groups of 8 rows, which are too few for train and validation and test",
        ),
    ],
)
def test_what_says_no_groups_is_told(
    tmp_path: Path, said: dict[str, Any], groups: list[str], message: str
) -> None:
    path = written(tmp_path, "a.csv", groups)
    with pytest.raises(DataError, match=message):
        portions({"data": {"source": path, **said}}, tmp_path)


def test_a_group_in_two_files_is_refused(tmp_path: Path) -> None:
    train = written(tmp_path, "a.csv", ["x", "y", "z", "z"])
    other = written(tmp_path, "b.csv", ["v", "w", "z", "v"])
    config = {"data": {"source": {"train": train, "test": other}, "groups": "who"}}
    with pytest.raises(DataError, match=r"b\.csv: line 4: the group `z` has rows in .*a\.csv, too"):
        portions(config, tmp_path)
