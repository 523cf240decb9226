"""What becomes of claims: supported, refuted or undecided, and why."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from gdrun.records import Outcome
from gdrun.statistics import NOTHING, About, Needed


class Answer(StrEnum):
    """What becomes of a claim."""

    SUPPORTED = "supported"
    REFUTED = "refuted"
    UNDECIDED = "undecided"


class Estimated(StrEnum):
    """What a claim is about."""

    DIFFERENCE = "difference"
    MEAN = "mean"
    SHARE = "share"


@dataclass(frozen=True)
class Finding:
    """What was found of one claim."""

    answer: Answer
    estimated: Estimated
    metric: str | None
    """With its portion; None if it is the share of seeds that diverged."""
    variants: tuple[str, ...]
    """Whose it is; of a difference the first minus the second."""
    estimate: float | None
    """None where no seed tells it."""
    interval: tuple[float, float] | None
    """It decides, at ``level``; None where there is none."""
    level: float
    about: About
    seeds: int
    rows: int | None
    splits: int | None
    portion: str
    notes: tuple[str, ...] = ()
    """Why it is as it is, in words."""
    needed: Needed = NOTHING
    """If undecided, what would settle it."""


@dataclass(frozen=True)
class Sides:
    """What a claim says of an estimate: that it is above a number, below it, or between two."""

    low: float = -math.inf
    high: float = math.inf

    def answer(self, interval: tuple[float, float] | None) -> Answer:
        """Supported if all of the interval is inside, refuted if none of it is."""
        if interval is None:
            return Answer.UNDECIDED
        if self.low < interval[0] and interval[1] < self.high:
            return Answer.SUPPORTED
        outside = interval[1] <= self.low or interval[0] >= self.high
        return Answer.REFUTED if outside else Answer.UNDECIDED

    def answer_of_all(self, low: float, high: float) -> Answer:
        """Of what may be any number between these, without the ends."""
        if self.low <= low and high <= self.high:
            return Answer.SUPPORTED
        return Answer.REFUTED if high <= self.low or low >= self.high else Answer.UNDECIDED

    def distance(self, estimate: float) -> float:
        """From the nearest end; what more evidence has to tell from 0."""
        ends = [abs(estimate - end) for end in (self.low, self.high) if math.isfinite(end)]
        return min(ends)


@dataclass(frozen=True)
class CheckedClaims:
    """What was found of an experiment's claims."""

    outcome: Outcome
    findings: tuple[tuple[str, Finding], ...]
    """Each with the claim as it was said; none if the experiment is not whole."""

    @property
    def answer(self) -> Answer:
        """Refuted if one is, else undecided if one is, or nothing was found."""
        answers = [finding.answer for _, finding in self.findings]
        return worst(answers) if answers else Answer.UNDECIDED


def worst(answers: Iterable[Answer]) -> Answer:
    """Refuted if one is, else undecided if one is."""
    found = set(answers)
    return next(
        (each for each in (Answer.REFUTED, Answer.UNDECIDED) if each in found), Answer.SUPPORTED
    )
