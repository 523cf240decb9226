"""Looking again: at which numbers of seeds a comparison is judged, and at which level.

Who adds seeds until a difference is found, finds one in the end, whether it is there or not. So a
pair is judged at its first look, at n₀ seeds, and after that at n₀·2ʲ seeds alone, at the level
0.01/2ʲ. All looks together keep about the 5% of the first: the later ones add 0.01 at most, and
most of what they would find falsely the first has found. In between, the last verdict stands.

P. Armitage, C. McPherson and B. Rowe, "Repeated significance tests on accumulating data", J. R.
Stat. Soc. A 132, 1969, tell what goes wrong without. What it costs was simulated: see the guide.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from gdrun.statistics.estimates import ALPHA

LATER = 0.01
"""Level of the first later look, times two: they are at 0.005, 0.0025, …"""


@dataclass(frozen=True)
class Look:
    """At how many seeds a pair is judged, and how."""

    seeds: int
    """The first so many of those that both have."""
    level: float
    """Level of a two-sided verdict."""


Looks = Mapping[int, int]
"""By the number of what was looked at, such as an experiment: at how many seeds of a variant. Later
ones have higher numbers, and the highest may be what is looked at now."""


def first_of(a: Looks, b: Looks) -> int | None:
    """At how many seeds two variants were, or could have been, looked at together first.

    None if one of both was never looked at. What was looked at apart could have been compared as
    soon as both were there.
    """
    if not (a and b):
        return None
    both = max(min(a), min(b))
    return min(max(count for number, count in each.items() if number <= both) for each in (a, b))


def look_at(seeds: int, first: int, alpha: float) -> Look:
    """The last look that ``seeds`` of a pair allow, of which ``first`` were looked at first.

    Args:
        seeds: At least 1.
        first: At least 1; if there were more, some have been removed since, and this is a first.
        alpha: Level of the first look, in (0, 1).
    """
    doublings = 0
    while first * 2 ** (doublings + 1) <= seeds:
        doublings += 1
    if doublings == 0:
        return Look(min(first, seeds), alpha)
    return Look(first * 2**doublings, later_level(doublings, alpha))


def later_level(doublings: int, alpha: float) -> float:
    """Level of the look after so many doublings, at least one, where the first has ``alpha``."""
    return LATER * 0.5**doublings * alpha / ALPHA


def next_looks(first: int, seeds: int, alpha: float, most: int) -> list[Look]:
    """The looks that come after ``seeds``, up to ``most`` seeds."""
    found, doublings = [], 1
    while first * 2**doublings <= most:
        if first * 2**doublings > seeds:
            found.append(Look(first * 2**doublings, later_level(doublings, alpha)))
        doublings += 1
    return found
