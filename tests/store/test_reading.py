"""Records with histories, read one after the other."""

import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from gdrun.errors import StoreError
from gdrun.records import History
from gdrun.store import Store, stored_outcome
from gdrun.store.reading import StoredRecords
from gdrun.store.waiting import ATTEMPT
from tests.store.trials import add, begin, record, same


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Of two variants, with five and three trials."""
    with Store.open(tmp_path / "gdrun.db") as opened:
        known = begin(opened)
        for place, (variant, seeds) in enumerate({"a": range(5), "b": (7, 2, 4)}.items()):
            for seed in seeds:
                history = History(
                    ("train.loss",), np.full((3, 1), float(seed)), np.array([1, 5, 9])
                )
                kept = replace(record(seed, variant), history=history, epochs=9)
                add(known, place, f"{variant}{seed}", kept, weights=True)
        known.finish(trials=8)
        yield opened


@pytest.mark.parametrize(("at_once", "size"), [(100, 1_000_000), (2, 1_000_000), (100, 1)])
def test_they_are_all_there_and_in_order(
    store: Store, at_once: int, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gdrun.store.reading._AT_ONCE", at_once)
    monkeypatch.setattr("gdrun.store.reading._BYTES", size)
    expected = store.outcome(store.resolve("last"), histories=True).records
    found = stored_outcome(store, "last", histories=True).records
    assert isinstance(found, StoredRecords)
    assert len(found) == len(expected) == 8
    for _ in range(2):
        assert all(map(same, found, expected))
    assert same(found[0], expected[0])
    assert same(found[-1], expected[7])
    assert all(map(same, found[3:6], expected[3:6]))
    alone = stored_outcome(store, "last:b", histories=True)
    assert [each.seed for each in alone.records] == [2, 4, 7]
    assert all(map(same, alone.records, expected[5:]))
    assert [variant.name for variant in alone.variants] == ["b"]


def test_what_is_removed_meanwhile_is_told(store: Store) -> None:
    found = stored_outcome(store, "last", histories=True).records
    store.remove(store.resolve("last"))
    with pytest.raises(StoreError, match="removed meanwhile"):
        list(found)


def test_a_lock_of_another_command_is_waited_for(store: Store) -> None:
    outcome = store.outcome(store.resolve("last"))
    other = sqlite3.connect(store.path, check_same_thread=False)
    other.execute("BEGIN EXCLUSIVE")
    end = threading.Timer(2 * ATTEMPT, other.rollback)
    end.start()
    try:
        assert len(store.with_histories(outcome).records) == 8
    finally:
        end.join()
        other.close()
