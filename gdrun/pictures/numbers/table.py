"""The table behind a picture, and how numbers stand in it."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from gdrun.statistics import Share, Summary


@dataclass(frozen=True)
class Numbers:
    """Headings, and rows of as many cells."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def number(value: float | None) -> str:
    """With four digits; a dash for what is not there."""
    return "–" if value is None or math.isnan(value) else f"{value:.4g}"


def span(ends: Iterable[float] | None) -> str:
    """``0.9654 … 0.9752``; a dash where one end is not there."""
    told = [number(end) for end in ends or ()]
    return "–" if not told or "–" in told else " … ".join(told)


def summary_cells(summary: Summary | None) -> tuple[str, str, str]:
    """The mean, its interval, and of how many seeds it is."""
    if summary is None:
        return "–", "–", "0"
    return number(summary.mean), span(summary.ci95), f"{summary.n:,}"


def diverged_in_words(share: Share | None) -> str:
    """``2 of 10``; empty if none did."""
    return f"{share.count:,} of {share.n:,}" if share and share.count else ""
