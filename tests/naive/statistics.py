"""What a sweep's numbers should be, from SciPy and plain arithmetic.

Values are lists of numbers by seed; None stands for a trial that diverged, and a seed that is not
there has no trial.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import scipy.stats

Values = Mapping[int, float | None]


def summary(values: Values) -> dict[str, Any] | None:
    """Mean, std, interval, median, least, most and n of the seeds that ended."""
    ended = [value for value in values.values() if value is not None]
    if not ended:
        return None
    n, mean = len(ended), float(np.mean(ended))
    std = float(np.std(ended, ddof=1)) if n > 1 else None
    half = scipy.stats.t.ppf(0.975, n - 1) * std / math.sqrt(n) if std is not None else None
    return {
        "mean": mean,
        "std": std,
        "ci95": None if half is None else [mean - half, mean + half],
        "median": float(np.median(ended)),
        "min": min(ended),
        "max": max(ended),
        "n": n,
    }


def order(variants: Sequence[Values], *, larger: bool) -> list[int]:
    """The fewest diverged first, then the best mean; without any that ended, last."""

    def place(i: int) -> tuple[float, float]:
        ended = [value for value in variants[i].values() if value is not None]
        if not ended:
            return math.inf, 0.0
        mean = float(np.mean(ended))
        return 1 - len(ended) / len(variants[i]), -mean if larger else mean

    return sorted(range(len(variants)), key=place)


def compared(a: Values, b: Values, *, larger: bool) -> dict[str, Any] | None:
    """A against B over the seeds of both: how, p, the difference and P(A better)."""
    seeds = sorted(set(a) & set(b))
    if not seeds:
        return None
    worst = -math.inf if larger else math.inf
    pairs = [(a[seed], b[seed]) for seed in seeds]
    scored = [(worst if x is None else x, worst if y is None else y) for x, y in pairs]
    ahead = sum((x > y) if larger else (x < y) for x, y in scored)
    behind = sum((x < y) if larger else (x > y) for x, y in scored)
    both = [(x, y) for x, y in pairs if x is not None and y is not None]
    differences = [x - y for x, y in both]
    spread = differences and max(differences) - min(differences) > 1e-14
    found: dict[str, Any] = {
        "n": len(both),
        "left_out": len(pairs) - len(both),
        "difference": float(np.mean(differences)) if both else None,
        "probability_better": (ahead + (len(pairs) - ahead - behind) / 2) / len(pairs),
    }
    if len(both) == len(pairs) > 1 and spread:
        found["method"] = "paired t"
        found["p_value"] = float(scipy.stats.ttest_rel(*np.array(both).T).pvalue)
    else:
        found["method"] = "sign test"
        decided = ahead + behind
        found["p_value"] = float(scipy.stats.binomtest(ahead, decided).pvalue) if decided else 1.0
    alone_a = sum(x is None and y is not None for x, y in pairs)
    alone_b = sum(y is None and x is not None for x, y in pairs)
    if any(x is None or y is None for x, y in pairs):
        alone = alone_a + alone_b
        rates = float(scipy.stats.binomtest(alone_a, alone).pvalue) if alone else 1.0
        found["rates"] = (
            sum(x is None for x, _ in pairs),
            sum(y is None for _, y in pairs),
            rates,
        )
    else:
        found["rates"] = None
    return found


def holm(p_values: Sequence[float]) -> list[float]:
    """By Holm's steps, one after the other."""
    adjusted, largest = [0.0] * len(p_values), 0.0
    for rank, i in enumerate(sorted(range(len(p_values)), key=lambda i: p_values[i])):
        largest = max(largest, min(1.0, (len(p_values) - rank) * p_values[i]))
        adjusted[i] = largest
    return adjusted


def verdict(found: Mapping[str, Any], adjusted: float, *, larger: bool) -> str:
    """Better, worse or undecided, which it is, too, where the mean contradicts the seeds."""
    if adjusted > 0.05:
        return "undecided"
    seeds = found["probability_better"] - 0.5
    lead = seeds
    if found["method"] == "paired t":
        lead = found["difference"] if larger else -found["difference"]
    if lead * seeds <= 0:
        return "undecided"
    return "better" if lead > 0 else "worse"
