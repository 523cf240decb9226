"""The store itself: what was asked for, what came of it, and finding it again."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from gdrun.errors import StoreError
from gdrun.records import (
    DAMAGED,
    ExperimentSummary,
    KeepOutputs,
    Outcome,
    Record,
    Shared,
    Variant,
)
from gdrun.store import shapes
from gdrun.store.database import Database
from gdrun.store.digests import check, check_experiment, variant_digest
from gdrun.store.held_out import StoredOutputs
from gdrun.store.ids import find_id
from gdrun.store.kept import Kept, kept_of
from gdrun.store.looks import seeds_in
from gdrun.store.messages import errors_in_words
from gdrun.store.metrics import stored_metrics
from gdrun.store.outputs import OutputReader, drop_documents
from gdrun.store.reading import StoredRecords, trial_count, trials_of
from gdrun.store.requests import read_request
from gdrun.store.rows import REUSABLE, TrialRow, marks, select_list
from gdrun.store.run import StoredRun, begin_run
from gdrun.store.shapes import check_sizes, shaped, with_tensors
from gdrun.store.waiting import patient, wait_for_lock

_ASKED = 500
"""Keys of one question to SQLite."""


@dataclass(frozen=True)
class Computed:
    """A stored trial, and what computed it."""

    key: str
    fingerprint: str


class Store:
    """One SQLite file. Used from one thread; several processes may write to one file.

    All that writes waits for other commands that write, and raises ``StoreLockedError`` if that
    takes too long.
    """

    def __init__(self, database: Database) -> None:
        self.path = database.path
        self._database = database

    @classmethod
    def open(cls, path: Path, *, readonly: bool = False) -> Self:
        """Opens a store, or makes one.

        Raises:
            StoreError: If it cannot be used like this; the file is left as it is.
        """
        return cls(Database.open(path, readonly=readonly))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._database.connection.close()

    def begin(
        self, outcome: Outcome, *, command: str, identity: str, metric: str, trials: int
    ) -> StoredRun:
        """Writes down what was asked for; the run that is returned takes what comes of it.

        Args:
            outcome: The experiment with its variants, and without records.
            command: ``train``, ``sweep`` or ``variance``.
            identity: The same for the same request, which is then continued.
            metric: What its variants are ranked by.
            trials: How many are planned.
        """
        return begin_run(
            self._database,
            outcome,
            command=command,
            identity=identity,
            metric=metric,
            trials=trials,
        )

    @patient
    def find(self, keys: Sequence[str], *, weights: bool = False) -> Mapping[str, TrialRow]:
        """The trials of these keys that may be used again, by key; ``weights`` loads those, too."""
        wanted = select_list(weights=weights, version=self._database.version())
        rows = self._reusable("key", keys, wanted)
        return {row.key: row for row in (TrialRow(*values) for _, *values in rows)}

    @patient
    def computed(self, settings: Sequence[str]) -> Mapping[str, Computed]:
        """Of each of these settings the trial that was stored last, if one may be used again."""
        if not self._database.has_settings():
            return {}
        rows = self._reusable("setting", settings, "t.key, t.fingerprint")
        return {setting: Computed(*values) for setting, *values in rows}

    def _reusable(self, column: str, values: Sequence[str], wanted: str) -> list[Sequence[Any]]:
        """``column`` and what is ``wanted`` of usable trials, in the order they were stored."""
        found: list[Sequence[Any]] = []
        with errors_in_words(self.path):
            for first in range(0, len(values), _ASKED):
                some = values[first : first + _ASKED]
                found += self._database.connection.execute(
                    f"SELECT t.{column}, {wanted} FROM trials t WHERE t.{column} "
                    f"IN ({marks(some)}) AND t.status IN ({marks(REUSABLE)}) ORDER BY t.number",
                    (*some, *REUSABLE),
                )
        return found

    @patient
    def kept_outputs(self, keys: Sequence[str]) -> Mapping[str, KeepOutputs]:
        """What is kept of the outputs of the trials with these keys, by key."""
        if not self._database.has_outputs():
            return dict.fromkeys(keys, KeepOutputs.NONE)
        with self._database.reading() as db:
            reader = OutputReader(db)
            return {key: reader.kept(key) for key in keys}

    @patient
    def with_outputs(self, records: Mapping[str, Record]) -> list[Record]:
        """Records of trials with these keys, with what is kept of their outputs."""
        if not self._database.has_outputs():
            return list(records.values())
        with self._database.reading() as db:
            reader = OutputReader(db)
            return [reader.add_to(record, key) for key, record in records.items()]

    @patient
    def experiments(self) -> tuple[ExperimentSummary, ...]:
        """All experiments, the last used first; one that is not what was written says so."""
        with self._database.reading() as db:
            rows = db.execute(
                "SELECT e.number, e.begun, e.id, e.name, e.command, e.status, "
                "(SELECT count(*) FROM variants v WHERE v.experiment = e.number), "
                "(SELECT count(*) FROM results r WHERE r.experiment = e.number), e.trials "
                "FROM experiments e ORDER BY e.used DESC"
            ).fetchall()
            return tuple(self._summary(db, *row) for row in rows)

    @patient
    def outcome(
        self,
        experiment: str,
        *,
        histories: bool = False,
        weights: bool = False,
        documents: bool = False,
        outputs: bool = False,
        only: Sequence[int] | None = None,
    ) -> Outcome:
        """All that is stored of an experiment; of its trials' arrays, those that are asked for.

        Outputs come with the documents that tell what they and the weights are of.

        The records are of the variants at the places ``only``, or of all.
        """
        with self._database.reading() as db:
            number, name, status, planned, judged, *texts = self._columns(
                db, experiment, "number, name, status, trials, metric, metric_names, facts, notes"
            )
            variants = self._variants(db, number, experiment)
            asked = (documents or outputs) and self._database.has_outputs()
            reader = OutputReader(db) if asked else None
            records = []
            for place, seed, row in trials_of(
                db, (number, experiment), only, weights=weights, version=self._database.version()
            ):
                record = row.record(variants[place].name, seed, histories=histories)
                records.append(
                    reader.add_to(record, row.key, outputs=outputs) if reader else record
                )
            status = _status(status, trial_count(db, number), planned)
            names, facts, notes = map(json.loads, texts)
            shaped(facts, shapes.FACTS)
            shaped(notes, shapes.NOTES)
            metrics = stored_metrics(shaped(names, shapes.METRIC_NAMES), facts)
            check_sizes(metrics, judged, variants, records)
            looked = seeds_in(db, number, [variant.name for variant in variants])
            asked_for = (
                read_request(db, number, experiment) if self._database.has_requests() else None
            )
        return Outcome(
            experiment=name,
            variants=tuple(variants),
            records=tuple(records),
            metrics=metrics,
            seconds=sum(record.seconds for record in records),
            steps=sum(record.steps for record in records),
            interrupted=status != "done",
            planned=planned,
            store=str(self.path),
            id=experiment,
            notes=tuple(notes),
            number=number,
            seeds_in=looked,
            read_outputs=StoredOutputs(self.path, experiment),
            request=asked_for,
            facts=facts,
        )

    @patient
    def with_histories(self, outcome: Outcome, only: Sequence[int] | None = None) -> Outcome:
        """The same stored outcome with its histories, each of which is read when it is come to.

        That takes the memory of some at a time. The store must stay open.
        """
        experiment = outcome.id or ""
        with self._database.reading() as db:
            (number,) = self._columns(db, experiment, "number")
            names = self._names(db, number)
        records = StoredRecords(self._database, (number, experiment), names, only)
        return replace(outcome, records=records)

    def looks(
        self, experiment: str, patience: float | None = None
    ) -> tuple[int, Mapping[str, Mapping[int, Sequence[int]]]]:
        """An experiment's number and, by variant, the seeds that each experiment has of it.

        Args:
            experiment: Its id.
            patience: Seconds to wait for another command that writes; None for the usual ones.
        """

        def read() -> tuple[int, Mapping[str, Mapping[int, Sequence[int]]]]:
            with self._database.reading() as db:
                (number,) = self._columns(db, experiment, "number")
                return number, seeds_in(db, number, self._names(db, number))

        return wait_for_lock(read, patience)

    @patient
    def names(self, experiment: str) -> Sequence[str]:
        """Those of its variants, in their order."""
        with self._database.reading() as db:
            (number,) = self._columns(db, experiment, "number")
            return self._names(db, number)

    @patient
    def kept(self, experiment: str) -> Sequence[Kept]:
        """Which arrays are kept of its variants, in their order."""
        with self._database.reading() as db:
            (number,) = self._columns(db, experiment, "number")
            variants = len(self._names(db, number))
            return kept_of(db, number, variants, has_outputs=self._database.has_outputs())

    @patient
    def describe(self, experiment: str) -> tuple[str, str]:
        """The command that made an experiment, and the metric its variants are ranked by."""
        with self._database.reading() as db:
            command, metric = self._columns(db, experiment, "command, metric")
        return command, metric

    def resolve(self, word: str, *, single: bool = False) -> str:
        """The id that a person means: an id or its beginning, a name, or ``last``.

        Raises:
            StoreError: If that is none, or several, with what was perhaps meant; a name that
                several have is the latest's, unless a ``single`` one must have it.
        """
        return find_id(word, self.experiments(), self.path, single=single)

    @patient
    def remove(self, experiment: str) -> int:
        """Removes an experiment, and the trials that no other has; returns how many those were."""
        with self._database.writing() as db:
            db.execute("DELETE FROM experiments WHERE id = ?", (experiment,))
            removed = db.execute(
                "DELETE FROM trials WHERE number NOT IN (SELECT trial FROM results)"
            ).rowcount
            drop_documents(db)
        # It only makes the file smaller, and that may be impossible: the disk is full, or read.
        with suppress(StoreError), errors_in_words(self.path):
            self._database.connection.execute("VACUUM")
        return int(removed)

    def _summary(
        self, db: sqlite3.Connection, number: int, begun: str, known: str, name: str, command: str,
        status: str, variants: int, trials: int, planned: int,
    ) -> ExperimentSummary:  # fmt: skip
        try:
            if self._database.has_digests():
                check_experiment(db, number)
            when, said = datetime.fromisoformat(begun), _status(status, trials, planned)
        # The others can be used nevertheless, and this one can be removed.
        except (ValueError, TypeError):
            return ExperimentSummary(
                None, str(known), str(name), str(command), DAMAGED, variants, trials, trials
            )
        return ExperimentSummary(when, known, name, command, said, variants, trials, planned)

    def _variants(self, db: sqlite3.Connection, number: int, experiment: str) -> list[Variant]:
        digests = self._database.has_digests()
        variants: list[Variant] = []
        shared = Shared()
        for said, *texts in db.execute(
            f"SELECT {'digest' if digests else 'NULL'}, name, parameters, config, "
            "preparation FROM variants WHERE experiment = ? ORDER BY place",
            (number,),
        ):
            if digests:
                check(said, variant_digest(experiment, len(variants), texts))
            variants.append(_variant(shared, texts[0], *map(json.loads, texts[1:])))
        return variants

    def _names(self, db: sqlite3.Connection, number: int) -> list[str]:
        rows = db.execute(
            "SELECT name FROM variants WHERE experiment = ? ORDER BY place", (number,)
        )
        return [name for (name,) in rows]

    def _columns(self, db: sqlite3.Connection, experiment: str, columns: str) -> tuple[Any, ...]:
        row: tuple[Any, ...] | None = db.execute(
            f"SELECT number, {columns} FROM experiments WHERE id = ?", (experiment,)
        ).fetchone()
        if row is None:
            raise StoreError(f"{self.path}: the experiment {experiment} was removed meanwhile")
        if self._database.has_digests():
            check_experiment(db, row[0])
        return row[1:]


def _status(said: str, trials: int, planned: int) -> str:
    """How an experiment stands; what a run that was killed left unsaid, its trials tell.

    Raises:
        ValueError: If it lacks trials though it is done.
    """
    if said == "done" and trials < planned:
        raise ValueError("trials are missing")
    return "done" if trials >= planned else said


def _variant(shared: Shared, name: str, parameters: Any, config: Any, preparation: Any) -> Variant:
    return Variant(
        name,
        shaped(parameters, shapes.PARAMETERS),
        shared.sections(shaped(config, shapes.CONFIG)),
        shared.one(shaped(with_tensors(preparation), shapes.PREPARATION)),
    )
