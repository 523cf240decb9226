"""How often equal variants are said to differ by who looks again.

Who follows the advice adds seeds to the number that it names, and looks there; who looks at all,
doubles them each time. ``python -m tests.statistics.simulate_looks`` prints the figures of 2,000
experiments of each kind; the tests run the same functions.
"""

import argparse
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from gdrun.statistics import Contest, Verdict
from tests.statistics.contests import SHARES, first_two, of_splits
from tests.statistics.simulate_pairs import Make, accuracies, normal, on_drawn_rows, on_fixed_rows
from tests.statistics.simulate_splits import TEST, TRAIN, nearest_mean, values


def about_data(rng: np.random.Generator, variants: int, seeds: int) -> Contest:
    """Two learners that are equally good, on splits of data that is drawn anew."""
    assert variants == 2
    found = values(rng, nearest_mean, seeds, 1)
    return of_splits(found, TEST / TRAIN, row=1 / TEST, limits=SHARES)


KINDS: dict[str, Callable[[], Make]] = {
    "normal, about seeds": lambda: normal,
    "accuracies of 23 rows, about seeds": lambda: accuracies,
    "circles, 100 fixed rows": lambda: on_fixed_rows("circles", 100),
    "moons, 100 drawn rows": lambda: on_drawn_rows("moons", "accuracy", 100),
    "circles, 100 drawn rows": lambda: on_drawn_rows("circles", "accuracy", 100),
    "loss of line, 100 drawn rows": lambda: on_drawn_rows("line", "loss", 100),
    "nearest mean, about data": lambda: about_data,
}


@dataclass(frozen=True)
class Claims:
    """The part of experiments that say that equal variants differ."""

    first: float
    """At the first look."""
    advised: float
    """At that, or at one that the advice named, one after the other."""
    all: float
    """At any doubling."""


def claims(experiments: int, first: int, doublings: int, make: Make) -> Claims:
    """Looks at ``first`` seeds, and at doubles up to ``first``·2^``doublings``."""
    rng = np.random.default_rng([14, first, doublings])
    most = first * 2**doublings
    found = np.zeros(3)
    for _ in range(experiments):
        contest = replace(make(rng, 2, most), looks=[{0: first}] * 2)
        looks = [_claimed(contest, first * 2**j) for j in range(doublings + 1)]
        seeds = first
        while seeds:
            claimed, advice = looks[(seeds // first).bit_length() - 1]
            seeds = 0 if claimed or not advice or advice > most else advice
        found += (looks[0][0], claimed, any(each for each, _ in looks))
    return Claims(*(found / experiments).tolist())


def _claimed(contest: Contest, seeds: int) -> tuple[bool, int | None]:
    """Whether a difference is claimed with so many seeds, and how many the advice names."""
    present = contest.present & (np.arange(contest.values.shape[1]) < seeds)
    found = first_two(replace(contest, present=present))
    return found.verdict is not Verdict.UNDECIDED, found.needed.seeds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--experiments", type=int, default=2_000)
    experiments: int = parser.parse_args().experiments
    for name, kind in KINDS.items():
        make = kind()
        for first in (3, 5, 10):
            found = claims(experiments, first, 4, make)
            print(
                f"{name}, from {first} seeds: {found.first:.1%} at the first look, "
                f"{found.advised:.1%} by the advice, {found.all:.1%} at all doublings",
                flush=True,
            )


if __name__ == "__main__":
    main()
