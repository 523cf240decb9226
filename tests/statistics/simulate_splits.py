"""How often intervals about data are right: small learners on data that is drawn anew each time.

An experiment draws 100 rows, divides them anew for each split, trains on 60 of them and tests on
20. What its intervals are about is the mean score over all such data sets. Two learners that are
equally good, as each sees its half of the columns, have a difference of 0.
``python -m tests.statistics.simulate_splits`` prints the figures of 1,000 experiments of each kind.
"""

import argparse
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gdrun.statistics import SeedValues
from tests.statistics.contests import SHARES, first_two, of_splits

Floats = NDArray[np.float64]
Learner = Callable[[np.random.Generator, Floats, NDArray[np.intp], Floats], NDArray[np.intp]]
ROWS, COLUMNS = 100, 8
TRAIN, TEST = 60, 20


def stump(
    _: np.random.Generator, X: Floats, y: NDArray[np.intp], asked: Floats
) -> NDArray[np.intp]:
    """One threshold of one column, which a few rows may turn into another."""
    order = np.argsort(X, axis=0)
    ones = np.cumsum(y[order], axis=0)
    below = np.arange(1, len(y) + 1)[:, None]
    right = (below - ones) + (ones[-1] - ones)
    better = np.maximum(right, len(y) - right)
    place, column = np.unravel_index(int(better.argmax()), better.shape)
    threshold = X[order[place, column], column]
    above: NDArray[np.intp] = (asked[:, column] > threshold).astype(np.intp)
    return above if right[place, column] == better[place, column] else 1 - above


def neighbour(
    rng: np.random.Generator, X: Floats, y: NDArray[np.intp], asked: Floats
) -> NDArray[np.intp]:
    """The nearest row on a plane that the seed draws, which matters more than the split."""
    plane = rng.standard_normal((X.shape[1], 2))
    distances = (((asked @ plane)[:, None] - X @ plane) ** 2).sum(axis=2)
    nearest: NDArray[np.intp] = y[distances.argmin(axis=1)]
    return nearest


def random_units(
    rng: np.random.Generator, X: Floats, y: NDArray[np.intp], asked: Floats
) -> NDArray[np.intp]:
    """A network of six hidden units, whose weights the seed draws; the last layer is fitted."""
    weights, biases = rng.standard_normal((X.shape[1], 6)), rng.standard_normal(6)
    hidden, of_asked = (
        np.column_stack([np.maximum(rows @ weights + biases, 0.0), np.ones(len(rows))])
        for rows in (X, asked)
    )
    fitted = np.linalg.solve(hidden.T @ hidden + 0.1 * np.eye(7), hidden.T @ (2.0 * y - 1.0))
    said: NDArray[np.intp] = (of_asked @ fitted > 0).astype(np.intp)
    return said


def nearest_mean(
    _: np.random.Generator, X: Floats, y: NDArray[np.intp], asked: Floats
) -> NDArray[np.intp]:
    """The nearer mean of two classes."""
    zero, one = X[y == 0].mean(axis=0), X[y == 1].mean(axis=0)
    nearer = ((asked - zero) ** 2).sum(axis=1) > ((asked - one) ** 2).sum(axis=1)
    said: NDArray[np.intp] = nearer.astype(np.intp)
    return said


LEARNERS: dict[str, Learner] = {
    "stump": stump,
    "neighbour": neighbour,
    "random units": random_units,
    "nearest mean": nearest_mean,
}


def values(rng: np.random.Generator, learn: Learner, seeds: int, each: int) -> Floats:
    """Accuracies (learners, seeds) on one data set, of which ``each`` seeds share a split."""
    y = rng.integers(0, 2, ROWS)
    X = rng.standard_normal((ROWS, COLUMNS)) + 0.6 * y[:, None]
    found = np.empty((2, seeds))
    rows = rng.permutation(ROWS)
    for seed in range(seeds):
        if seed % each == 0:
            rows = rng.permutation(ROWS)
        train, test = rows[:TRAIN], rows[TRAIN : TRAIN + TEST]
        for half in range(2):
            said = learn(rng, X[train][:, half::2], y[train], X[test][:, half::2])
            found[half, seed] = (said == y[test]).mean()
    return found


@dataclass(frozen=True)
class Coverage:
    """Of the intervals of one kind."""

    mean: float
    """The part that holds the mean."""
    difference: float
    """The part of those of the learners' difference that holds 0."""
    claims: float
    """The part of comparisons that say that the learners differ."""
    width: float
    """The mean width of the intervals of the mean."""
    plain: float
    """The part of Student's intervals, as if seeds were independent, that holds the mean."""


def coverage(learner: str, seeds: int, each: int, experiments: int) -> Coverage:
    """Of so many seeds, ``each`` of which share a split."""
    rng = np.random.default_rng([10, seeds, each])
    learn = LEARNERS[learner]
    found = [values(rng, learn, seeds, each) for _ in range(experiments)]
    truth = _truth(learner)
    held = np.zeros(5)
    for one in found:
        contest = of_splits(one, TEST / TRAIN, each=each, row=1 / TEST, limits=SHARES)
        interval = contest.evidence.interval(0)
        plain = SeedValues(one[:1], SHARES).interval(0) or (one[0, 0], one[0, 0])
        assert interval is not None
        compared = first_two(contest)
        ends = compared.ci95
        held += (
            interval[0] <= truth <= interval[1],
            ends is None or ends[0] <= 0 <= ends[1],
            compared.verdict != "undecided",
            interval[1] - interval[0],
            plain[0] <= truth <= plain[1],
        )
    return Coverage(*(held / experiments).tolist())


_TRUTHS: dict[str, float] = {}


def _truth(learner: str) -> float:
    """The mean score over very many data sets."""
    if learner not in _TRUTHS:
        rng = np.random.default_rng(11)
        many = [values(rng, LEARNERS[learner], 1, 1).mean() for _ in range(20_000)]
        _TRUTHS[learner] = float(np.mean(many))
    return _TRUTHS[learner]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--experiments", type=int, default=1_000)
    experiments: int = parser.parse_args().experiments
    for learner in LEARNERS:
        print(f"{learner}, mean {_truth(learner):.4f}")
        for each in (1, 2, 4):
            for seeds in (5, 10, 20, 30, 100):
                if seeds % each == 0 and seeds > each:
                    found = coverage(learner, seeds, each, experiments)
                    print(
                        f"  {seeds:3} seeds, {each} for each split: {found.mean:.1%} hold the mean "
                        f"({found.plain:.1%} if seeds were independent), {found.difference:.1%} a "
                        f"difference of 0, {found.claims:.1%} claim one, width {found.width:.3f}",
                        flush=True,
                    )


if __name__ == "__main__":
    main()
