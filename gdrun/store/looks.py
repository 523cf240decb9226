"""Which seeds of variants were looked at before: what earlier experiments have of their trials."""

import sqlite3
from collections import defaultdict
from collections.abc import Mapping, Sequence

FEWEST = 2
"""Seeds that an experiment has of a variant to be a look at it: one tells nothing of spread."""


def earlier_seeds(
    db: sqlite3.Connection, experiment: int, names: Sequence[str]
) -> Mapping[str, Mapping[int, Sequence[int]]]:
    """By variant, and by the number of each earlier experiment that has some of its trials, seeds.

    Experiments that were removed are not known any more.

    Args:
        db: The store.
        experiment: Its number.
        names: Of its variants.

    Returns:
        Only those that an earlier experiment has.
    """
    shared: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for place, seed, earlier in db.execute(
        "SELECT DISTINCT a.place, a.seed, b.experiment FROM results a "
        "JOIN results b ON b.trial = a.trial AND b.experiment < a.experiment "
        "WHERE a.experiment = ? ORDER BY a.place, a.seed",
        (experiment,),
    ):
        shared[names[place]][earlier].append(seed)
    found = {
        name: {number: seeds for number, seeds in looks.items() if len(seeds) >= FEWEST}
        for name, looks in shared.items()
    }
    return {name: looks for name, looks in found.items() if looks}
