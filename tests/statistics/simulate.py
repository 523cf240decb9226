"""How often the statistics are right, over simulated experiments.

``python -m tests.statistics.simulate`` prints the figures of 2,000 experiments of each kind; the
tests run the same functions.
"""

import argparse
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from gdrun.statistics import (
    Precision,
    Verdict,
    compare_all,
    compare_paired,
    compare_welch,
    seeds_needed,
    summarize,
)

Floats = NDArray[np.float64]
Draw = Callable[[np.random.Generator, tuple[int, ...]], Floats]
MAX_SEEDS = 400


def normal(rng: np.random.Generator, shape: tuple[int, ...]) -> Floats:
    """Mean 0, standard deviation 1."""
    return rng.standard_normal(shape)


def skewed(rng: np.random.Generator, shape: tuple[int, ...]) -> Floats:
    """Exponential, as losses are: mean 0, standard deviation 1, skewness 2."""
    return rng.standard_exponential(shape) - 1


def accuracies(rng: np.random.Generator, shape: tuple[int, ...]) -> Floats:
    """Of 23 rows, each right with a probability of 0.96: often equal, and often without spread."""
    return rng.binomial(23, 0.96, shape) / 23


def unstable(rng: np.random.Generator, shape: tuple[int, ...]) -> Floats:
    """Accuracies of trials of which four in ten diverge."""
    return np.where(rng.random(shape) < 0.4, np.nan, accuracies(rng, shape))


def coverage(experiments: int, seeds: int, draw: Draw = normal) -> float:
    """The part of the intervals of the mean, of a fixed number of seeds, that hold it."""
    rng = np.random.default_rng([1, seeds])
    return float(
        np.mean([_holds_zero(summarize(row).ci95) for row in draw(rng, (experiments, seeds))])
    )


def paired_coverage(experiments: int, seeds: int) -> float:
    """The same of the intervals of a paired difference."""
    rng = np.random.default_rng([2, seeds])
    a, b = normal(rng, (2, experiments, seeds))
    held = [
        _holds_zero(compare_paired(x, y, larger_is_better=True).ci95)
        for x, y in zip(a, b, strict=True)
    ]
    return float(np.mean(held))


def coverage_until(experiments: int, half_width: float, draw: Draw = normal) -> tuple[float, float]:
    """Adds seeds until the half-width is below that given, in standard deviations.

    Returns:
        The part of the last intervals that hold the mean, and the mean number of seeds taken.
    """
    rng = np.random.default_rng([3, int(1000 * half_width)])
    held, taken = 0, 0
    for row in draw(rng, (experiments, MAX_SEEDS)):
        n = 0
        while n < (more := seeds_needed(row[:n], Precision(half_width), max_seeds=MAX_SEEDS)):
            n = more
        held += _holds_zero(summarize(row[:n]).ci95)
        taken += n
    return held / experiments, taken / experiments


def false_claims(experiments: int, variants: int, seeds: int = 10, draw: Draw = normal) -> float:
    """The part of experiments with equal variants in which any pair is said to differ."""
    rng = np.random.default_rng([4, variants, seeds])
    claims = 0
    for _ in range(experiments):
        values = draw(rng, (variants, seeds))
        if draw in (normal, skewed):
            # Seeds in common make the variants' values correlated.
            values += draw(rng, (1, seeds))
        matrix = compare_all(values, larger_is_better=True)
        claims += any(
            cell and cell.verdict is not Verdict.UNDECIDED for row in matrix for cell in row
        )
    return claims / experiments


def false_claims_unpaired(experiments: int, seeds: int, draw: Draw) -> float:
    """The same of two equal variants that ran with different seeds."""
    rng = np.random.default_rng([5, seeds])
    pairs = zip(draw(rng, (experiments, seeds)), draw(rng, (experiments, seeds)), strict=True)
    compared = (compare_welch(a, b, larger_is_better=True) for a, b in pairs)
    return float(np.mean([each.verdict is not Verdict.UNDECIDED for each in compared]))


def _holds_zero(interval: tuple[float, float] | None) -> bool:
    return interval is not None and interval[0] <= 0 <= interval[1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--experiments", type=int, default=2_000)
    experiments: int = parser.parse_args().experiments
    print(f"differences of normal values, {experiments} experiments")
    for seeds in (5, 10, 30):
        print(f"  {seeds} seeds: {paired_coverage(experiments, seeds):.1%} hold the difference")
    for draw in (normal, skewed):
        print(f"{draw.__name__} values, {experiments} experiments of each kind")
        for seeds in (5, 10, 30):
            print(f"  {seeds} seeds: {coverage(experiments, seeds, draw):.1%} hold the mean")
        for width in (0.7, 0.5, 0.4, 0.3, 0.2):
            held, taken = coverage_until(experiments, width, draw)
            print(f"  until ±{width} std: {held:.1%} hold the mean, {taken:.0f} seeds on average")
        for variants in (3, 6, 10):
            claims = false_claims(experiments, variants, draw=draw)
            print(f"  {variants} equal variants: {claims:.1%} claim a difference")
    for draw in (accuracies, unstable):
        print(f"{draw.__name__}, {experiments} experiments of each kind")
        for seeds in (2, 3, 5, 10):
            for variants in (2, 3, 10):
                claims = false_claims(experiments, variants, seeds, draw)
                print(
                    f"  {variants} equal variants, {seeds} seeds: {claims:.1%} claim a difference"
                )
            claims = false_claims_unpaired(experiments, seeds, draw)
            print(f"  2 equal variants, {seeds} other seeds: {claims:.1%} claim a difference")


if __name__ == "__main__":
    main()
