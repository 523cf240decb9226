"""What a sample of values tells of the mean that they come from."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import stdtrit

CONFIDENCE = 0.95


@dataclass(frozen=True)
class Summary:
    """A sample's description; ``std`` and ``ci95`` are None for one value, which has no spread."""

    mean: float
    std: float | None
    """Sample standard deviation, with n − 1."""
    ci95: tuple[float, float] | None
    """Student's t-interval for the mean."""
    median: float
    min: float
    max: float
    n: int


def summarize(values: ArrayLike, *, overlap: float = 0.0) -> Summary:
    """Summarizes finite values of shape (n,), n ≥ 1.

    The interval is mean ± t·std/√n with the quantile t of n − 1 degrees of freedom. Student,
    "The probable error of a mean", Biometrika 6, 1908. With an ``overlap``, see `compare_paired`,
    √(1/n + overlap) takes the place of 1/√n.

    Raises:
        ValueError: If there is no value, or one that is not finite.
    """
    sample = np.asarray(values, dtype=np.float64)
    if sample.ndim != 1 or not sample.size or not np.isfinite(sample).all():
        raise ValueError("a summary needs one or more finite values")
    # Equal values have that mean, and no spread at all, whatever rounding would say.
    alike = sample.min() == sample.max()
    mean, n = float(sample[0] if alike else sample.mean()), sample.size
    std = None if n == 1 else 0.0 if alike else float(sample.std(ddof=1))
    interval = None
    if std is not None:
        half = float(stdtrit(n - 1, (1 + CONFIDENCE) / 2)) * std * math.sqrt(1 / n + overlap)
        interval = (mean - half, mean + half)
    return Summary(
        mean=mean,
        std=std,
        ci95=interval,
        median=float(np.median(sample)),
        min=float(sample.min()),
        max=float(sample.max()),
        n=n,
    )
