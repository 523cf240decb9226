"""The store itself: what was asked for, what came of it, and finding it again."""

import base64
import hashlib
import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from gdrun.errors import StoreError
from gdrun.records import Outcome, Record, Status, Variant
from gdrun.store import shapes
from gdrun.store.opening import connect, decoded, told
from gdrun.store.rows import COLUMNS, Stored, row_of, selected, utf8
from gdrun.store.searching import find_experiment
from gdrun.store.shapes import check_sizes, shaped
from gdrun.store.waiting import PATIENCE, patient, wait_for

_ASKED = 500
"""Keys of one question to SQLite."""

_PLANNED = "max(?, (SELECT count(*) FROM results r WHERE r.experiment = experiments.number))"
"""How many trials an experiment is to have: those of a run, and never fewer than it has."""

_REUSABLE = tuple(status.value for status in Status if status.complete)


@dataclass(frozen=True)
class ExperimentSummary:
    """A line of ``gdrun runs``."""

    begun: datetime
    """In UTC."""
    id: str
    name: str
    command: str
    status: str
    """``done``, ``interrupted``, or ``running``, which a process that was killed leaves behind."""
    variants: int
    trials: int
    """That are stored."""
    planned: int


class Store:
    """One SQLite file. Used from one thread; several processes may write to one file.

    What is added is committed by ``flush``.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self.patience = PATIENCE
        """Seconds to wait for another command that writes; then ``StoreLockedError`` is raised,
        and what was to be written may be tried again."""
        self.lost = 0
        """How many trials were to be an experiment's, but are no longer stored: another command
        removed them."""
        self._connection = connection
        self._waiting: list[tuple[Any, ...]] = []
        self._links: list[tuple[int, int, int, str]] = []
        self._numbers: dict[str, int] = {}

    @classmethod
    def open(cls, path: Path, *, readonly: bool = False) -> Self:
        """Opens a store, or makes one.

        Raises:
            StoreError: If it cannot be used like this; the file is left as it is.
        """
        return cls(path, wait_for(lambda: connect(path, readonly=readonly), PATIENCE))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._connection.close()

    @patient
    def begin(
        self,
        outcome: Outcome,
        *,
        command: str,
        identity: str,
        metric: str,
        trials: int,
    ) -> str:
        """Writes down what was asked for, and returns its id.

        Args:
            outcome: The experiment with its variants, and without records.
            command: ``train`` or ``sweep``.
            identity: The same for the same request, which is then continued.
            metric: What its variants are ranked by.
            trials: How many are planned.
        """
        with self._writing() as db:
            (used,) = db.execute("SELECT coalesce(max(used), 0) + 1 FROM experiments").fetchone()
            known = db.execute(
                "SELECT number, id FROM experiments WHERE identity = ?", (identity,)
            ).fetchone()
            if known:
                db.execute(
                    "UPDATE experiments SET status = 'running', used = ?, metric = ?, facts = ?, "
                    f"notes = ?, trials = {_PLANNED} WHERE number = ?",
                    (used, metric, *_told(outcome), trials, known[0]),
                )
                self._numbers[known[1]] = known[0]
                return str(known[1])
            name = self._new_id(db, identity)
            number = db.execute(
                "INSERT INTO experiments (id, identity, name, command, status, begun, used, "
                "trials, metric_names, metric, facts, notes) "
                "VALUES (?, ?, ?, ?, 'running', ?, ?, ?, ?, ?, ?, ?)",
                (
                    name, identity, utf8(outcome.experiment), command,
                    datetime.now(UTC).isoformat(timespec="seconds"), used, trials,
                    json.dumps(outcome.metric_names), metric, *_told(outcome),
                ),
            ).lastrowid  # fmt: skip
            db.executemany(
                "INSERT INTO variants VALUES (?, ?, ?, ?, ?, ?)",
                [
                    (number, place, utf8(v.name), *_texts(v.parameters, v.config, v.preparation))
                    for place, v in enumerate(outcome.variants)
                ],
            )
            assert number is not None
            self._numbers[name] = number
            return name

    @patient
    def find(self, keys: Sequence[str], *, weights: bool = False) -> Mapping[str, Stored]:
        """The trials of these keys that may be used again, by key; ``weights`` loads those, too."""
        found: dict[str, Stored] = {}
        with told(self.path):
            for first in range(0, len(keys), _ASKED):
                some = keys[first : first + _ASKED]
                rows = self._connection.execute(
                    f"SELECT t.key, {selected(weights)} FROM trials t "
                    f"WHERE t.key IN ({_marks(some)}) AND t.status IN ({_marks(_REUSABLE)})",
                    (*some, *_REUSABLE),
                )
                found |= {key: Stored(*row) for key, *row in rows}
        return found

    def add(
        self,
        experiment: str,
        place: int,
        key: str,
        record: Record,
        weights: NDArray[np.floating] | None,
    ) -> None:
        """Takes a finished trial of the variant at ``place``, with its weights if they are kept."""
        self._waiting.append(row_of(key, record, weights))
        self.link(experiment, place, record.seed, key)

    def link(self, experiment: str, place: int, seed: int, key: str) -> None:
        """Says that an experiment, begun here, has a trial that is stored, or was added."""
        self._links.append((self._numbers[experiment], place, seed, key))

    @patient
    def flush(self) -> None:
        """Commits what was added; afterwards it survives whatever happens."""
        if self._waiting or self._links:
            self._commit()

    def _commit(self) -> None:
        updates = ", ".join(
            f"{column} = "
            + (
                "coalesce(excluded.weights, weights)"
                if column == "weights"
                else f"excluded.{column}"
            )
            for column in COLUMNS[1:]
        )
        with self._writing() as db:
            # Another command may have stored the same trial: a good one is not given up for one
            # that failed.
            usable = ", ".join(f"'{status}'" for status in _REUSABLE)
            db.executemany(
                f"INSERT INTO trials ({', '.join(COLUMNS)}) VALUES ({_marks(COLUMNS)}) "
                f"ON CONFLICT (key) DO UPDATE SET {updates} "
                f"WHERE excluded.status IN ({usable}) OR status NOT IN ({usable})",
                self._waiting,
            )
            linked = db.executemany(
                "INSERT OR REPLACE INTO results SELECT ?, ?, ?, number FROM trials WHERE key = ?",
                self._links,
            ).rowcount
        # No links at all are -1 rows.
        self.lost += len(self._links) - max(linked, 0)
        self._waiting.clear()
        self._links.clear()

    @patient
    def finish(self, experiment: str, *, trials: int, drop_weights: Collection[str] = ()) -> int:
        """Writes down that a run of the experiment ended, done or interrupted.

        Args:
            experiment: Its id.
            trials: How many were planned by now.
            drop_weights: Keys of trials whose weights are given up, unless another experiment has
                the trial, too.

        Returns:
            How many trials it lacks; none if a run that did not end was to compute anew what is
            stored.
        """
        self.flush()
        number = self._numbers[experiment]
        with self._writing() as db:
            db.execute(
                f"UPDATE experiments SET trials = {_PLANNED} WHERE number = ?", (trials, number)
            )
            (lacking,) = db.execute(
                "SELECT trials - (SELECT count(*) FROM results WHERE experiment = number) "
                "FROM experiments WHERE number = ?",
                (number,),
            ).fetchone() or (trials,)
            db.execute(
                "UPDATE experiments SET status = ? WHERE number = ?",
                ("interrupted" if lacking else "done", number),
            )
            db.executemany(
                "UPDATE trials SET weights = NULL WHERE key = ? AND NOT EXISTS "
                "(SELECT 1 FROM results r WHERE r.trial = trials.number AND r.experiment != ?)",
                [(key, number) for key in drop_weights],
            )
        return int(lacking)

    @patient
    def experiments(self) -> tuple[ExperimentSummary, ...]:
        """All experiments, the last used first."""
        with told(self.path), decoded(self.path):
            rows = self._connection.execute(
                "SELECT e.begun, e.id, e.name, e.command, e.status, "
                "(SELECT count(*) FROM variants v WHERE v.experiment = e.number), "
                "(SELECT count(*) FROM results r WHERE r.experiment = e.number), e.trials "
                "FROM experiments e ORDER BY e.used DESC"
            )
            return tuple(
                ExperimentSummary(datetime.fromisoformat(begun), *row) for begun, *row in rows
            )

    @patient
    def outcome(self, experiment: str, *, weights: bool = False) -> Outcome:
        """All that is stored of an experiment, with the trials' weights if they are asked for."""
        with told(self.path), decoded(self.path):
            number, name, status, planned, *texts = self._columns(
                experiment, "number, name, status, trials, metric_names, facts, notes"
            )
            variants = [
                _variant(title, *map(json.loads, texts))
                for title, *texts in self._connection.execute(
                    "SELECT name, parameters, config, preparation FROM variants "
                    "WHERE experiment = ? ORDER BY place",
                    (number,),
                )
            ]
            rows = self._connection.execute(
                f"SELECT r.place, r.seed, {selected(weights)} FROM results r JOIN trials t "
                "ON t.number = r.trial WHERE r.experiment = ? ORDER BY r.place, r.seed",
                (number,),
            )
            records = tuple(
                Stored(*row).record(variants[place].name, seed) for place, seed, *row in rows
            )
            names, facts, notes = map(json.loads, texts)
            metric_names = tuple(shaped(names, shapes.METRIC_NAMES))
            check_sizes(metric_names, variants, records)
            shaped(facts, shapes.FACTS)
            shaped(notes, shapes.NOTES)
        return Outcome(
            experiment=name,
            variants=tuple(variants),
            records=records,
            metric_names=metric_names,
            seconds=sum(record.seconds for record in records),
            steps=sum(record.steps for record in records),
            interrupted=status != "done",
            planned=planned,
            store=str(self.path),
            id=experiment,
            notes=tuple(notes),
            facts=facts,
        )

    @patient
    def describe(self, experiment: str) -> tuple[str, str]:
        """The command that made an experiment, and the metric its variants are ranked by."""
        with told(self.path), decoded(self.path):
            command, metric = self._columns(experiment, "command, metric")
        return command, metric

    def _columns(self, experiment: str, columns: str) -> tuple[Any, ...]:
        row: tuple[Any, ...] | None = self._connection.execute(
            f"SELECT {columns} FROM experiments WHERE id = ?", (experiment,)
        ).fetchone()
        if row is None:
            raise StoreError(f"{self.path}: the experiment {experiment} was removed meanwhile")
        return row

    def resolve(self, word: str, *, single: bool = False) -> str:
        """The id that a person means: an id or its beginning, a name, or ``last``.

        Raises:
            StoreError: If that is none, or several, with what was perhaps meant; a name that
                several have is the latest's, unless a ``single`` one must have it.
        """
        return find_experiment(word, self.experiments(), self.path, single=single)

    @patient
    def remove(self, experiment: str) -> int:
        """Removes an experiment, and the trials that no other has; returns how many those were."""
        self.flush()
        with self._writing() as db:
            db.execute("DELETE FROM experiments WHERE id = ?", (experiment,))
            removed = db.execute(
                "DELETE FROM trials WHERE number NOT IN (SELECT trial FROM results)"
            ).rowcount
        # It only makes the file smaller, and that may be impossible: the disk is full, or read.
        with suppress(StoreError), told(self.path):
            self._connection.execute("VACUUM")
        return int(removed)

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction: all of it is committed, or none."""
        with told(self.path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                # A full disk may have ended the transaction already.
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    @staticmethod
    def _new_id(db: sqlite3.Connection, identity: str) -> str:
        """The shortest beginning of a hash, of four letters at least, that nothing is called."""
        letters = base64.b32encode(hashlib.sha256(identity.encode()).digest()).decode().lower()
        taken = {word for row in db.execute("SELECT id, name FROM experiments") for word in row}
        length = 4
        while letters[:length] in taken:
            length += 1
        return letters[:length]


def _variant(name: str, parameters: Any, config: Any, preparation: Any) -> Variant:
    return Variant(
        name,
        shaped(parameters, shapes.PARAMETERS),
        shaped(config, shapes.CONFIG),
        shaped(preparation, shapes.PREPARATION),
    )


def _told(outcome: Outcome) -> Iterator[str]:
    return _texts(outcome.facts, outcome.notes)


def _texts(*values: object) -> Iterator[str]:
    return map(json.dumps, values)


def _marks(values: Iterable[object]) -> str:
    return ", ".join("?" for _ in values)
