"""How often intervals over folds are right: small learners on data that is drawn anew each time.

An experiment draws a data set, divides it into folds, several times if there are repetitions, and
scores two learners that are equally good on each fold, trained on the others, of which a share may
validate. What the intervals are about is the mean score over all such data sets.
``python -m tests.statistics.simulate_folds`` prints the figures of 2,000 experiments of each kind.
"""

import argparse
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdrun.data.folds import split_by_fold
from tests.statistics.contests import SHARES, Floats, first_two, of_splits

ROWS = 100
COLUMNS = 6


@dataclass(frozen=True)
class Data:
    """A data set whose two halves of columns say equally much of the targets."""

    X: Floats
    y: Floats
    labels: NDArray[np.intp]
    """What folds are stratified by."""
    groups: NDArray[np.intp] | None = None


def classes(rng: np.random.Generator) -> Data:
    """Two classes, which the nearest mean tells in three of four cases."""
    labels = rng.integers(0, 2, ROWS)
    X = rng.standard_normal((ROWS, COLUMNS)) + 0.4 * labels[:, np.newaxis]
    return Data(X, labels.astype(float), labels)


def numbers(rng: np.random.Generator) -> Data:
    """A linear function, and noise with heavy tails."""
    X = rng.standard_normal((ROWS, COLUMNS))
    return Data(X, X.sum(axis=1) + rng.standard_t(5, ROWS), np.zeros(ROWS, np.intp))


def groups_of_numbers(rng: np.random.Generator) -> Data:
    """The same in 20 groups, whose rows have inputs and a part of the noise in common."""
    groups = rng.permutation(np.arange(ROWS) % 20)
    X = rng.standard_normal((20, COLUMNS))[groups] + rng.standard_normal((ROWS, COLUMNS))
    noise = rng.standard_normal(20)[groups] + rng.standard_normal(ROWS)
    return Data(X, X.sum(axis=1) + noise, np.zeros(ROWS, np.intp), groups)


def nearest_mean(X: Floats, y: Floats, rows: Floats) -> Floats:
    one, other = X[y == 0].mean(axis=0), X[y == 1].mean(axis=0)
    nearer: Floats = ((rows - one) ** 2).sum(axis=1) > ((rows - other) ** 2).sum(axis=1)
    return nearer.astype(float)


def least_squares(X: Floats, y: Floats, rows: Floats) -> Floats:
    predicted: Floats = rows @ np.linalg.solve(X.T @ X, X.T @ y)
    return predicted


KINDS = {"accuracy": (classes, nearest_mean), "squared error": (numbers, least_squares),
         "squared error, groups": (groups_of_numbers, least_squares)}  # fmt: skip
"""The metric → what makes the data, and what learns it."""


def values(
    rng: np.random.Generator, metric: str, folds: int, repetitions: int, validation: float
) -> Floats:
    """Scores of shape (validation and test, learners, seeds), NaN if nothing validates."""
    make, learn = KINDS[metric]
    data = make(rng)
    found = np.full((2, 2, folds * repetitions), np.nan)
    seeds = rng.integers(2**32, size=repetitions)
    for i in range(folds * repetitions):
        drawn = np.random.default_rng(seeds[i // folds])
        split = split_by_fold(folds, i % folds, validation, data.labels, data.groups, drawn)
        for half in range(2):
            X = data.X[:, half::2]
            for portion, rows in enumerate((split.validation, split.test)):
                if len(rows):
                    predicted = learn(X[split.train], data.y[split.train], X[rows])
                    missed = (predicted - data.y[rows]) ** 2
                    score = missed.mean()
                    found[portion, half, i] = 1 - score if metric == "accuracy" else score
    return found


@dataclass(frozen=True)
class Coverage:
    """Of the intervals of one portion."""

    mean: float
    """The part that holds the mean."""
    plain: float
    """The same of intervals that take seeds for independent."""
    difference: float
    """The part of the intervals of the learners' difference that holds 0."""


def coverages(
    experiments: int, metric: str, folds: int, repetitions: int, validation: float = 0.0
) -> dict[str, Coverage]:
    """By portion, in the order of validation and test."""
    rng = np.random.default_rng([6, folds, repetitions])
    found = np.array(
        [values(rng, metric, folds, repetitions, validation) for _ in range(experiments)]
    )
    # Rows of the portion, of those that are not trained on.
    tested = {"test": ROWS / folds}
    if validation:
        tested = {"validation": validation * (ROWS - tested["test"]), **tested}
    trained = ROWS - sum(tested.values())
    return {
        portion: _coverage(found[:, int(portion == "test")], metric, rows, rows / trained)
        for portion, rows in tested.items()
    }


def _coverage(found: Floats, metric: str, rows: float, overlap: float) -> Coverage:
    """Of values (experiments, learners, seeds), each of so many rows."""
    truth = found.mean()
    known: dict[str, Any] = {}
    if metric == "accuracy":
        known = {"row": 1 / rows, "limits": SHARES}

    def holding(shared: float) -> float:
        intervals = (of_splits(both, shared, **known).evidence.interval(0) for both in found)
        return float(np.mean([bool(each and each[0] <= truth <= each[1]) for each in intervals]))

    compared = (first_two(of_splits(both, overlap, **known)) for both in found)
    same = [bool(each.ci95 and each.ci95[0] <= 0 <= each.ci95[1]) for each in compared]
    return Coverage(holding(overlap), holding(0.0), float(np.mean(same)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--experiments", type=int, default=2_000)
    experiments: int = parser.parse_args().experiments
    for metric in KINDS:
        for validation in (0.0, 0.2):
            print(f"{metric}, validation {validation:g}, {experiments} experiments of each kind")
            for folds in (5, 10):
                for repetitions in (1, 2, 5, 10):
                    found = coverages(experiments, metric, folds, repetitions, validation)
                    for portion, of in found.items():
                        print(
                            f"  {folds} folds, {repetitions} repetitions, {portion}: "
                            f"{of.mean:.1%} hold the mean ({of.plain:.1%} if seeds are taken for "
                            f"independent), {of.difference:.1%} a difference of 0",
                            flush=True,
                        )


if __name__ == "__main__":
    main()
