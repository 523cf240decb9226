"""Variants that are compared with each other, pair by pair.

A pair is compared over the seeds that both have, and of these over as many as `looks` allows: by
the estimate of its difference, or by the exact sign test where an estimate would not hold:

- A seed diverged in either: the estimate would be about the survivors. Divergence loses.
- There are fewer than two seeds.
- The differences of all seeds are equal, and nothing else tells how far others may be from them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from gdrun.statistics.divergence import sign_test
from gdrun.statistics.estimates import ALPHA, Estimates, Floats, Foreseen, Limits
from gdrun.statistics.looks import Looks, first_of, look_at

Flags = NDArray[np.bool_]

_ALTERNATIVES = 3
"""So many standard errors an estimate has at most."""


class Evidence(Protocol):
    """Values of variants for seeds, from which means and differences of means are estimated."""

    @property
    def limits(self) -> Limits:
        """What the metric can be."""

    def means(self) -> Estimates:
        """Of each variant, (variants,)."""

    def interval(self, variant: int, alpha: float = ALPHA) -> tuple[float, float] | None:
        """The interval of one variant's metric at a level; None without a spread to judge by."""

    def differences(self, a: Sequence[int], b: Sequence[int]) -> Estimates:
        """Of the means of variants ``a`` and ``b``, paired: (a, b)."""

    def foreseen(self, a: int, b: int | None) -> Foreseen | None:
        """What to expect with more seeds of a pair's difference, or of the mean of ``a`` alone.

        None without a spread.
        """

    def select(self, variants: Sequence[int], seeds: Sequence[int]) -> Self:
        """That of some variants and seeds."""


@dataclass(frozen=True)
class Pairs:
    """Variants ``a`` against variants ``b``; all arrays are (a, b) unless they say otherwise."""

    estimates: Estimates
    """Of the differences a − b; NaN where there is none."""
    by_estimate: Flags
    """Whether the estimate decides, and not the sign test."""
    p_values: Floats
    """Two-sided; NaN where the two have no seed in common."""
    wins: Floats
    """P(a better): the share of seeds at which a is ahead; ties are half, divergence loses."""
    seeds: NDArray[np.intp]
    """At how many seeds they are judged."""
    shared: NDArray[np.intp]
    """How many seeds both have."""
    levels: Floats
    """The level of each pair's look over that of a first one, in (0, 1]."""

    @classmethod
    def empty(cls, a: int, b: int) -> Self:
        """With room for ``a`` and ``b`` variants."""
        nothing = np.full((a, b), np.nan)
        two = np.full((_ALTERNATIVES, a, b), np.nan)
        none = np.zeros((a, b), np.intp)
        return cls(
            Estimates(nothing, nothing.copy(), two, two.copy()),
            np.zeros((a, b), np.bool_),
            nothing.copy(),
            nothing.copy(),
            none,
            none.copy(),
            np.ones((a, b)),
        )


class Looked(NamedTuple):
    """How a pair is looked at."""

    seeds: int
    """At how many it is judged."""
    shared: int
    """How many both have."""
    level: float
    """Its level over that of a first look, in (0, 1]."""


@dataclass(frozen=True)
class Contest:
    """What is compared."""

    values: Floats
    """The metric of each variant at each seed, (variants, seeds): NaN where it diverged."""
    present: Flags
    """Whether there is such a trial at all, (variants, seeds)."""
    evidence: Evidence
    """Of the same variants and seeds; where a value is not finite it holds anything."""
    larger_is_better: bool
    looks: Sequence[Looks] | None = None
    """The earlier looks at each variant; None if there were none. Seeds are in the order in which
    they were looked at."""

    def pairs(self, a: Sequence[int], b: Sequence[int]) -> Pairs:
        """Compares variants ``a`` with variants ``b``."""
        found = Pairs.empty(len(a), len(b))
        for rows in self._alike(a):
            for columns in self._alike(b):
                self._fill(found, a, b, rows, columns)
        return found

    def judged(self, a: int, b: int) -> tuple[list[int], float]:
        """The seeds at which a pair is judged, and its level over that of a first look."""
        shared = np.flatnonzero(self.present[a] & self.present[b])
        if not shared.size:
            return [], 1.0
        first = self.first(a, b) or int(shared.size)
        look = look_at(int(shared.size), first, ALPHA)
        return shared[: look.seeds].tolist(), look.level / ALPHA

    def first(self, a: int, b: int) -> int | None:
        """At how many seeds a pair was looked at first; None for now."""
        return first_of(self.looks[a], self.looks[b]) if self.looks else None

    def looked(self) -> list["Looked"]:
        """At how many seeds pairs are judged and how, each way once."""
        groups = self._alike(range(len(self.values)))
        pairs = [(one[0], two[0]) for i, one in enumerate(groups) for two in groups[:i]]
        pairs += [(group[0], group[1]) for group in groups if len(group) > 1]
        found: dict[Looked, None] = {}
        for a, b in pairs:
            seeds, level = self.judged(a, b)
            shared = int((self.present[a] & self.present[b]).sum())
            found[Looked(len(seeds), shared, level)] = None
        return list(found)

    @cached_property
    def scores(self) -> Floats:
        """The values, turned so that larger is better, and −∞ where a seed diverged."""
        turned = self.values if self.larger_is_better else -self.values
        return np.where(np.isfinite(self.values), turned, -np.inf)

    def _alike(self, variants: Sequence[int]) -> list[list[int]]:
        """The places of variants in groups that have the same seeds and looks."""
        groups: dict[tuple[bytes, tuple[tuple[int, int], ...]], list[int]] = {}
        for place, variant in enumerate(variants):
            looks = tuple(sorted(self.looks[variant].items())) if self.looks else ()
            key = (self.present[variant].tobytes(), looks)
            groups.setdefault(key, []).append(place)
        return list(groups.values())

    def _chosen(self, variants: list[int], seeds: list[int]) -> Evidence:
        """The evidence of some variants and seeds, without a copy where these are all."""
        number, many = self.values.shape
        if variants == list(range(number)) and seeds == list(range(many)):
            return self.evidence
        return self.evidence.select(variants, seeds)

    def _fill(
        self,
        found: Pairs,
        a: Sequence[int],
        b: Sequence[int],
        rows: Sequence[int],
        columns: Sequence[int],
    ) -> None:
        """Compares those of ``a`` at these rows with those of ``b`` at these columns."""
        of_a, of_b = [a[row] for row in rows], [b[column] for column in columns]
        seeds, level = self.judged(of_a[0], of_b[0])
        if not seeds:
            return
        place = np.ix_(rows, columns)
        found.seeds[place] = len(seeds)
        found.shared[place] = int((self.present[of_a[0]] & self.present[of_b[0]]).sum())
        found.levels[place] = level
        scores = self.scores[:, seeds]
        wins = _count(scores[of_a], scores[of_b], np.greater)
        losses = _count(scores[of_a], scores[of_b], np.less)
        found.wins[place] = (wins + (len(seeds) - wins - losses) / 2) / len(seeds)
        found.p_values[place] = sign_test(wins, losses)
        # Of a variant that diverged at one of these seeds, signs decide.
        rows = [row for row in rows if np.isfinite(self.values[a[row], seeds]).all()]
        columns = [each for each in columns if np.isfinite(self.values[b[each], seeds]).all()]
        if len(seeds) < 2 or not rows or not columns:
            return
        place = np.ix_(rows, columns)
        of_a, of_b = [a[row] for row in rows], [b[column] for column in columns]
        both = list(dict.fromkeys([*of_a, *of_b]))
        places = {variant: at for at, variant in enumerate(both)}
        estimates = self._chosen(both, seeds).differences(
            [places[variant] for variant in of_a], [places[variant] for variant in of_b]
        )
        known = estimates.known
        found.by_estimate[place] = known
        found.p_values[place] = np.where(known, estimates.p_values(), found.p_values[place])
        found.estimates.values[place] = estimates.values
        found.estimates.centres[place] = estimates.centres
        for ours, theirs in (
            (found.estimates.errors, estimates.errors),
            (found.estimates.freedoms, estimates.freedoms),
        ):
            for kept, told in zip(ours, theirs, strict=False):
                kept[place] = np.where(known, told, np.nan)


def _count(a: Floats, b: Floats, ahead: Callable[[Floats, Floats], Flags]) -> NDArray[np.intp]:
    """At how many seeds ``ahead`` holds of scores (a, seeds) and (b, seeds): (a, b)."""
    counts = np.zeros((len(a), len(b)), np.intp)
    # Seed by seed, as there are far fewer seeds than pairs.
    for one, other in zip(a.T, b.T, strict=True):
        counts += ahead(one[:, None], other)
    return counts
