"""Which of several independent inputs makes a spread: variance-based sensitivity.

The design is Saltelli's ("Making best use of model evaluations to compute sensitivity indices",
Computer Physics Communications 145, 2002). A and B are two independent samples of all inputs, and
for each input there is a third: A with that input from B. The estimators are Jansen's ("Analysis
of variance designs for model output", Computer Physics Communications 117, 1999).

The intervals are jackknifed over rows of the design, on scales on which the estimates are nearly
normal: the logarithm for a total effect and a variance, Fisher's z for a main effect's share, which
is a correlation. On its own scale the jackknife holds less often what is small and skewed.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import stdtrit

from gdrun.statistics.divergence import clopper_pearson
from gdrun.statistics.estimates import ALPHA, Floats

LEAST_SAMPLES = 10
"""Rows of a design below which nothing is said."""

Interval = tuple[float, float]

_TAIL = 1 - ALPHA / 2
_ALMOST_SURE = 0.9975
_ALMOST_ONE = 1 - 1e-15


@dataclass(frozen=True)
class Effect:
    """What an input does to the result, as a share of its variance and in its units."""

    share: float
    """From 0 to 1."""
    share_ci95: Interval
    std: float
    std_ci95: Interval | None
    """None if a single row of the design makes all of the spread."""


@dataclass(frozen=True)
class InputEffects:
    """Of one input."""

    total: Effect
    """The variance that is left, on average, if all other inputs are held: all that the input does,
    alone and together with others."""
    main: Effect
    """The variance that goes, on average, if this input is held: what it does alone."""


@dataclass(frozen=True)
class Sensitivity:
    """A result's spread, and what each input has to do with it."""

    mean: float
    std: float
    """Over A and B, whose values are independent."""
    std_ci95: Interval | None
    """None as for an effect, and without a spread."""
    samples: int
    """Rows of the design."""
    effects: tuple[InputEffects, ...]
    """In the order of the inputs; empty if there is no spread."""


def sensitivity(a: ArrayLike, b: ArrayLike, mixed: ArrayLike) -> Sensitivity:
    """The effects of k independent inputs, from n rows of Saltelli's design.

    Args:
        a: Shape (n,), n ≥ ``LEAST_SAMPLES``: results with all inputs from A.
        b: Shape (n,): results with all inputs from B.
        mixed: Shape (k, n): results with all inputs from A but one, which is from B.

    Raises:
        ValueError: If a result is not finite, or shapes do not agree.
    """
    first, second = np.asarray(a, np.float64), np.asarray(b, np.float64)
    others = np.asarray(mixed, np.float64)
    fitting = first.ndim == 1 and second.shape == first.shape == others.shape[1:]
    if not fitting or len(first) < LEAST_SAMPLES:
        raise ValueError(f"a design has {LEAST_SAMPLES} rows, with a result of each sample in each")
    values = np.stack([first, second])
    if not (np.isfinite(values).all() and np.isfinite(others).all()):
        raise ValueError("each result must be finite")
    n, mean = len(first), float(values.mean())
    if values.min() == values.max():
        return Sensitivity(float(first[0]), 0.0, None, n, ())
    variance, without = _variances(values)
    return Sensitivity(
        mean=mean,
        std=math.sqrt(variance),
        std_ci95=_std_interval(variance, without) if without.all() else None,
        samples=n,
        effects=tuple(
            _effects((first - each) ** 2 / 2, (second - each) ** 2 / 2, variance, without)
            for each in others
        ),
    )


def _effects(alone: Floats, rest: Floats, variance: float, without: Floats) -> InputEffects:
    """Of an input.

    Args:
        alone: Halved squared differences that redrawing the input alone makes, (n,).
        rest: Those that redrawing all others makes, (n,).
        variance: Of all results.
        without: The same without each row of the design, (n,).
    """
    total, main = _total(alone, variance, without), _main(rest, variance, without)
    # No main effect is above the total one, which is known better where both are small. What limits
    # it is an interval that is wider, so that little is lost of what the main one promises.
    most = _total(alone, variance, without, tail=_ALMOST_SURE)
    std = main.std_ci95
    if std and most.std_ci95:
        std = _below(std, most.std_ci95, total.std)
    share = _below(main.share_ci95, most.share_ci95, total.share)
    limited = Effect(
        _within(min(main.share, total.share), share),
        share,
        _within(min(main.std, total.std), std) if std else min(main.std, total.std),
        std,
    )
    return InputEffects(total, limited)


def _within(estimate: float, interval: Interval) -> float:
    """What is likely, and no less so than what the interval has: of a dominant input the total may
    be known worse."""
    return min(max(estimate, interval[0]), interval[1])


def _below(interval: Interval, limits: Interval, likely: float) -> Interval:
    """The interval cut off above the limits; where all of it is above, what is likely to them."""
    low, high = interval[0], min(interval[1], limits[1])
    return (low, high) if low < high else (min(likely, limits[0]), high)


def _variances(values: Floats) -> tuple[float, Floats]:
    """The sample variance of all values (2, n), and those without each row of the design, (n,)."""
    # From the median, so that equal values have no spread at all, whatever rounding would say.
    centred = values - np.percentile(values, 50, method="lower")
    sums, squares, count = centred.sum(axis=0), (centred**2).sum(axis=0), values.size
    total, square = sums.sum(), squares.sum()
    whole = (square - total**2 / count) / (count - 1)
    left = (square - squares) - (total - sums) ** 2 / (count - 2)
    return float(whole), np.maximum(left / (count - 3), 0.0)


def _std_interval(variance: float, without: Floats, tail: float = _TAIL) -> Interval:
    """The interval of a standard deviation, from a variance and those without each row, (n,)."""
    low, high = np.exp(_ends(np.log(variance), np.log(without), tail) / 2)
    return float(low), float(high)


def _total(halves: Floats, variance: float, without: Floats, tail: float = _TAIL) -> Effect:
    """Of the halved squared differences that redrawing the input alone makes, (n,)."""
    mean, left = float(halves.mean()), _means_without(halves)
    share: Interval = (0.0, 1.0)
    std: Interval | None = None
    if without.all() and np.count_nonzero(halves) > 1:
        # What is more than all of it is so by chance.
        ratio = min(mean / variance, 1.0)
        low, high = np.exp(_ends(np.log(ratio), np.log(left / without), tail))
        share, std = (float(low), float(high)), _std_interval(mean, left, tail)
    elif without.all():
        most = _most_changed(halves, tail)
        share, std = (0.0, most), (0.0, math.sqrt(most * variance))
    return Effect(_possible(mean / variance), _clipped(share), math.sqrt(mean), std)


def _main(halves: Floats, variance: float, without: Floats) -> Effect:
    """Of the halved squared differences that redrawing all but the input makes, (n,)."""
    own, left = variance - float(halves.mean()), without - _means_without(halves)
    share: Interval = (0.0, 1.0)
    std: Interval | None = None
    if without.all():
        # As is what is less than nothing.
        low, high = np.sqrt(np.maximum(_ends(max(own, 0.0), left), 0.0))
        std = float(low), float(high)
        if np.count_nonzero(halves) > 1:
            z = max(float(_fisher(own / variance)), 0.0)
            low, high = np.tanh(_ends(z, _fisher(left / without)))
            share = float(low), float(high)
        else:
            share = 1 - _most_changed(halves), 1.0
    return Effect(_possible(own / variance), _clipped(share), math.sqrt(max(own, 0.0)), std)


def _means_without(values: Floats) -> Floats:
    """The means of all values but one, (n,)."""
    means: Floats = (values.sum() - values) / (len(values) - 1)
    return means


def _ends(estimate: float, without: Floats, tail: float = _TAIL) -> Floats:
    """The ends (2,) of the jackknife's interval.

    Args:
        estimate: From all rows.
        without: From all rows but one, (n,).
        tail: The probability below the upper end.
    """
    n = len(without)
    error = math.sqrt((n - 1) / n * ((without - without.mean()) ** 2).sum())
    half = float(stdtrit(n - 1, tail)) * error
    return float(estimate) + np.array([-half, half])


def _most_changed(halves: Floats, tail: float = _TAIL) -> float:
    """The upper end of Clopper and Pearson's interval for the share of rows with a difference.

    Where next to none has one, it is that of the variance, too, as if each difference were as large
    as one between independent results.
    """
    changed = int(np.count_nonzero(halves))
    return clopper_pearson(changed, len(halves), 2 * (1 - tail))[1]


def _fisher(correlations: float | Floats) -> Floats:
    """Fisher's z; below 0, where an estimate may be less than any correlation is, as they are."""
    known = np.asarray(correlations)
    found: Floats = np.where(known > 0, np.arctanh(np.clip(known, 0.0, _ALMOST_ONE)), known)
    return found


def _possible(share: float) -> float:
    return min(max(share, 0.0), 1.0)


def _clipped(ends: Interval) -> Interval:
    return _possible(ends[0]), _possible(ends[1])
