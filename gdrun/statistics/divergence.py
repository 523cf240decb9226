"""How often seeds diverge: a share with its interval, and whether two variants differ in it."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import bdtr, betaincinv

from gdrun.statistics.estimates import ALPHA

Counts = NDArray[np.intp]


@dataclass(frozen=True)
class Share:
    """How many of several seeds did something."""

    count: int
    n: int
    """Of how many; at least 1."""
    share: float
    """In [0, 1]."""
    ci95: tuple[float, float]
    """The interval of Clopper and Pearson, in [0, 1]."""


def share_of(count: int, n: int) -> Share:
    """The share ``count`` of ``n`` seeds, with the exact interval of the binomial probability.

    It holds the probability in 95% of experiments at least: C. Clopper and E. Pearson, "The use
    of confidence or fiducial limits illustrated in the case of the binomial", Biometrika 26, 1934.

    Raises:
        ValueError: If ``n`` < 1, or ``count`` is not in 0 … ``n``.
    """
    if not 0 <= count <= n or n < 1:
        raise ValueError("a share needs one or more seeds, and no more than all of them")
    return Share(count, n, count / n, clopper_pearson(count, n, ALPHA))


def clopper_pearson(count: float, n: float, alpha: float) -> tuple[float, float]:
    """The interval at a level of the probability that ``count`` of ``n`` are of, in [0, 1].

    Both may have fractions, where cases count as fewer than they are.
    """
    missed = n - count
    low = float(betaincinv(count, missed + 1, alpha / 2)) if count > 0 else 0.0
    high = float(betaincinv(count + 1, missed, 1 - alpha / 2)) if missed > 0 else 1.0
    return low, high


@dataclass(frozen=True)
class Divergence:
    """How often the seeds of two variants diverged, and whether the variants differ in it."""

    a: Share
    b: Share
    p_value: float
    """Two-sided and exact, of this comparison alone."""

    def mirrored(self) -> "Divergence":
        """The same with A and B exchanged."""
        return replace(self, a=self.b, b=self.a)


def paired_divergence(a: ArrayLike, b: ArrayLike) -> Divergence | None:
    """Tests whether A and B diverge equally often, by the seeds at which one of them alone did.

    Q. McNemar, "Note on the sampling error of the difference between correlated proportions",
    Psychometrika 12, 1947, in its exact form.

    Args:
        a: Whether each seed of A diverged, of shape (seeds,), seeds ≥ 1.
        b: Likewise of B, for the same seeds.

    Returns:
        None if no seed diverged.
    """
    of_a, of_b = np.asarray(a, dtype=bool), np.asarray(b, dtype=bool)
    if not (of_a.any() or of_b.any()):
        return None
    only_a, only_b = (of_a & ~of_b).sum(), (of_b & ~of_a).sum()
    p_value = float(sign_test(np.array(only_a), np.array(only_b)))
    return Divergence(
        share_of(int(of_a.sum()), of_a.size), share_of(int(of_b.sum()), of_b.size), p_value
    )


def unpaired_divergence(a: ArrayLike, b: ArrayLike) -> Divergence | None:
    """The same of variants that ran with different seeds, by Fisher's exact test.

    R. Fisher, "On the interpretation of χ² from contingency tables, and the calculation of P",
    J. R. Stat. Soc. 85, 1922. Arguments as for `paired_divergence`, but for the seeds.
    """
    of_a, of_b = np.asarray(a, dtype=bool), np.asarray(b, dtype=bool)
    if not (of_a.any() or of_b.any()):
        return None
    # Imported here, because it is slow to import and seldom needed.
    from scipy.stats import fisher_exact

    share_a, share_b = (share_of(int(each.sum()), each.size) for each in (of_a, of_b))
    table = np.array([[each.count, each.n - each.count] for each in (share_a, share_b)])
    return Divergence(share_a, share_b, float(fisher_exact(table).pvalue))


def sign_test(wins: Counts, losses: Counts) -> NDArray[np.float64]:
    """Exact two-sided p of any number of pairs, of any one shape; ties say nothing."""
    # Few numbers of wins and losses occur, however many pairs there are.
    most = int(max(wins.max(initial=0), losses.max(initial=0)))
    count = np.arange(most + 1)
    fewer, more = np.minimum(count[:, None], count), np.maximum(count[:, None], count)
    table = np.minimum(1.0, 2 * bdtr(fewer.astype(np.float64), fewer + more, 0.5))
    p_values: NDArray[np.float64] = table[wins, losses]
    return p_values
