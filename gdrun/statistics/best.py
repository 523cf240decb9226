"""Which variants may be the best, and how far each is from the best of the others.

A variant is out when some other beats it, at a one-sided level of 0.025/(K − 1) of K variants. Of
all that share the best place, each stays in with 97.5% at least. It is not the best; that says less
than that it is worse than each of those that are left. The distance to the best of the others has
J. Hsu's constrained interval, all K of which hold together in 95% of sweeps.

Sources: J. Hsu, "Constrained simultaneous confidence intervals for multiple comparisons with the
best", Ann. Stat. 12, 1984; S. Gupta, "On some multiple decision (selection and ranking) rules",
Technometrics 7, 1965, for the set. Bonferroni's inequality, which holds however pairs depend on
each other, takes the place of their critical values.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from gdrun.statistics.contest import Contest, Flags, Pairs
from gdrun.statistics.estimates import ALPHA, Floats

MOST_PAIRED = 1000
"""Up to so many variants are all held against each other."""

CHALLENGERS = 100
"""Of more, each is held against the first so many alone. Fewer are then out than might be, and none
is out that should not be."""

_AT_ONCE = 2000
"""So many variants are held against the challengers at once."""


@dataclass(frozen=True)
class MayBeBest:
    """What is known of the best of several variants, all arrays (variants,)."""

    inside: Flags
    """Whether a variant may be the best."""
    beaten_by: tuple[int | None, ...]
    """For each that may not, the variant that beats it most surely."""
    low: Floats
    """Interval of the distance to the best of the others, in the metric's units: of the variant's
    mean minus that of the best other. Others of which a seed diverged are left out, and it is NaN
    for such a variant itself."""
    high: Floats
    level: float
    """The two-sided level of each pair's first look."""

    def distance(self, variant: int) -> tuple[float, float] | None:
        """The interval of one of them; None where nothing is known of how far it is."""
        ends = float(self.low[variant]), float(self.high[variant])
        return None if math.isnan(ends[0]) else ends


def may_be_best(contest: Contest, order: Sequence[int]) -> MayBeBest:
    """The set of the variants that may be the best.

    Args:
        contest: At least two variants.
        order: All of them, from the first in order to the last.
    """
    count = len(order)
    level = ALPHA / (count - 1)
    challengers = list(order if count <= MOST_PAIRED else order[:CHALLENGERS])
    blocks = [range(first, min(first + _AT_ONCE, count)) for first in range(0, count, _AT_ONCE)]

    @lru_cache(maxsize=1)
    def pairs_of(block: range) -> Pairs:
        return contest.pairs(block, challengers)

    inside, beaten_by = np.ones(count, np.bool_), np.zeros(count, np.intp)
    for block in blocks:
        beaten = _are_beaten(contest, pairs_of(block), level)
        inside[block] = ~beaten.any(axis=1)
        surest = np.where(beaten, pairs_of(block).p_values, np.inf).argmin(axis=1)
        beaten_by[block] = np.array(challengers)[surest]
    low, high = np.zeros(count), np.zeros(count)
    # Of several blocks the pairs are made again, as all at once would fill the memory.
    for block in blocks:
        own = np.array(block)[:, None] == np.array(challengers)
        low[block], high[block] = _distances(
            contest, pairs_of(block), own, inside[challengers], level
        )
        # What may be the best and is no challenger is not known to be no further ahead.
        if inside.sum() > inside[challengers].sum():
            low[block] = high[block] = np.nan
    most = contest.evidence.limits.width
    return MayBeBest(
        inside,
        tuple(None if inside[i] else int(beaten_by[i]) for i in range(count)),
        np.clip(low, -most, most),
        np.clip(high, -most, most),
        level,
    )


def _are_beaten(contest: Contest, pairs: Pairs, level: float) -> Flags:
    """Whether a variant is beaten by a challenger, (variants, challengers)."""
    with np.errstate(invalid="ignore"):
        significant = pairs.p_values <= level * pairs.levels
        centres = pairs.estimates.centres
        behind = (centres < 0) if contest.larger_is_better else (centres > 0)
        # What a few large differences say, and most seeds do not, is no verdict.
        lost = pairs.wins < 0.5
    beaten: Flags = significant & lost & (behind | ~pairs.by_estimate)
    return beaten


def _distances(
    contest: Contest, pairs: Pairs, own: Flags, inside: Flags, level: float
) -> tuple[Floats, Floats]:
    """Hsu's intervals; ``own`` says where a variant is held against itself, ``inside`` of each
    challenger whether it may be the best."""
    beaten = _are_beaten(contest, pairs, level)
    turn = 1.0 if contest.larger_is_better else -1.0
    differences = turn * pairs.estimates.centres
    halves = pairs.estimates.half_widths(level * pairs.levels)
    # Agrees with the verdict where that was withheld.
    above = np.where(beaten, differences + halves, np.maximum(differences + halves, 0.0))
    low = np.where(own | ~inside, np.inf, differences - halves)
    high = np.where(own, np.inf, above)
    unknown = ~pairs.by_estimate & ~own
    with np.errstate(invalid="ignore"):
        lowest = np.minimum(0.0, np.where(unknown, np.inf, low).min(axis=1))
        highest = np.maximum(0.0, np.where(unknown, np.inf, high).min(axis=1))
    # The only one that may be the best has no other to be behind of.
    alone = own[:, inside].any(axis=1) & (inside.sum() == 1)
    lowest = np.where(alone, 0.0, lowest)
    # Where a seed of its own diverged, signs decide, and nothing tells how far it is.
    dark = ~(pairs.by_estimate & ~own).any(axis=1)
    ends = np.where(dark, np.nan, lowest), np.where(dark, np.nan, highest)
    return ends if turn > 0 else (-ends[1] + 0.0, -ends[0] + 0.0)
