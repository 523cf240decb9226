"""The trials of an experiment, read one after the other."""

import sqlite3
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import Any, overload

from gdrun.errors import StoreError
from gdrun.records import Record
from gdrun.store.database import Database
from gdrun.store.digests import check, result_digest
from gdrun.store.messages import damage_in_words
from gdrun.store.rows import TrialRow, marks, select_list
from gdrun.store.tables import WITH_DIGESTS
from gdrun.store.waiting import wait_for_lock

_AT_ONCE = 100
_BYTES = 1_000_000
"""So many trials, and so many bytes of histories, are read at once."""

Numbered = tuple[int, str]
"""An experiment's number and its id."""


def trials_of(
    db: sqlite3.Connection,
    experiment: Numbered,
    only: Sequence[int] | None,
    *,
    seeds: Sequence[int] | None = None,
    weights: bool,
    version: int,
) -> Iterator[tuple[int, int, TrialRow]]:
    """Of each trial its variant's place, its seed and its row, in that order.

    Args:
        db: The store.
        experiment: What is read.
        only: The places of the variants that are asked for; None for all.
        seeds: With ``only``, the seeds that are asked for; None for all.
        weights: Whether weights are read.
        version: The store's.
    """
    number, known = experiment
    digests = version >= WITH_DIGESTS
    told = "coalesce(r.digest, '')" if digests else "NULL"
    # A trial that is not there is damage, too, and must not be left out.
    asked = (
        f"SELECT r.place, r.seed, {told}, {select_list(weights=weights, version=version)} "
        "FROM results r LEFT JOIN trials t ON t.number = r.trial WHERE r.experiment = ?"
    )

    def checked(values: Sequence[Any]) -> tuple[int, int, TrialRow]:
        place, seed, said, *rest = values
        row = TrialRow(*rest)
        if digests:
            check(said, result_digest(known, place, seed, row.key))
        return place, seed, row

    if only is None:
        return map(checked, db.execute(f"{asked} ORDER BY r.place, r.seed", (number,)))
    among = f" AND r.seed IN ({marks(seeds)})" if seeds is not None else ""
    each = f"{asked} AND r.place = ?{among} ORDER BY r.seed"
    found = (db.execute(each, (number, place, *(seeds or ()))) for place in only)
    return map(checked, chain.from_iterable(found))


def trial_count(db: sqlite3.Connection, number: int) -> int:
    """How many trials an experiment has."""
    (count,) = db.execute("SELECT count(*) FROM results WHERE experiment = ?", (number,)).fetchone()
    return int(count)


class StoredRecords(Sequence[Record]):
    """The records of an experiment with their histories, in the order of variants and seeds.

    They are read each time that somebody goes through them, and are not kept.
    """

    def __init__(
        self,
        database: Database,
        experiment: Numbered,
        names: Sequence[str],
        only: Sequence[int] | None,
    ) -> None:
        """The records of an experiment's variants.

        Args:
            database: Stays open while they are read.
            experiment: What they are of.
            names: Of all its variants.
            only: As for ``trials_of``.
        """
        self._database = database
        self._experiment = experiment
        self._names = names
        with database.reading() as db:
            rows = db.execute(
                "SELECT r.place, r.seed, length(t.history) FROM results r LEFT JOIN trials t "
                "ON t.number = r.trial WHERE r.experiment = ? ORDER BY r.place, r.seed",
                experiment[:1],
            )
            self._trials: list[tuple[int, int, int]] = [
                (place, seed, size or 0)
                for place, seed, size in rows
                if only is None or place in only
            ]
            """Of each its variant's place, its seed and the bytes of its history."""

    def __iter__(self) -> Iterator[Record]:
        first = 0
        while first < len(self._trials):
            few = self._few(first)
            yield from self._read(few)
            first += len(few)

    def __len__(self) -> int:
        return len(self._trials)

    @overload
    def __getitem__(self, index: int) -> Record: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Record]: ...
    def __getitem__(self, index: int | slice) -> Record | Sequence[Record]:
        if isinstance(index, slice):
            return [self[place] for place in range(*index.indices(len(self)))]
        (record,) = self._read([self._trials[index]])
        return record

    def _few(self, first: int) -> Sequence[tuple[int, int, int]]:
        """Trials of one variant from the first on, as many as are read at once."""
        few: list[tuple[int, int, int]] = []
        size = 0
        for trial in islice(self._trials, first, first + _AT_ONCE):
            if few and (trial[0] != few[0][0] or size > _BYTES):
                break
            few.append(trial)
            size += trial[2]
        return few

    def _read(self, trials: Sequence[tuple[int, int, int]]) -> Iterator[Record]:
        """Trials of one variant, in a moment: a command that writes need not wait for a reader."""
        place, seeds = trials[0][0], [seed for _, seed, _ in trials]
        rows = wait_for_lock(lambda: self._rows(place, seeds))
        if len(rows) < len(seeds):
            raise StoreError(f"{self._database.path}: the experiment was removed meanwhile")
        for _, seed, row in rows:
            with damage_in_words(self._database.path):
                record = row.record(self._names[place], seed, histories=True)
            yield record

    def _rows(self, place: int, seeds: Sequence[int]) -> Sequence[tuple[int, int, TrialRow]]:
        version = self._database.version()
        with self._database.reading() as db:
            return list(
                trials_of(
                    db, self._experiment, [place], seeds=seeds, weights=False, version=version
                )
            )
