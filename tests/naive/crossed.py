"""What seeds × rows tell of a mean, from plain loops and SciPy."""

import math
from collections.abc import Callable, Sequence

import numpy as np
import scipy.stats
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def mean_and_errors(table: Floats) -> tuple[float, list[tuple[float, float]]]:
    """The grand mean of a table (seeds, rows), and standard errors with degrees of freedom."""
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
    found = [(ms_s, seeds - 1.0), (ms_r, rows - 1.0)]
    both = ms_s + ms_r - ms_e
    if both >= max(ms_s, ms_r):
        parts = ms_s**2 / (seeds - 1), ms_r**2 / (rows - 1), ms_e**2 / (seeds - 1) / (rows - 1)
        found.append((both, both**2 / sum(parts)))
    return grand, [(math.sqrt(each / (seeds * rows)), freedom) for each, freedom in found]


def half_width(table: Floats, level: float = 0.05) -> float:
    """Half of the widest of the intervals of the mean."""
    _, errors = mean_and_errors(table)
    return max(scipy.stats.t.ppf(1 - level / 2, freedom) * error for error, freedom in errors)


def p_value(table: Floats) -> float:
    """Two-sided, the largest, of the mean being 0."""
    grand, errors = mean_and_errors(table)
    tails = [scipy.stats.t.sf(abs(grand) / error, freedom) for error, freedom in errors if error]
    return 2 * max(tails) if grand else 1.0


def t_interval(table: Floats, low: float, high: float, level: float = 0.05) -> tuple[float, float]:
    """The interval of the mean, between what it can be."""
    grand, half = mean_and_errors(table)[0], half_width(table, level)
    return max(low, grand - half), min(high, grand + half)


def share_interval(table: Floats) -> tuple[float, float]:
    """Clopper and Pearson's of a table of zeros and ones, with Korn and Graubard's rows."""
    share, half = mean_and_errors(table)[0], half_width(table)
    rows = table.shape[1]
    count = float(rows)
    if half > 0:
        ratio = scipy.stats.t.ppf(0.975, rows - 1) / half
        count = min(rows, share * (1 - share) * ratio**2)
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
