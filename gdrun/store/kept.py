"""Which arrays are kept of trials, told without reading any."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from gdrun.records import Status
from gdrun.store.outputs import OutputReader


@dataclass(frozen=True)
class Kept:
    """Which arrays at least one trial of a variant has that did not diverge."""

    histories: bool = False
    """Also of one that diverged."""
    weights: bool = False
    outputs: bool = False
    raw: bool = False
    """Whether outputs are whole, so that probabilities are known."""


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
    rows = db.execute(
        "SELECT r.place, max(t.columns != '[]'), max(t.status != ? AND t.weights IS NOT NULL) "
        "FROM results r JOIN trials t ON t.number = r.trial WHERE r.experiment = ? "
        "GROUP BY r.place",
        (Status.DIVERGED, experiment),
    )
    trained = {place: (bool(histories), bool(weights)) for place, histories, weights in rows}
    layouts = _layouts(db, experiment) if has_outputs else {}
    return [
        Kept(
            *trained.get(place, (False, False)),
            outputs=place in layouts,
            raw=layouts.get(place, False),
        )
        for place in range(variants)
    ]


def _layouts(db: sqlite3.Connection, experiment: int) -> dict[int, bool]:
    """The places of variants with outputs, and whether some of these are whole."""
    reader = OutputReader(db)
    found: dict[int, bool] = {}
    for place, layout in db.execute(
        "SELECT DISTINCT r.place, o.layout FROM results r JOIN trials t ON t.number = r.trial "
        "JOIN outputs o ON o.trial = t.number "
        "WHERE r.experiment = ? AND t.status != ? AND o.layout IS NOT NULL",
        (experiment, Status.DIVERGED),
    ):
        found[place] = found.get(place, False) or reader.has_raw(layout)
    return found
