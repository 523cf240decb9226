"""Outputs that are read when they are needed: those of a whole sweep may be more than memory."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from gdrun.errors import StoreLockedError
from gdrun.records import Document, Record
from gdrun.store.database import Database
from gdrun.store.outputs import OutputReader
from gdrun.store.waiting import wait_for_lock


@dataclass(frozen=True)
class StoredOutputs:
    """Reads the outputs of an experiment's trials; the store is open only while it does."""

    path: Path
    experiment: str
    """Its id."""
    patience: float | None = None
    """Seconds to wait for another command that writes; None for the usual ones."""
    _documents: dict[int, Document] = field(default_factory=dict, repr=False)
    """Those that were read, by number."""
    _places: dict[str, int] = field(default_factory=dict, repr=False)
    """Those of the experiment's variants, by name, once one was looked for."""

    def __call__(self, variant: str, records: Sequence[Record]) -> Sequence[Record]:
        """The records of a variant, with their outputs and documents as far as these are kept.

        A store that stays locked has none.

        Raises:
            StoreError: If the store cannot be read, or holds what was never written.
        """
        try:
            return wait_for_lock(lambda: self._read(variant, records), self.patience)
        except StoreLockedError:
            return records

    def _read(self, variant: str, records: Sequence[Record]) -> Sequence[Record]:
        database = Database.open(self.path, readonly=True, patience=0.0)
        try:
            if not database.has_outputs():
                return records
            with database.reading() as db:
                if not self._places:
                    self._places.update(
                        db.execute(
                            "SELECT v.name, v.place FROM variants v "
                            "JOIN experiments e ON e.number = v.experiment WHERE e.id = ?",
                            (self.experiment,),
                        )
                    )
                # By its place, as a look at all trials for each variant would take long.
                keys = dict(
                    db.execute(
                        "SELECT r.seed, t.key FROM results r JOIN trials t ON t.number = r.trial "
                        "JOIN experiments e ON e.number = r.experiment "
                        "WHERE e.id = ? AND r.place = ?",
                        (self.experiment, self._places.get(variant)),
                    )
                )
                reader = OutputReader(db, self._documents)
                return [
                    reader.add_to(record, keys[record.seed]) if record.seed in keys else record
                    for record in records
                ]
        finally:
            database.connection.close()
