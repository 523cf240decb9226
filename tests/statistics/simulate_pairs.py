"""How often two equal variants are said to differ, about seeds and about rows.

``python -m tests.statistics.simulate_pairs`` prints the figures of 2,000 experiments of each kind;
the tests run the same functions. Pairs about data are in `tests.statistics.simulate_splits`.
"""

import argparse
from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from gdrun.statistics import UNLIMITED, Contest, Verdict, compare_all
from tests.statistics.contests import SHARES, first_two, of_rows, of_seeds, question, unpaired
from tests.statistics.pools import ROWS, SEEDS, pool

Floats = NDArray[np.float64]
Make = Callable[[np.random.Generator, int, int], Contest]
"""A generator, and how many variants and seeds → a contest of equal variants."""


def normal(rng: np.random.Generator, variants: int, seeds: int) -> Contest:
    """Values that have a part of their seed in common."""
    return of_seeds(rng.standard_normal((variants, seeds)) + rng.standard_normal(seeds))


def accuracies(rng: np.random.Generator, variants: int, seeds: int) -> Contest:
    """Of 23 rows, each right with a probability of 0.96: often equal, and often without spread."""
    return of_seeds(_accuracies(rng, variants, seeds), row=1 / 23, limits=SHARES)


def without_limits(rng: np.random.Generator, variants: int, seeds: int) -> Contest:
    """The same of a metric of which it is not known how far one row moves it."""
    return of_seeds(_accuracies(rng, variants, seeds))


def unstable(rng: np.random.Generator, variants: int, seeds: int) -> Contest:
    """Accuracies of trials of which four in ten diverge."""
    values = _accuracies(rng, variants, seeds)
    diverged = rng.random(values.shape) < 0.4
    return of_seeds(np.where(diverged, np.nan, values), row=1 / 23, limits=SHARES)


def _accuracies(rng: np.random.Generator, variants: int, seeds: int) -> Floats:
    return rng.binomial(23, 0.96, (variants, seeds)) / 23


def on_fixed_rows(name: str, rows: int) -> Make:
    """Accuracies of the networks of one pool, on some rows that stay the same."""
    chosen = np.random.default_rng(8).integers(0, ROWS, rows)
    values = pool(name).values("accuracy")[:, chosen].mean(axis=1, dtype=np.float64)

    def make(rng: np.random.Generator, variants: int, seeds: int) -> Contest:
        drawn = values[rng.integers(0, SEEDS, (variants, seeds))]
        return of_seeds(drawn, row=1 / rows, limits=SHARES)

    return make


def on_drawn_rows(name: str, metric: str, rows: int) -> Make:
    """Networks of one pool and of another, exchanged on half of the rows, drawn at random.

    So the variants do differ on each row, and are equal over all. Without another pool, they differ
    by their seeds alone.
    """
    one = pool(name).values(metric)
    other = pool(f"other {name}").values(metric) if f"other {name}" in _OTHERS else one

    def make(rng: np.random.Generator, variants: int, seeds: int) -> Contest:
        chosen = rng.integers(0, ROWS, rows)
        drawn = []
        for _ in range(variants):
            exchanged = rng.random(rows) < 0.5
            pairs = [each[np.ix_(rng.integers(0, SEEDS, seeds), chosen)] for each in (one, other)]
            drawn.append(np.where(exchanged, *pairs))
        return of_rows(np.array(drawn), limits=SHARES if metric == "accuracy" else UNLIMITED)

    return make


_OTHERS = ("other moons", "other clear moons", "other line")

KINDS: dict[str, Callable[[], Make]] = {
    "normal": lambda: normal,
    "accuracies of 23 rows": lambda: accuracies,
    "the same, row unknown": lambda: without_limits,
    "the same, 4 in 10 diverge": lambda: unstable,
    "clear moons, 27 fixed rows": lambda: on_fixed_rows("clear moons", 27),
    "blobs, 100 fixed rows": lambda: on_fixed_rows("blobs", 100),
    "moons, 270 fixed rows": lambda: on_fixed_rows("moons", 270),
    "circles, 100 fixed rows": lambda: on_fixed_rows("circles", 100),
    "moons, 27 drawn rows": lambda: on_drawn_rows("moons", "accuracy", 27),
    "moons, 270 drawn rows": lambda: on_drawn_rows("moons", "accuracy", 270),
    "clear moons, 27 drawn rows": lambda: on_drawn_rows("clear moons", "accuracy", 27),
    "clear moons, 270 drawn rows": lambda: on_drawn_rows("clear moons", "accuracy", 270),
    "circles, 100 drawn rows": lambda: on_drawn_rows("circles", "accuracy", 100),
    "blobs, 27 drawn rows": lambda: on_drawn_rows("blobs", "accuracy", 27),
    "blobs, 270 drawn rows": lambda: on_drawn_rows("blobs", "accuracy", 270),
    "loss of moons, 100 drawn rows": lambda: on_drawn_rows("moons", "loss", 100),
    "loss of clear moons, 100 drawn rows": lambda: on_drawn_rows("clear moons", "loss", 100),
    "loss of line, 100 drawn rows": lambda: on_drawn_rows("line", "loss", 100),
}


def false_claims(experiments: int, seeds: int, make: Make) -> float:
    """The part of comparisons of two equal variants that say that they differ."""
    rng = np.random.default_rng([4, seeds])
    found = (first_two(make(rng, 2, seeds)) for _ in range(experiments))
    return float(np.mean([each.verdict is not Verdict.UNDECIDED for each in found]))


def false_claims_of_all(experiments: int, seeds: int, variants: int, make: Make) -> float:
    """The part of experiments with equal variants in which any pair is said to differ."""
    rng = np.random.default_rng([4, variants, seeds])
    claims = 0
    for _ in range(experiments):
        contest = make(rng, variants, seeds)
        matrix = compare_all(contest, replace(question(contest), advise=False))
        claims += any(
            cell and cell.verdict is not Verdict.UNDECIDED for row in matrix for cell in row
        )
    return claims / experiments


def false_claims_unpaired(experiments: int, seeds: int, make: Make) -> float:
    """The same of two equal variants that ran with different seeds, about seeds."""
    rng = np.random.default_rng([5, seeds])
    claims = 0
    for _ in range(experiments):
        values = make(rng, 2, seeds).values
        found = unpaired(*values, row=1 / 23, limits=SHARES)
        claims += found.verdict is not Verdict.UNDECIDED
    return claims / experiments


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--experiments", type=int, default=2_000)
    experiments: int = parser.parse_args().experiments
    for name, kind in KINDS.items():
        make = kind()
        claims = {seeds: false_claims(experiments, seeds, make) for seeds in (2, 3, 4, 5, 10, 30)}
        told = ", ".join(f"{share:.1%} of {seeds} seeds" for seeds, share in claims.items())
        print(f"{name}: a difference is claimed in {told}", flush=True)
    for make in (normal, accuracies, unstable):
        for variants in (3, 10):
            claims = {
                seeds: false_claims_of_all(experiments // 4, seeds, variants, make)
                for seeds in (2, 3, 5, 10)
            }
            told = ", ".join(f"{share:.1%} of {seeds} seeds" for seeds, share in claims.items())
            print(f"{make.__name__}, {variants} variants: {told}", flush=True)
    for make in (accuracies, unstable):
        claims = {
            seeds: false_claims_unpaired(experiments, seeds, make) for seeds in (2, 3, 4, 5, 10)
        }
        told = ", ".join(f"{share:.1%} of {seeds} seeds" for seeds, share in claims.items())
        print(f"{make.__name__}, other seeds: {told}", flush=True)


if __name__ == "__main__":
    main()
