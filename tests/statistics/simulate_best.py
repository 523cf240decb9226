"""How often the set that may hold the best is right, and the distances to it.

``python -m tests.statistics.simulate_best`` prints the figures of 2,000 experiments of each kind;
the tests run the same functions.
"""

import argparse
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from gdrun.statistics import Contest, Verdict, compare_all, may_be_best
from tests.statistics.contests import of_seeds, question
from tests.statistics.simulate_pairs import Make, accuracies, normal, on_drawn_rows

KINDS: dict[str, Callable[[], Make]] = {
    "normal, about seeds": lambda: normal,
    "accuracies of 23 rows, about seeds": lambda: accuracies,
    "moons, 100 drawn rows": lambda: on_drawn_rows("moons", "accuracy", 100),
    "circles, 100 drawn rows": lambda: on_drawn_rows("circles", "accuracy", 100),
    "loss of line, 100 drawn rows": lambda: on_drawn_rows("line", "loss", 100),
}


@dataclass(frozen=True)
class OfEqual:
    """Of experiments with equal variants, the part in which …"""

    first_leaves: float
    """… the first leaves the set."""
    any_leaves: float
    """… any does."""


def of_equal(experiments: int, variants: int, seeds: int, make: Make) -> OfEqual:
    """The set of so many equal variants."""
    rng = np.random.default_rng([12, variants, seeds])
    found = np.zeros(2)
    for _ in range(experiments):
        best = may_be_best(make(rng, variants, seeds), range(variants))
        found += (not best.inside[0], not best.inside.all())
    return OfEqual(*(found / experiments).tolist())


@dataclass(frozen=True)
class OfLadder:
    """Of experiments with variants of which each is a step worse than the one before it."""

    best_stays: float
    """The part in which the best is in the set."""
    all_hold: float
    """The part in which all intervals hold the distances to the best of the others."""
    inside: float
    """How many variants are in the set, on average."""
    not_worse: float
    """How many Holm does not find worse than the one that seems best, which it counts."""


def of_ladder(experiments: int, variants: int, seeds: int, step: float) -> OfLadder:
    """Values with a standard deviation of 1 beside what seeds have in common; steps likewise."""
    rng = np.random.default_rng([13, variants, seeds])
    means = -step * np.arange(variants, dtype=np.float64)
    truth = means - np.where(np.arange(variants) == 0, means[1], means[0])
    found = np.zeros(4)
    for _ in range(experiments):
        contest = ladder(rng, means, seeds)
        order = np.argsort(-contest.values.mean(axis=1)).tolist()
        best = may_be_best(contest, order)
        matrix = compare_all(contest, replace(question(contest), advise=False))
        worse = [cell and cell.verdict is Verdict.WORSE for cell in (r[order[0]] for r in matrix)]
        held = (best.low <= truth + 1e-12) & (truth - 1e-12 <= best.high)
        found += (best.inside[0], held.all(), best.inside.sum(), variants - sum(map(bool, worse)))
    return OfLadder(*(found / experiments).tolist())


def ladder(rng: np.random.Generator, means: NDArray[np.float64], seeds: int) -> Contest:
    """Normal values with these means, and a part of their seed in common."""
    drawn = rng.standard_normal((len(means), seeds)) + rng.standard_normal(seeds)
    return of_seeds(drawn + means[:, None])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--experiments", type=int, default=2_000)
    experiments: int = parser.parse_args().experiments
    for name, kind in KINDS.items():
        make = kind()
        for variants in (2, 4, 16):
            for seeds in (3, 5, 10, 30):
                found = of_equal(experiments, variants, seeds, make)
                print(
                    f"{name}, {variants} equal, {seeds} seeds: {found.first_leaves:.1%} the first "
                    f"leaves, {found.any_leaves:.1%} any does",
                    flush=True,
                )
    for step in (0.03, 0.1, 0.3):
        for seeds in (5, 10, 30):
            ladder_found = of_ladder(experiments // 4, 16, seeds, step)
            print(
                f"16 variants, steps of {step:g}, {seeds} seeds: {ladder_found.best_stays:.1%} the "
                f"best stays, {ladder_found.all_hold:.1%} intervals jointly hold, "
                f"{ladder_found.inside:.1f} in the set, {ladder_found.not_worse:.1f} not worse "
                "after Holm",
                flush=True,
            )


if __name__ == "__main__":
    main()
