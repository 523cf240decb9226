"""What values, one for each seed, tell of the mean over all seeds: on these rows, for this data.

Metrics such as accuracies have few values, so that seeds often tie, and the spread of those that do
says too little. So two values are added, one row's worth above and below the mean, and the wider of
both intervals counts: Student's t over the n values, and over n + 2.

Source: Student, "The probable error of a mean", Biometrika 6, 1908. The two values are in the
spirit of A. Agresti and B. Coull, "Approximate is better than 'exact' for interval estimation of
binomial proportions", Am. Stat. 52, 1998. Their coverage was simulated: see the guide.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from gdrun.statistics.estimates import ALPHA, Estimates, Floats, Foreseen, Limits

ROUNDING = 8 * np.finfo(np.float64).eps
"""Equal differences differ by no more than this part of the values, as each is rounded."""

_NORMAL = 1e10
"""Degrees of freedom with which Student's t is the normal distribution."""


@dataclass(frozen=True)
class SeedValues:
    """A value of each variant for each seed, all finite."""

    values: Floats
    """(variants, seeds)."""
    limits: Limits
    """What the metric can be."""
    row: float | None = None
    """By how much a metric with limits moves for one row; None where that is not known."""

    def means(self) -> Estimates:
        """Of each variant, (variants,)."""
        return estimate(self.values, self.row)

    def differences(self, a: Sequence[int], b: Sequence[int]) -> Estimates:
        """Of the means of variants ``a`` and ``b``, paired by seed: (a, b)."""
        others = self.values[list(b)]
        # Row by row, as all differences at once would take much memory.
        samples = (paired(self.values[one], others) for one in a)
        return stacked(
            [guarded(estimate(each, self.row), each, each.shape[-1]) for each in samples]
        )

    def interval(self, variant: int, alpha: float = ALPHA) -> tuple[float, float] | None:
        """The interval of one variant's metric at a level, within what it can be."""
        return self.means().at(variant).interval(self.limits, alpha)

    def foreseen(self, a: int, b: int | None) -> Foreseen | None:
        """What to expect of the difference of two variants, or of one; None without a spread."""
        return foreseen_of(self.values[a] if b is None else paired(self.values[a], self.values[b]))

    def select(self, variants: Sequence[int], seeds: Sequence[int]) -> "SeedValues":
        """Those of some variants and seeds."""
        return SeedValues(self.values[np.ix_(variants, seeds)], self.limits, self.row)


def paired(a: Floats, b: Floats) -> Floats:
    """Differences a − b, which are equal if they differ by no more than the rounding of values."""
    differences = a - b
    spread = differences.max(axis=-1) - differences.min(axis=-1)
    largest = np.maximum(np.abs(a), np.abs(b)).max(axis=-1)
    even = (spread <= ROUNDING * largest)[..., None]
    found: Floats = np.where(even, differences[..., :1], differences)
    return found


def guarded(estimates: Estimates, samples: Floats, n: int) -> Estimates:
    """Estimates from paired differences (…, seeds), no surer than signs where all are equal.

    Of two variants whose accuracies differ by a row or not at all, three seeds may well agree. The
    further standard error is the one that gives the sign test's p, and NaN elsewhere.

    Args:
        estimates: (…).
        samples: What they are estimated from.
        n: How many of the samples are independent, ≥ 2.
    """
    even = (samples.min(axis=-1) == samples.max(axis=-1)) & (estimates.values != 0)
    surest = float(ndtri(1 - 0.5**n))
    with np.errstate(divide="ignore"):
        errors = np.where(even & estimates.known, np.abs(estimates.values) / surest, np.nan)
    return Estimates(
        estimates.values,
        estimates.centres,
        np.concatenate([estimates.errors, errors[None]]),
        np.concatenate([estimates.freedoms, np.full((1, *errors.shape), _NORMAL)]),
    )


def stacked(rows: Sequence[Estimates]) -> Estimates:
    """Estimates (m,) one below the other: (rows, m)."""
    return Estimates(
        np.stack([each.values for each in rows]),
        np.stack([each.centres for each in rows]),
        np.stack([each.errors for each in rows], axis=1),
        np.stack([each.freedoms for each in rows], axis=1),
    )


def estimate(samples: Floats, row: float | None) -> Estimates:
    """The means of finite samples (…, n), n ≥ 1, with Student's errors; ``row``: `SeedValues`."""
    n = samples.shape[-1]
    means = mean_of(samples)
    squares = squares_of(samples)
    with np.errstate(divide="ignore", invalid="ignore"):
        errors = [np.sqrt(squares / (n - 1) / n)]
    freedoms = [max(n - 1, 1)]
    if row is not None and n > 1:
        errors.append(np.sqrt((squares + 2 * row**2) / (n + 1) / (n + 2)))
        freedoms.append(n + 1)
    return Estimates(
        means,
        means,
        np.stack(errors),
        np.stack([np.broadcast_to(float(each), means.shape) for each in freedoms]),
    )


def foreseen_of(sample: Floats) -> Foreseen | None:
    """What to expect of the mean of more values that spread as these (n,) do; None if none do."""
    spread = float(squares_of(sample))
    if sample.size < 2 or not spread:
        return None
    std = math.sqrt(spread / (sample.size - 1))
    return lambda seeds: (std / math.sqrt(seeds), seeds - 1)


def mean_of(samples: Floats) -> Floats:
    """Of samples (…, n); exactly the value of equal values, whatever rounding would say."""
    alike = samples.min(axis=-1) == samples.max(axis=-1)
    means: Floats = np.where(alike, samples[..., 0], samples.mean(axis=-1))
    return means


def squares_of(samples: Floats) -> Floats:
    """Σ (x − mean)² of samples (…, n); exactly 0 of equal values."""
    alike = samples.min(axis=-1) == samples.max(axis=-1)
    with np.errstate(over="ignore"):  # Infinite for values near the largest double.
        squares = ((samples - samples.mean(axis=-1, keepdims=True)) ** 2).sum(axis=-1)
    return np.where(alike, 0.0, squares)
