"""What is stored is what its key says, and what is stored already is not lost."""

import os
import shutil
import signal
import sqlite3
import threading
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Literal

import numba
import numpy as np
import pytest

import gdrun
from gdrun.config import Config, parse_config
from gdrun.experiment import KeepWeights, RunOptions, StoreOptions, train
from gdrun.experiment.stored_session import StoredSession
from gdrun.experiment.until import Until
from gdrun.parts import registry
from gdrun.parts.initializers import Initializer
from gdrun.parts.registry import parts
from gdrun.records import Outcome, Progress
from gdrun.statistics import Precision
from gdrun.store import Store
from gdrun.store.migrations import seal_all
from gdrun.trial.fingerprint import fingerprint

SIZES = ((2, 2), (2,), (2, 1), (1,))
"""Of W0, b0, W1, b1."""


def write_weights(path: Path, seed: int) -> None:
    rng = np.random.default_rng(seed)
    names = ("W0", "b0", "W1", "b1")
    arrays = {name: rng.normal(size=s) for name, s in zip(names, SIZES, strict=True)}
    np.savez(path, allow_pickle=False, **arrays)


def write_data(path: Path, seed: int) -> None:
    rng = np.random.default_rng(seed)
    np.savez(path, X=rng.normal(size=(60, 2)), y=rng.integers(0, 2, 60))


def with_weights(folder: Path, **sections: Any) -> Config:
    """A training whose weights and data come from files; with a progress or two in between."""
    write_weights(folder / "weights.npz", 0)
    write_data(folder / "data.npz", 0)
    given = {"name": "file", "path": "weights.npz"}
    config = {
        "data": {"source": "data.npz"},
        "model": {"hidden": [2], "weights": given, "biases": given},
        "training": {"epochs": 40_000},
        "seeds": 8,
        **sections,
    }
    return parse_config(config, folder, "given")


def hashes(outcome: Outcome) -> dict[int, str]:
    return {record.seed: record.weights_sha256 for record in outcome.records}


@pytest.mark.parametrize(
    ("write", "name", "sections"),
    [
        (write_weights, "weights.npz", {}),
        (write_data, "data.npz", {"randomness": {"vary": ["data", "order"]}}),
    ],
)
def test_trials_of_a_file_that_changes_are_not_stored_under_its_old_hash(
    tmp_path: Path, write: Any, name: str, sections: dict[str, Any]
) -> None:
    config, store = with_weights(tmp_path, **sections), StoreOptions(tmp_path / "gdrun.db")
    expected = hashes(train(config))
    changed = False

    def change(_: object) -> None:
        nonlocal changed
        if not changed:
            write(tmp_path / name, 1)
        changed = True

    outcome = train(config, options=RunOptions(workers=1, store=store, on_progress=change))
    assert changed
    assert hashes(outcome) != expected
    assert name in outcome.unsaved
    write(tmp_path / name, 0)
    again = train(config, options=RunOptions(workers=1, store=store))
    assert not again.unsaved
    assert hashes(again) == expected


def test_data_that_changes_before_the_store_is_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = with_weights(tmp_path, training={"epochs": 2})
    options = RunOptions(store=StoreOptions(tmp_path / "gdrun.db"))

    def change(*_: object) -> None:
        write_data(tmp_path / "data.npz", 1)

    with monkeypatch.context() as patched:
        # What is looked at last before the store is opened, and after the data was read.
        patched.setattr("gdrun.experiment.preparing.check_memory", change)
        stale = train(config, options=options)
    assert "data.npz" in stale.unsaved
    found = train(config, options=options)
    assert hashes(found) == hashes(train(config)) != hashes(stale)


def test_what_waits_for_a_lock_is_kept_when_the_run_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lock is given back long after the hurry of a Ctrl-C would be over."""
    monkeypatch.setattr("gdrun.experiment.stored_session.HURRIED", 0.0)
    config, path = with_weights(tmp_path), tmp_path / "gdrun.db"
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as other:
        unlock = threading.Timer(1.0, other.execute, ["ROLLBACK"])
        seen = 0

        def fail(progress: Progress) -> None:
            nonlocal seen
            if not other.in_transaction and not seen:
                other.execute("BEGIN EXCLUSIVE")
            seen = progress.epochs
            if seen >= 80_000:
                unlock.start()
                raise RuntimeError("a mistake in what shows progress")

        with pytest.raises(RuntimeError, match="a mistake"):
            train(config, options=RunOptions(1, StoreOptions(path), on_progress=fail))
        unlock.join()
    assert sum(record.reused for record in gdrun.train(config, store=path).records) >= 2


def _replace(path: Path) -> None:
    shutil.copy(path, path.with_name("copy.db"))
    path.with_name("copy.db").replace(path)


@pytest.mark.parametrize(
    ("befall", "says"),
    [
        (Path.unlink, "moved, replaced or removed"),
        (_replace, "moved, replaced or removed"),
        (lambda path: path.rename(path.with_name("other.db")), "moved, replaced or removed"),
        (lambda path: os.truncate(path, 0), "damaged"),
        (lambda path: os.truncate(path, path.stat().st_size // 2), "damaged"),
        (lambda path: path.write_bytes(b"hello" * 1000), "damaged"),
    ],
    ids=["removed", "replaced", "moved", "emptied", "cut", "overwritten"],
)
def test_what_befalls_a_store_costs_no_result(tmp_path: Path, befall: Any, says: str) -> None:
    config, path = with_weights(tmp_path), tmp_path / "gdrun.db"
    befallen = False

    def look(progress: Progress) -> None:
        nonlocal befallen
        if progress.trials and not befallen:
            befallen = True
            befall(path)

    outcome = train(config, options=RunOptions(1, StoreOptions(path), on_progress=look))
    assert befallen
    assert says in outcome.unsaved
    assert hashes(outcome) == hashes(train(config))


def test_an_experiment_that_was_removed_gets_no_trials_of_another(tmp_path: Path) -> None:
    """One that is begun in its place has its number."""
    config, path = with_weights(tmp_path), tmp_path / "gdrun.db"
    removed = False

    def remove(progress: Progress) -> None:
        nonlocal removed
        if progress.trials and not removed:
            removed = True
            with Store.open(path) as store:
                store.remove(store.resolve("given"))
            run_small(path)

    outcome = train(config, options=RunOptions(1, StoreOptions(path), on_progress=remove))
    assert removed
    assert "was removed" in outcome.unsaved
    assert len(outcome.records) == 8
    with Store.open(path, readonly=True) as store:
        assert [each.name for each in store.experiments()] == ["small"]
        assert len(store.outcome(store.resolve("small")).records) == 4


def test_weights_from_a_file_count_by_their_content(tmp_path: Path) -> None:
    config = with_weights(tmp_path, training={"epochs": 2})
    store = tmp_path / "gdrun.db"
    first = gdrun.train(config, store=store)
    assert all(record.reused for record in gdrun.train(config, store=store).records)
    write_weights(tmp_path / "weights.npz", 1)
    second = gdrun.train(config, store=store)
    assert not any(record.reused for record in second.records)
    assert hashes(first) != hashes(second) == hashes(gdrun.train(config))


def test_a_lock_is_waited_for_while_the_trials_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The store is locked for longer than anybody has patience, and given back before the end."""
    monkeypatch.setattr("gdrun.store.waiting.PATIENCE", 0.3)
    config, path = with_weights(tmp_path, seeds=20), tmp_path / "gdrun.db"
    locked, told = 0.0, list[int]()
    with closing(sqlite3.connect(path, isolation_level=None)) as other:

        def lock(progress: Progress) -> None:
            nonlocal locked
            if not locked:
                locked = time.monotonic()
                other.execute("BEGIN EXCLUSIVE")
            elif other.in_transaction:
                told.append(progress.trials)
                if time.monotonic() - locked > 1.0:
                    other.execute("ROLLBACK")

        outcome = train(config, options=RunOptions(1, StoreOptions(path), on_progress=lock))
        assert locked
        assert not other.in_transaction
    assert not outcome.unsaved
    # What is told to be done is stored.
    assert len(told) > 1
    assert len(set(told)) == 1
    assert all(record.reused for record in gdrun.train(config, store=path).records)


def test_records_give_up_their_weights_if_nobody_needs_them(tmp_path: Path) -> None:
    config, path = with_weights(tmp_path, training={"epochs": 2}), tmp_path / "gdrun.db"
    expected = gdrun.train(config)
    for reused in (False, True):
        found = train(config, options=RunOptions(store=StoreOptions(path), keep_arrays=False))
        assert {record.weights.size for record in found.records} == {0}
        assert {record.reused for record in found.records} == {reused}
        assert hashes(found) == hashes(expected)
    for kept, record in zip(gdrun.train(config, store=path).records, expected.records, strict=True):
        assert kept.reused
        np.testing.assert_array_equal(kept.weights, record.weights)


def test_trials_that_another_command_removes_meanwhile_are_missed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config, path = with_weights(tmp_path, training={"epochs": 2}), tmp_path / "gdrun.db"
    known = gdrun.train(config, store=path).id
    assert known
    find = StoredSession.find

    def find_and_lose(*arguments: Any, **options: Any) -> Any:
        found = find(*arguments, **options)
        with Store.open(path) as other:
            assert other.remove(known) == 8
        return found

    more = config.model_copy(update={"seeds": 10})
    with monkeypatch.context() as patched:
        patched.setattr(StoredSession, "find", find_and_lose)
        outcome = gdrun.train(more, store=path)
    assert len(outcome.records) == 10
    assert "8 trials" in outcome.unsaved
    again = gdrun.train(more, store=path)
    assert (again.id, again.unsaved) == (outcome.id, "")
    # What was computed is not lost for what was.
    assert [record.seed for record in again.records if record.reused] == [8, 9]


def test_ctrl_c_between_rounds_is_an_interruption() -> None:
    """When all trials of a round have ended, and their mean is not known well enough."""
    short = {"data": {"source": "iris"}, "training": {"epochs": 2}, "seeds": 15}
    config, rounds = parse_config(short, Path(), "short"), 0

    def press(progress: Progress) -> None:
        nonlocal rounds
        if progress.trials == progress.trials_planned:
            rounds += 1
            signal.raise_signal(signal.SIGINT)

    until = Until(Precision(1e-9))
    outcome = train(config, options=RunOptions(until=until, on_progress=press))
    assert rounds == 1
    assert len(outcome.records) == 15
    assert outcome.interrupted
    reached = train(config, options=RunOptions(until=Until(Precision(1e9)), on_progress=press))
    assert not reached.interrupted


SMALL = parse_config(
    {"data": {"source": "iris"}, "training": {"epochs": 2}, "seeds": 4}, Path(), "small"
)


def computed_by_another(path: Path, old: str, new: str, seeds: str = "0, 1, 2, 3") -> None:
    """Makes stored trials those of another fingerprint."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute(
            "UPDATE trials SET key = 'other' || number, fingerprint = replace(fingerprint, ?, ?) "
            f"WHERE number IN (SELECT trial FROM results WHERE seed IN ({seeds}))",
            (old, new),
        )
        # What is beside a trial says whose it is.
        db.execute("DELETE FROM outputs")
        seal_all(db)


def run_small(path: Path, **options: Any) -> Outcome:
    return train(SMALL, options=RunOptions(store=StoreOptions(path, **options)))


def reused(outcome: Outcome) -> list[bool]:
    return [record.reused for record in outcome.records]


def test_what_other_versions_computed_is_told_and_computed_again(tmp_path: Path) -> None:
    path = tmp_path / "gdrun.db"
    first = run_small(path)
    computed_by_another(path, f"numba {numba.__version__}", "numba 0.1", seeds="0, 2")
    # A trial is told of once, whatever rounds of seeds there are.
    again = run_small(path)
    assert reused(again) == [False, True, False, True]
    assert hashes(again) == hashes(first)
    (note,) = again.notes
    assert f"(Numba from 0.1 to {numba.__version__}): 2; --reuse-any takes them" in note
    assert not run_small(path).notes


def test_what_another_command_stores_meanwhile_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is no trial of another version."""
    path = tmp_path / "gdrun.db"
    first = run_small(path)
    find, asked = Store.find, []

    def too_early(store: Store, keys: Sequence[str], *, weights: bool = False) -> Any:
        asked.append(keys)
        return find(store, keys[:1] if len(asked) == 1 else keys, weights=weights)

    monkeypatch.setattr(Store, "find", too_early)
    again = run_small(path)
    assert [len(keys) for keys in asked[:2]] == [4, 3]
    assert reused(again) == [True] * 4
    assert hashes(again) == hashes(first)
    assert not again.notes


def test_any_trials_are_taken_if_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "gdrun.db"
    first = run_small(path)
    computed_by_another(path, "sources ", "sources 0")
    taken = run_small(path, reuse_any=True)
    assert reused(taken) == [True] * 4
    assert "sources 0" in taken.records[0].fingerprint
    assert [record.weights.tobytes() for record in taken.records] == [
        record.weights.tobytes() for record in first.records
    ]
    (note,) = taken.notes
    assert note.endswith("what their bits depend on has changed (gdrun's sources): 4")
    assert "were taken" in note
    with Store.open(path, readonly=True) as store:
        assert taken.id is not None
        stored = store.outcome(taken.id)
    assert [record.fingerprint for record in stored.records] == [
        record.fingerprint for record in taken.records
    ]


def test_a_trial_of_the_present_fingerprint_is_preferred(tmp_path: Path) -> None:
    path = tmp_path / "gdrun.db"
    run_small(path)
    computed_by_another(path, "sources ", "sources 0")
    run_small(path)
    taken = run_small(path, reuse_any=True)
    assert {record.fingerprint for record in taken.records} == {fingerprint()}
    assert not taken.notes


def test_of_other_trials_the_last_is_taken_and_failed_ones_never(tmp_path: Path) -> None:
    path = tmp_path / "gdrun.db"
    for other in ("sources 0", "sources 1", "sources 2"):
        run_small(path)
        computed_by_another(path, "sources ", other)
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("UPDATE trials SET status = 'failed' WHERE fingerprint LIKE 'sources 2%'")
        seal_all(db)
    taken = run_small(path, reuse_any=True)
    assert all(record.fingerprint.startswith("sources 1") for record in taken.records)


def test_trials_of_others_without_weights_are_computed_again(tmp_path: Path) -> None:
    path = tmp_path / "gdrun.db"
    run_small(path, weights=KeepWeights.NONE)
    computed_by_another(path, "sources ", "sources 0")
    again = run_small(path, reuse_any=True)
    assert reused(again) == [False] * 4
    (note,) = again.notes
    assert "without weights" in note


def test_what_is_computed_afresh_is_not_told_to_be_stored_by_others(tmp_path: Path) -> None:
    path = tmp_path / "gdrun.db"
    run_small(path)
    computed_by_another(path, "sources ", "sources 0")
    fresh = run_small(path, fresh=True)
    assert reused(fresh) == [False] * 4
    assert not fresh.notes


def test_a_part_from_outside_has_no_setting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "gdrun.db"
    monkeypatch.setitem(registry._families, "initializers", dict(parts("initializers")))

    class Tenth(Initializer):
        """All 0.1."""

        name: Literal["my_tenths"] = "my_tenths"

        def draw(self, tensor: Any, rng: Any, folder: Any) -> Any:
            return np.full(tensor.shape, 0.1)

    model = SMALL.model.model_copy(update={"weights": Tenth()})
    config = SMALL.model_copy(update={"model": model, "seeds": 2})
    for _ in range(2):
        found = train(config, options=RunOptions(store=StoreOptions(path, reuse_any=True)))
        assert reused(found) == [False] * 2
        assert not found.notes
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("SELECT count(*), count(setting) FROM trials").fetchone() == (4, 0)
