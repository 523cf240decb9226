"""Which arrays are kept of trials, told without reading any."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from gdrun.records import Status


@dataclass(frozen=True)
class Kept:
    """Which arrays at least one trial of a variant has that did not diverge."""

    histories: bool = False
    """Also of one that diverged."""
    weights: bool = False
    outputs: bool = False


def kept_of(
    db: sqlite3.Connection, experiment: int, variants: int, *, has_outputs: bool
) -> Sequence[Kept]:
    """Of each variant, in their order.

    Args:
        db: The store.
        experiment: Its number.
        variants: How many it has.
        has_outputs: Whether the store is of a version that keeps outputs.
    """
    outputs = "o.layout IS NOT NULL" if has_outputs else "0"
    joined = "LEFT JOIN outputs o ON o.trial = t.number" if has_outputs else ""
    rows = db.execute(
        f"SELECT r.place, max(t.columns != '[]'), max(t.status != ? AND t.weights IS NOT NULL), "
        f"max(t.status != ? AND {outputs}) FROM results r JOIN trials t ON t.number = r.trial "
        f"{joined} WHERE r.experiment = ? GROUP BY r.place",
        (Status.DIVERGED, Status.DIVERGED, experiment),
    )
    found = {place: Kept(*map(bool, told)) for place, *told in rows}
    return [found.get(place, Kept()) for place in range(variants)]
