"""How often intervals over seeds hold the mean over all seeds.

``python -m tests.statistics.simulate_seeds`` prints the figures of 2,000 experiments of each kind,
with those of Student's interval alone beside; the tests run the same functions.
"""

import argparse
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gdrun.statistics import UNLIMITED, Limits, Precision, SeedValues, seeds_needed, share_of
from tests.statistics.contests import SHARES
from tests.statistics.pools import ROWS, pool

Floats = NDArray[np.float64]
Draw = Callable[[np.random.Generator, tuple[int, ...]], Floats]
MAX_SEEDS = 400


@dataclass(frozen=True)
class Kind:
    """Values with a known mean."""

    draw: Draw
    mean: float
    row: float | None = None
    limits: Limits = UNLIMITED


def normal(rng: np.random.Generator, shape: tuple[int, ...]) -> Floats:
    """Mean 0, standard deviation 1."""
    return rng.standard_normal(shape)


def skewed(rng: np.random.Generator, shape: tuple[int, ...]) -> Floats:
    """Exponential, as losses are: mean 0, standard deviation 1, skewness 2."""
    return rng.standard_exponential(shape) - 1


def accuracies(rows: int, share: float) -> Kind:
    """Of so many rows, each right with a probability: often equal if both are small."""

    def draw(rng: np.random.Generator, shape: tuple[int, ...]) -> Floats:
        return rng.binomial(rows, share, shape) / rows

    return Kind(draw, share, 1 / rows, SHARES)


def networks(name: str, metric: str, rows: int) -> Kind:
    """A metric of the networks of a pool, on some of its rows, which stay the same."""
    chosen = np.random.default_rng(8).integers(0, ROWS, rows)
    values = pool(name).values(metric)[:, chosen].mean(axis=1, dtype=np.float64)

    def draw(rng: np.random.Generator, shape: tuple[int, ...]) -> Floats:
        found: Floats = values[rng.integers(0, len(values), shape)]
        return found

    limited = metric == "accuracy"
    row = 1 / rows if limited else None
    return Kind(draw, float(values.mean()), row, SHARES if limited else UNLIMITED)


KINDS: dict[str, Callable[[], Kind]] = {
    "normal": lambda: Kind(normal, 0.0),
    "exponential": lambda: Kind(skewed, 0.0),
    "binomial, 27 rows, 0.98": lambda: accuracies(27, 0.98),
    "binomial, 27 rows, 0.995": lambda: accuracies(27, 0.995),
    "binomial, 270 rows, 0.96": lambda: accuracies(270, 0.96),
    "accuracy of moons, 270 rows": lambda: networks("moons", "accuracy", 270),
    "accuracy of clear moons, 27 rows": lambda: networks("clear moons", "accuracy", 27),
    "accuracy of blobs, 27 rows": lambda: networks("blobs", "accuracy", 27),
    "accuracy of blobs, 270 rows": lambda: networks("blobs", "accuracy", 270),
    "accuracy of circles, 270 rows": lambda: networks("circles", "accuracy", 270),
    "loss of moons, 270 rows": lambda: networks("moons", "loss", 270),
    "loss of blobs, 270 rows": lambda: networks("blobs", "loss", 270),
}


def coverage(experiments: int, seeds: int, kind: Kind) -> tuple[float, float]:
    """The part of intervals that hold the mean, and that of Student's intervals."""
    rng = np.random.default_rng([1, seeds])
    held, before = 0, 0
    for sample in kind.draw(rng, (experiments, seeds)):
        found = SeedValues(sample[None], kind.limits, kind.row).interval(0)
        held += found is not None and found[0] <= kind.mean <= found[1]
        plain = SeedValues(sample[None], UNLIMITED).interval(0) or (sample[0], sample[0])
        before += plain[0] <= kind.mean <= plain[1]
    return held / experiments, before / experiments


def coverage_until(experiments: int, half_width: float, draw: Draw = normal) -> tuple[float, float]:
    """Adds seeds until the half-width is below that given, in standard deviations.

    Returns:
        The part of the last intervals that hold the mean of 0, and the mean number of seeds taken.
    """
    rng = np.random.default_rng([3, int(1000 * half_width)])
    held, taken = 0, 0
    for row in draw(rng, (experiments, MAX_SEEDS)):
        n = 0
        wanted = Precision(half_width)
        while n < (more := seeds_needed(_only(row[:n]), n, wanted, max_seeds=MAX_SEEDS)):
            n = more
        found = _only(row[:n]).interval(0)
        held += found is not None and found[0] <= 0 <= found[1]
        taken += n
    return held / experiments, taken / experiments


def share_coverage(experiments: int, seeds: int, share: float) -> float:
    """The part of the intervals of the share of seeds that fail which hold it."""
    counts = np.random.default_rng([9, seeds]).binomial(seeds, share, experiments)
    found = {int(count): share_of(int(count), seeds).ci95 for count in np.unique(counts)}
    return float(np.mean([found[count][0] <= share <= found[count][1] for count in counts]))


def _only(sample: Floats) -> SeedValues:
    return SeedValues(sample[None], UNLIMITED)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--experiments", type=int, default=2_000)
    experiments: int = parser.parse_args().experiments
    for name, make in KINDS.items():
        kind = make()
        print(f"{name}, mean {kind.mean:.3f}")
        for seeds in (2, 5, 10, 30):
            held, before = coverage(experiments, seeds, kind)
            print(f"  {seeds:2} seeds: {held:.1%} hold it; Student's alone {before:.1%}")
    for draw in (normal, skewed):
        print(f"{draw.__name__} values, seeds added until the interval is narrow enough")
        for width in (0.7, 0.5, 0.4, 0.3, 0.2):
            held, taken = coverage_until(experiments, width, draw)
            print(f"  until ±{width} std: {held:.1%} hold the mean, {taken:.0f} seeds on average")
    print("shares of seeds that fail")
    for share in (0.01, 0.1, 0.4):
        for seeds in (5, 10, 30, 100):
            held = share_coverage(experiments, seeds, share)
            print(f"  {share:g} of {seeds:3} seeds: {held:.1%} hold it")


if __name__ == "__main__":
    main()
