"""One run's writing to the store: what it was asked for, and what came of it."""

import json
import sqlite3
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdrun.records import Documents, History, Outcome, Outputs, Record
from gdrun.store.database import Database
from gdrun.store.digests import check_experiment, result_digest, seal_experiment, variant_digest
from gdrun.store.ids import LAST, new_id
from gdrun.store.messages import removed
from gdrun.store.metrics import with_metrics
from gdrun.store.outputs import WaitingOutputs, write_outputs
from gdrun.store.requests import write_request
from gdrun.store.rows import COLUMNS, REUSABLE, marks, utf8, values_of
from gdrun.store.waiting import patient, wait_for_lock

_PLANNED = "max(?, (SELECT count(*) FROM results r WHERE r.experiment = experiments.number))"
"""How many trials an experiment is to have: those of a run, and never fewer than it has."""


class StoredRun:
    """An experiment that is being run. What is added to it is committed by ``flush``."""

    def __init__(self, database: Database, number: int, experiment: str) -> None:
        self.id = experiment
        """The experiment's."""
        self.lost = 0
        """How many trials were to be the experiment's, but are no longer stored: another command
        removed them."""
        self._database = database
        self._number = number
        self._waiting: list[tuple[Any, ...]] = []
        self._outputs: list[WaitingOutputs] = []
        self._links: list[tuple[int, int, int, bytes, str]] = []
        self._planned = 0

    def add(
        self,
        place: int,
        key: str,
        setting: str | None,
        record: Record,
        history: History,
        weights: NDArray[np.floating] | None,
        outputs: Outputs | None = None,
        documents: Documents | None = None,
    ) -> None:
        """Takes a finished trial of the variant at ``place``, with what is kept of its arrays."""
        self._waiting.append(values_of(key, setting, record, history, weights))
        if documents is not None:
            self._outputs.append(WaitingOutputs(key, documents, outputs))
        self.link(place, record.seed, key)

    def link(self, place: int, seed: int, key: str) -> None:
        """Says that the experiment has a trial that is stored, or was added."""
        told = result_digest(self.id, place, seed, key)
        self._links.append((self._number, place, seed, told, key))

    def plan(self, trials: int) -> None:
        """Says that so many trials are planned by now; ``flush`` commits that, too."""
        self._planned = trials

    @property
    def waiting(self) -> int:
        """How many trials wait to be committed."""
        return len(self._links)

    def flush(self, patience: float | None = None) -> None:
        """Commits what was added; afterwards it survives whatever happens.

        Args:
            patience: Seconds to wait for another command that writes; None for the usual ones.
                What could not be written then may be tried again.
        """
        if self._waiting or self._links or self._planned:
            wait_for_lock(self._commit, patience)

    def finish(
        self, *, trials: int, drop_weights: Collection[str] = (), patience: float | None = None
    ) -> int:
        """Writes down that the run ended, done or interrupted.

        Args:
            trials: How many were planned by now.
            drop_weights: Keys of trials whose weights are given up, unless another experiment has
                the trial, too.
            patience: As for ``flush``.

        Returns:
            How many trials the experiment lacks. After an interrupted ``--fresh`` it lacks none:
            those that were not computed anew are stored from before.
        """
        self.flush(patience)
        return wait_for_lock(lambda: self._finish(trials, drop_weights), patience)

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
            if self._planned:
                self._change(db, f"trials = {_PLANNED}", self._planned)
            # Another command may have stored the same trial: a good one is not given up for one
            # that failed.
            usable = ", ".join(f"'{status}'" for status in REUSABLE)
            db.executemany(
                f"INSERT INTO trials ({', '.join(COLUMNS)}) VALUES ({marks(COLUMNS)}) "
                f"ON CONFLICT (key) DO UPDATE SET {updates} "
                f"WHERE excluded.status IN ({usable}) OR status NOT IN ({usable})",
                self._waiting,
            )
            write_outputs(db, self._outputs)
            linked = db.executemany(
                "INSERT OR REPLACE INTO results (experiment, place, seed, digest, trial) "
                "SELECT ?, ?, ?, ?, number FROM trials WHERE key = ?",
                self._links,
            ).rowcount
        # No links at all are -1 rows.
        self.lost += len(self._links) - max(linked, 0)
        self._waiting.clear()
        self._outputs.clear()
        self._links.clear()
        self._planned = 0

    def _finish(self, trials: int, drop_weights: Collection[str]) -> int:
        with self._writing() as db:
            self._change(db, f"trials = {_PLANNED}", trials)
            (lacking,) = db.execute(
                "SELECT trials - (SELECT count(*) FROM results WHERE experiment = number) "
                "FROM experiments WHERE number = ?",
                (self._number,),
            ).fetchone()
            self._change(db, "status = ?", "interrupted" if lacking else "done")
            db.executemany(
                "UPDATE trials SET weights = NULL WHERE key = ? AND NOT EXISTS "
                "(SELECT 1 FROM results r WHERE r.trial = trials.number AND r.experiment != ?)",
                [(key, self._number) for key in drop_weights],
            )
        return int(lacking)

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction, if the experiment still is there.

        Its number alone does not tell: after another command removed it, a new one may have it.
        """
        with self._database.writing() as db:
            known = db.execute("SELECT id FROM experiments WHERE number = ?", (self._number,))
            if known.fetchone() != (self.id,):
                raise removed(self._database.path)
            yield db

    def _change(self, db: sqlite3.Connection, change: str, value: object) -> None:
        check_experiment(db, self._number)
        db.execute(f"UPDATE experiments SET {change} WHERE number = ?", (value, self._number))
        seal_experiment(db, self._number)


@patient
def begin_run(
    database: Database, outcome: Outcome, *, command: str, identity: str, metric: str, trials: int
) -> StoredRun:
    """Writes down what was asked for, as ``Store.begin`` says."""
    with database.writing() as db:
        (used,) = db.execute("SELECT coalesce(max(used), 0) + 1 FROM experiments").fetchone()
        told = tuple(_texts(with_metrics(outcome.facts, outcome.metrics), outcome.notes))
        known = db.execute(
            "SELECT number, id FROM experiments WHERE identity = ?", (identity,)
        ).fetchone()
        if known:
            check_experiment(db, known[0])
            db.execute(
                "UPDATE experiments SET status = 'running', used = ?, metric = ?, facts = ?, "
                f"notes = ?, trials = {_PLANNED} WHERE number = ?",
                (used, metric, *told, trials, known[0]),
            )
            seal_experiment(db, known[0])
            if outcome.request:
                write_request(db, known[0], known[1], outcome.request)
            return StoredRun(database, *known)
        name = new_id(identity, _taken(db))
        number = db.execute(
            "INSERT INTO experiments (id, identity, name, command, status, begun, used, "
            "trials, metric_names, metric, facts, notes) "
            "VALUES (?, ?, ?, ?, 'running', ?, ?, ?, ?, ?, ?, ?)",
            (
                name, identity, utf8(outcome.experiment), command,
                datetime.now(UTC).isoformat(timespec="seconds"), used, trials,
                json.dumps(outcome.metric_names), metric, *told,
            ),
        ).lastrowid  # fmt: skip
        assert number is not None
        variants = (
            (place, (utf8(v.name), *_texts(v.parameters, v.config, v.preparation)))
            for place, v in enumerate(outcome.variants)
        )
        db.executemany(
            "INSERT INTO variants VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                (number, place, *texts, variant_digest(name, place, texts))
                for place, texts in variants
            ),
        )
        seal_experiment(db, number)
        if outcome.request:
            write_request(db, number, name, outcome.request)
        return StoredRun(database, number, name)


def _taken(db: sqlite3.Connection) -> set[str]:
    """What experiments are called already, and what stands for the last of them."""
    said = db.execute("SELECT id, name FROM experiments")
    return {LAST, *(word for row in said for word in row)}


def _texts(*values: object) -> Iterator[str]:
    return map(json.dumps, values)
