"""Outputs that are read when they are needed are those that were stored, or none."""

import pickle
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from gdrun.errors import StoreError
from gdrun.records import Document, Documents, Record, RowOutputs
from gdrun.store import Store, StoredOutputs
from tests.store.trials import begin, record

DOCUMENTS = Documents(
    Document.saying({"target": {"name": "y"}}), Document.saying({"test": {"rows": [3, 1]}})
)


def losses(first: float) -> dict[str, RowOutputs]:
    """Those of two test rows."""
    return {"test": RowOutputs(None, None, np.array([first, 2.5], np.float32))}


def read_losses(records: Record | None) -> list[float] | None:
    """The losses that a record holds for its test rows."""
    if records is None or records.outputs is None:
        return None
    found = records.outputs["test"].losses
    return None if found is None else found.tolist()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "gdrun.db") as opened:
        yield opened


def stored(store: Store, identity: str = "one") -> tuple[StoredOutputs, list[Record]]:
    """Two variants, of which the first has outputs for its first seed alone."""
    run = begin(store, identity)
    records = [record(0), record(1), record(0, "b")]
    for place, kept, loss in ((0, records[0], 0.25), (0, records[1], None), (1, records[2], 4.0)):
        outputs = None if loss is None else losses(loss)
        key = f"{kept.variant}{kept.seed}"
        documents = None if loss is None else DOCUMENTS
        run.add(place, key, None, kept, kept.history, None, outputs, documents)
    run.flush()
    return StoredOutputs(store.path, run.id), records


def test_they_are_those_of_the_variant_and_the_seed(store: Store) -> None:
    read, (a0, a1, b0) = stored(store)
    found, without = read("a", [a0, a1])
    assert read_losses(found) == [0.25, 2.5]
    assert found.documents is not None
    assert found.documents.rows.said == {"test": {"rows": [3, 1]}}
    assert found.metrics is a0.metrics
    assert without is a1
    (other,) = read("b", [b0])
    assert read_losses(other) == [4.0, 2.5]
    assert other.documents is not None
    # Documents that trials have in common are read once.
    assert other.documents.rows is found.documents.rows


def test_in_any_order_and_as_far_as_they_are_asked_for(store: Store) -> None:
    read, (a0, a1, _) = stored(store)
    backward = read("a", [a1, a0])
    assert [each.seed for each in backward] == [1, 0]
    assert read_losses(backward[1]) == [0.25, 2.5]
    assert list(read("a", [])) == []


def test_an_outcome_that_was_read_without_outputs_reads_them(store: Store) -> None:
    known, _ = stored(store)
    outcome = store.outcome(known.experiment)
    assert all(each.outputs is None for each in outcome.records)
    assert outcome.read_outputs is not None
    found = outcome.read_outputs("b", [each for each in outcome.records if each.variant == "b"])
    assert [read_losses(each) for each in found] == [[4.0, 2.5]]


def test_of_what_is_not_stored_records_stay_as_they_are(store: Store) -> None:
    read, (a0, a1, _) = stored(store)
    assert list(read("no such variant", [a0])) == [a0]
    unknown = record(7)
    assert list(read("a", [unknown])) == [unknown]
    stored(store, "another that has the trials, too")
    store.remove(read.experiment)
    again = read("a", [a0, a1])
    assert again[0] is a0
    assert again[1] is a1


@pytest.mark.parametrize("version", [1, 5])
def test_a_store_from_before_outputs_were_kept_gives_none(version: int) -> None:
    path = Path(__file__).parent / "frozen" / f"v{version}.db"
    with Store.open(path, readonly=True) as old:
        found = old.outcome(old.experiments()[0].id)
    assert found.read_outputs is not None
    records = [each for each in found.records if each.variant == found.variants[0].name]
    again = found.read_outputs(found.variants[0].name, records)
    assert records
    assert [id(each) for each in again] == [id(each) for each in records]


def test_they_are_read_in_another_process_too(store: Store) -> None:
    read, (a0, *_) = stored(store)
    (found,) = pickle.loads(pickle.dumps(read))("a", [a0])
    assert read_losses(found) == [0.25, 2.5]
    # What was read before goes along.
    read("a", [a0])
    (again,) = pickle.loads(pickle.dumps(read))("a", [a0])
    assert found.documents is not None
    assert again.documents is not None
    assert again.documents.rows.key == found.documents.rows.key


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE outputs SET content = CAST(x'01' || substr(content, 2) AS BLOB)",
        "UPDATE outputs SET layout = NULL",
        "UPDATE documents SET content = x'00'",
        "DELETE FROM documents",
    ],
)
def test_damage_is_told(store: Store, change: str) -> None:
    read, (a0, *_) = stored(store)
    with closing(sqlite3.connect(store.path, isolation_level=None)) as db:
        db.execute(change)
    with pytest.raises(StoreError):
        read("a", [a0])


def test_a_store_that_stays_locked_gives_none(store: Store) -> None:
    known, (a0, *_) = stored(store)
    impatient = StoredOutputs(known.path, known.experiment, patience=0.0)
    with closing(sqlite3.connect(store.path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert impatient("a", [a0])[0] is a0
        other.execute("ROLLBACK")
    assert read_losses(impatient("a", [a0])[0]) == [0.25, 2.5]


def test_a_trial_that_its_index_lost_is_told(store: Store) -> None:
    """What is not found by its key is there all the same."""
    read, (a0, a1, _) = stored(store)
    whole = store.path.read_bytes()
    places = [at for at in range(len(whole)) if whole[at : at + 2] == b"a0"]
    # In the table, and in its index.
    assert len(places) == 2
    for at in places:
        store.path.write_bytes(whole[:at] + b"a9" + whole[at + 2 :])
        with pytest.raises(StoreError, match="damaged"):
            read("a", [a0, a1])
