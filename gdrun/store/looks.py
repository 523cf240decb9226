"""At which seeds variants were looked at first: what earlier experiments have of them."""

import sqlite3
from collections import defaultdict
from collections.abc import Mapping, Sequence

FEWEST = 2
"""Seeds that an experiment has of a variant to be a look at it: one tells nothing of spread."""


def first_seeds(
    db: sqlite3.Connection, experiment: int, names: Sequence[str]
) -> Mapping[str, Sequence[int]]:
    """By variant the seeds of its trials that the first earlier experiment had with the fewest.

    Experiments that were removed are not known any more.

    Args:
        db: The store.
        experiment: Its number.
        names: Of its variants.

    Returns:
        Only those that an earlier experiment has.
    """
    shared: dict[tuple[int, int, int], list[int]] = defaultdict(list)
    for place, seed, earlier, there in db.execute(
        "SELECT a.place, a.seed, b.experiment, b.place FROM results a "
        "JOIN results b ON b.trial = a.trial AND b.experiment < a.experiment "
        "WHERE a.experiment = ?",
        (experiment,),
    ):
        shared[place, earlier, there].append(seed)
    found: dict[str, list[int]] = {}
    for (place, _, _), seeds in shared.items():
        known = found.get(names[place])
        if len(seeds) >= FEWEST and (known is None or len(seeds) < len(known)):
            found[names[place]] = sorted(seeds)
    return found
