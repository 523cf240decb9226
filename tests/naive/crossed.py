"""What seeds × rows tell of a mean, from plain loops and SciPy."""

import math
from collections.abc import Callable, Sequence

import numpy as np
import scipy.stats
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def mean_variance_freedom(table: Floats) -> tuple[float, float, float]:
    """The grand mean of a table (seeds, rows), its variance, and the degrees of freedom."""
    seeds, rows = table.shape
    grand = sum(table[s, r] for s in range(seeds) for r in range(rows)) / (seeds * rows)
    of_seeds = [sum(table[s]) / rows for s in range(seeds)]
    of_rows = [sum(table[:, r]) / seeds for r in range(rows)]
    ms_s = rows * sum((each - grand) ** 2 for each in of_seeds) / (seeds - 1)
    ms_r = seeds * sum((each - grand) ** 2 for each in of_rows) / (rows - 1)
    ms_e = sum(
        (table[s, r] - of_seeds[s] - of_rows[r] + grand) ** 2
        for s in range(seeds)
        for r in range(rows)
    ) / ((seeds - 1) * (rows - 1))
    both = ms_s + ms_r - ms_e
    if both >= max(ms_s, ms_r):
        parts = ms_s**2 / (seeds - 1), ms_r**2 / (rows - 1), ms_e**2 / (seeds - 1) / (rows - 1)
        return grand, both / (seeds * rows), both**2 / sum(parts) if sum(parts) else 1.0
    freedom = seeds - 1 if ms_s >= ms_r else rows - 1
    return grand, max(ms_s, ms_r) / (seeds * rows), freedom


def t_interval(table: Floats, low: float, high: float, level: float = 0.05) -> tuple[float, float]:
    """The interval of the mean, between what it can be."""
    grand, variance, freedom = mean_variance_freedom(table)
    half = scipy.stats.t.ppf(1 - level / 2, freedom) * math.sqrt(variance)
    return max(low, grand - half), min(high, grand + half)


def share_interval(table: Floats) -> tuple[float, float]:
    """Clopper and Pearson's of a table of zeros and ones, with Korn and Graubard's rows."""
    share, variance, freedom = mean_variance_freedom(table)
    rows = table.shape[1]
    count = float(rows)
    if variance > 0:
        ratio = scipy.stats.t.ppf(0.975, rows - 1) / scipy.stats.t.ppf(0.975, freedom)
        count = min(rows, share * (1 - share) / variance * ratio**2)
    hits = share * count
    low = scipy.stats.beta.ppf(0.025, hits, count - hits + 1) if hits > 0 else 0.0
    high = scipy.stats.beta.ppf(0.975, hits + 1, count - hits) if hits < count else 1.0
    return float(low), float(high)


def with_two_rows(differences: Floats) -> Floats:
    """A table of differences of hits, and Agresti and Min's two rows."""
    seeds = len(differences)
    half = math.sqrt(0.5)
    return np.hstack([differences, np.full((seeds, 1), half), np.full((seeds, 1), -half)])


def without_each_row(metric: Callable[[Sequence[int]], float], rows: int) -> Floats:
    """A metric's values for rows, whose mean is the metric: by leaving out one after the other."""
    every = list(range(rows))
    whole = metric(every)
    without = [metric(every[:r] + every[r + 1 :]) for r in every]
    mean = sum(without) / rows
    return np.array([whole + (rows - 1) * (mean - each) for each in without])
