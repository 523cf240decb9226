"""When seeds of variants were looked at: which experiments have trials of theirs."""

import sqlite3
from collections import defaultdict
from collections.abc import Mapping, Sequence

FEWEST = 2
"""Seeds that an experiment has of a variant to be a look at it: one tells nothing of spread."""


def seeds_in(
    db: sqlite3.Connection, experiment: int, names: Sequence[str]
) -> Mapping[str, Mapping[int, Sequence[int]]]:
    """By variant, and by the number of each experiment that has some of its trials, their seeds.

    Experiments that were removed are not known any more.

    Args:
        db: The store.
        experiment: Its number.
        names: Of its variants.
    """
    shared: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for place, seed, other in db.execute(
        "SELECT DISTINCT a.place, a.seed, b.experiment FROM results a "
        "JOIN results b ON b.trial = a.trial WHERE a.experiment = ? ORDER BY a.place, a.seed",
        (experiment,),
    ):
        shared[names[place]][other].append(seed)
    found = {
        name: {number: seeds for number, seeds in looks.items() if len(seeds) >= FEWEST}
        for name, looks in shared.items()
    }
    return {name: looks for name, looks in found.items() if looks}
