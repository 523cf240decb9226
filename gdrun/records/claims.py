"""What a claim says, once it is read."""

from dataclasses import dataclass
from typing import Literal

Relation = Literal[">", "<", "="]


@dataclass(frozen=True)
class Difference:
    """One variant's mean against another's."""

    a: str
    b: str
    relation: Relation
    margin: float
    """By which a is above or below b at least or, of =, by which they differ at most; ≥ 0."""
    metric: str | None
    """With or without its portion; None for the primary one."""


@dataclass(frozen=True)
class Level:
    """A variant's mean against a number."""

    metric: str
    relation: Relation
    """Above or below."""
    value: float
    variant: str | None


@dataclass(frozen=True)
class ShareOfSeeds:
    """The share of seeds of which something holds, against a number in [0, 1]."""

    of: Level | None
    """What holds of these seeds; None if it is that they diverged."""
    relation: Relation
    """Above or below."""
    value: float
    variant: str | None


Meaning = Difference | Level | ShareOfSeeds


@dataclass(frozen=True)
class Claim:
    """A sentence, and what it says."""

    text: str
    meaning: Meaning
