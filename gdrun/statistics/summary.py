"""What a sample of values tells of the mean that they come from."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from gdrun.statistics.conclusion import About
from gdrun.statistics.estimates import UNLIMITED, Limits
from gdrun.statistics.seeds import SeedValues
from gdrun.statistics.splits import SplitValues


@dataclass(frozen=True)
class Summary:
    """A sample's description; ``std`` and ``ci95`` are None for one value, which has no spread."""

    mean: float
    std: float | None
    """Sample standard deviation, with n − 1."""
    ci95: tuple[float, float] | None
    """Interval of the mean; None, too, where nothing tells how far other values may be."""
    median: float
    min: float
    max: float
    n: int
    about: About = About.SEEDS
    """What the interval is about."""


def summarize(
    values: ArrayLike, *, limits: Limits = UNLIMITED, ratio: float | None = None
) -> Summary:
    """Summarizes finite values of shape (n,), n ≥ 1.

    Args:
        values: One for each seed.
        limits: What they can be.
        ratio: Rows tested per row trained on, if each seed has a split of its own: the interval is
            then about data. None if the split is one, and the interval is about seeds.

    Raises:
        ValueError: If there is no value, or one that is not finite.
    """
    found = describe(values)
    sample = np.asarray(values, dtype=np.float64)
    if ratio is None:
        return replace(found, ci95=SeedValues(sample[None], limits).interval(0))
    evidence = SplitValues(sample[None], range(found.n), np.array([ratio]), limits)
    return replace(found, ci95=evidence.interval(0), about=About.DATA)


def describe(values: ArrayLike) -> Summary:
    """Describes the same values without an interval: ``ci95`` is None.

    Raises:
        ValueError: If there is no value, or one that is not finite.
    """
    sample = np.asarray(values, dtype=np.float64)
    if sample.ndim != 1 or not sample.size or not np.isfinite(sample).all():
        raise ValueError("a summary needs one or more finite values")
    # Equal values have that mean, and no spread at all, whatever rounding would say.
    alike = sample.min() == sample.max()
    n = sample.size
    return Summary(
        mean=float(sample[0] if alike else sample.mean()),
        std=None if n == 1 else 0.0 if alike else float(sample.std(ddof=1)),
        ci95=None,
        median=float(np.median(sample)),
        min=float(sample.min()),
        max=float(sample.max()),
        n=n,
    )
