"""The store gives back what it was given, to the last bit, and nothing that it should not."""

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray

from gdrun.errors import StoreError
from gdrun.records import (
    NO_HISTORY,
    Diagnosis,
    Document,
    Documents,
    History,
    KeepOutputs,
    Record,
    RowOutputs,
    Status,
)
from gdrun.store import Store
from gdrun.store.metrics import stored_metrics
from tests.store.trials import FACTS, METRICS, VARIANTS, add, begin, record, same


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "gdrun.db") as opened:
        yield opened


def with_weights(store: Store, *keys: str) -> set[str]:
    """Those of the keys whose trials are stored with weights."""
    return {key for key, row in store.find(keys).items() if row.has_weights}


floats = st.floats(width=64)
diagnoses = st.builds(
    Diagnosis,
    st.text(st.characters(exclude_categories=["Cs"])),
    epoch=st.none() | st.integers(0, 2**40),
    layer=st.none() | st.integers(1, 9),
)
records = st.builds(
    record,
    seed=st.integers(0, 2**32 - 1),
    status=st.sampled_from([status for status in Status if status.complete]),
    epochs=st.integers(5, 2**40),
    seconds=st.floats(0, 1e9),
    message=st.text(st.characters(exclude_categories=["Cs"])),
    metrics=st.dictionaries(
        st.sampled_from(["train", "validation", "test"]),
        st.dictionaries(st.sampled_from(("loss", "accuracy")), floats),
    ),
    weights=st.sampled_from([np.float32, np.float64]).flatmap(
        lambda dtype: arrays.arrays(dtype, st.sampled_from([0, 3]))
    ),
    history=st.integers(0, 4).flatmap(
        lambda rows: st.builds(
            History,
            st.just(("learning_rate", "train.loss")),
            arrays.arrays(np.float64, (rows, 2)),
            st.sampled_from([None, np.arange(2, 2 + rows)]),
        )
    ),
    diagnoses=st.none() | st.lists(diagnoses, max_size=3).map(tuple),
)


@given(records)
@settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=60)
def test_a_record_comes_back_as_it_was(tmp_path_factory: Any, kept: Record) -> None:
    path = tmp_path_factory.mktemp("store") / "gdrun.db"
    with Store.open(path) as store:
        known = begin(store)
        add(known, 0, "key", kept, weights=True)
        known.flush()
    with Store.open(path, readonly=True) as store:
        (found,) = store.find(["key"], weights=True).values()
        (shown,) = store.outcome(store.resolve("last"), histories=True, weights=True).records
        (plain,) = store.outcome(store.resolve("last")).records
    assert same(plain, replace(kept, history=NO_HISTORY, weights=kept.weights[:0]))
    for each in (found.record("a", kept.seed, histories=True), shown):
        assert same(each, kept)
        assert each.reused


@pytest.mark.parametrize("altered", ["NULL", "'[]'"])
def test_diagnoses_that_were_altered_are_not_shown(tmp_path: Path, altered: str) -> None:
    path = tmp_path / "gdrun.db"
    with Store.open(path) as store:
        known = begin(store)
        add(known, 0, "key", record(diagnoses=(Diagnosis("falling_loss"),)), weights=False)
        known.flush()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"UPDATE trials SET diagnoses = {altered}")
        connection.commit()
    with Store.open(path, readonly=True) as store, pytest.raises(StoreError, match="damaged"):
        store.outcome(store.resolve("last"))


@pytest.mark.parametrize("kept", [None, np.array([1, 3])])
def test_the_first_weights_are_before_the_history(
    store: Store, kept: NDArray[np.int64] | None
) -> None:
    columns, first = ("learning_rate", "train.loss"), np.array([np.nan, 4.0])
    history = History(columns, np.array([[0.1, 2.0], [0.1, 1.0]]), kept, first)
    known = begin(store)
    add(known, 0, "key", record(epochs=2 if kept is None else 3, history=history), weights=False)
    known.flush()
    (found,) = store.outcome(known.id, histories=True).records
    assert found.history.first is not None
    assert found.history.first.tobytes() == first.tobytes()
    assert found.history.values.tobytes() == history.values.tobytes()
    assert found.history.epochs.tolist() == history.epochs.tolist()
    assert store.find(["key"])["key"].history_rows == 2


OUTPUTS = {
    "validation": RowOutputs(
        np.array([[1.5, -2.0], [0.5, np.inf]], np.float32),
        np.array([0, 1], np.uint8),
        np.array([0.25, 1e-30], np.float32),
    ),
    "test": RowOutputs(None, np.array([300], np.uint16), np.array([np.float32(2.5)])),
}
PREPARED = Document.saying(
    {
        "task": "classification", "named": True, "missing": "error", "weights": None,
        "columns": [
            {"name": "a", "kind": "number", "fill": 0.5},
            {"name": "b", "kind": "text", "categories": ["u", "v"]},
        ],
        "features": [{"name": "a", "column": 0}],
        "normalizer": {"name": "minmax"}, "learnt": {"shift": [0.1], "scale": [2.0]},
        "target": {
            "name": "y", "columns": 1, "classes": ["0", "1"], "values": [0, 1], "kind": "int64"
        },
        "training": {"rows": 2, "class_counts": [1, 1]},
    }
)  # fmt: skip
HELD_OUT = Document.saying(
    {"test": {"rows": [3, 1], "lines": None, "targets": [0, 1], "weights": [1.0, 0.5]}}
)


def test_outputs_and_what_they_are_of_come_back_and_go_with_the_trial(store: Store) -> None:
    known = begin(store)
    documents = Documents(PREPARED, HELD_OUT)
    kept = record()
    known.add(0, "key", None, kept, kept.history, None, OUTPUTS, documents)
    known.add(1, "none", None, record(1, "b"), kept.history, None, None, documents)
    known.flush()
    # The same trial again, without outputs: those that are there are as good.
    known.add(0, "key", None, kept, kept.history, None, None, documents)
    known.flush()
    found, without = store.outcome(known.id, outputs=True).records
    assert found.documents is not None
    assert found.documents.preparation.said == PREPARED.said
    assert found.documents.rows.said == HELD_OUT.said
    assert without.documents is not None
    assert without.outputs is None
    assert found.outputs is not None
    for portion, rows in OUTPUTS.items():
        for field in ("raw", "classes", "losses"):
            expected, got = getattr(rows, field), getattr(found.outputs[portion], field)
            assert (expected is None) == (got is None)
            if expected is not None:
                assert (expected.dtype, expected.shape) == (got.dtype, got.shape)
                assert expected.tobytes() == got.tobytes()
    assert store.kept_outputs(["key", "none"]) == {
        "key": KeepOutputs.ALL,
        "none": KeepOutputs.NONE,
    }
    (plain, _) = store.outcome(known.id).records
    assert plain.outputs is None
    store.remove(known.id)
    for table in ("outputs", "documents"):
        with closing(sqlite3.connect(store.path)) as db:
            assert db.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)


def test_outputs_that_tell_more_are_not_given_up(store: Store) -> None:
    known, kept = begin(store), record()
    documents = Documents(PREPARED, HELD_OUT)
    less = {name: replace(rows, raw=None) for name, rows in OUTPUTS.items()}
    for outputs in (less, OUTPUTS, less):
        known.add(0, "key", None, kept, kept.history, None, outputs, documents)
        known.flush()
    assert store.kept_outputs(["key"]) == {"key": KeepOutputs.ALL}


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE outputs SET content = CAST(x'01' || substr(content, 2) AS BLOB)",
        "UPDATE outputs SET rows = preparation",
        "UPDATE outputs SET layout = NULL",
        "DELETE FROM documents WHERE number = (SELECT rows FROM outputs)",
    ],
)
def test_changed_outputs_are_damage(store: Store, change: str) -> None:
    known = begin(store)
    kept = record()
    known.add(0, "key", None, kept, kept.history, None, OUTPUTS, Documents(PREPARED, HELD_OUT))
    known.flush()
    with closing(sqlite3.connect(store.path, isolation_level=None)) as db:
        db.execute(change)
    with pytest.raises(StoreError, match="it is not what was stored"):
        store.outcome(known.id, outputs=True)
    assert len(store.outcome(known.id).records) == 1


def test_a_failed_trial_has_nothing_but_its_message(store: Store) -> None:
    failed = record(
        status=Status.FAILED,
        history=History((), np.empty((0, 0))),
        weights=np.empty(0),
        message="no memory",
    )
    known = begin(store)
    add(known, 0, "key", failed, weights=True)
    known.flush()
    (shown,) = store.outcome(store.resolve("last")).records
    assert same(shown, failed)
    assert not store.find(["key"])


@pytest.mark.parametrize("status", list(Status))
def test_only_what_ended_by_itself_is_used_again(store: Store, status: Status) -> None:
    known = begin(store)
    add(known, 0, "key", record(status=status), weights=True)
    known.flush()
    assert bool(store.find(["key"])) is (status not in (Status.FAILED, Status.INTERRUPTED))


def test_what_failed_is_replaced_once_it_succeeds(store: Store) -> None:
    known = begin(store)
    add(known, 0, "key", record(status=Status.FAILED), weights=True)
    add(known, 0, "key", record(), weights=True)
    known.flush()
    assert [r.status for r in store.outcome(known.id).records] == [Status.FINISHED]


def test_what_succeeded_is_not_replaced_by_what_failed(store: Store) -> None:
    """A second command, or --fresh, may fail where the first did not."""
    known = begin(store)
    failed = record(status=Status.FAILED, weights=np.empty(0), metrics={}, message="no memory")
    add(known, 0, "key", record(), weights=True)
    known.flush()
    add(known, 0, "key", failed, weights=True)
    known.flush()
    (kept,) = store.outcome(known.id, histories=True, weights=True).records
    assert same(kept, record())


def test_weights_of_a_failed_trial_are_none(store: Store) -> None:
    """Once it succeeds without keeping its weights, none are there to be found."""
    known = begin(store)
    add(known, 0, "key", record(status=Status.FAILED, weights=np.empty(0)), weights=True)
    add(known, 0, "key", record(), weights=False)
    known.flush()
    assert set(store.find(["key"])) == {"key"}
    assert not with_weights(store, "key")


def test_weights_are_kept_if_asked_for(store: Store) -> None:
    known = begin(store)
    add(known, 0, "without", record(0), weights=False)
    add(known, 0, "with", record(1), weights=True)
    known.flush()
    assert [r.weights.size for r in store.outcome(known.id, weights=True).records] == [0, 3]
    assert with_weights(store, "with", "without") == {"with"}
    add(known, 0, "with", record(1), weights=False)
    known.flush()
    assert with_weights(store, "with") == {"with"}


def test_weights_are_given_up_unless_another_experiment_has_the_trial(store: Store) -> None:
    first, second = begin(store), begin(store, "two")
    for seed, key in enumerate(("own", "shared", "best")):
        add(first, 0, key, record(seed), weights=True)
    first.flush()
    second.link(1, 1, "shared")
    second.flush()
    first.finish(trials=3, drop_weights=["own", "shared"])
    assert with_weights(store, "own", "shared", "best") == {"shared", "best"}


def test_an_outcome_comes_back_with_its_variants(store: Store) -> None:
    known = begin(store)
    add(known, 1, "b1", record(1, "b"), weights=True)
    add(known, 0, "a0", record(0, "a"), weights=True)
    assert known.finish(trials=2) == 0
    found = store.outcome(known.id)
    assert found.variants == VARIANTS
    assert [(r.variant, r.seed) for r in found.records] == [("a", 0), ("b", 1)]
    assert (found.metrics, found.notes, found.facts) == (METRICS, ("a note",), FACTS)
    assert (found.seconds, found.steps, found.interrupted) == (0.5, 20, False)
    assert found.planned == 2
    assert (found.id, found.store) == (known.id, str(store.path))
    assert store.describe(known.id) == ("sweep", "accuracy")


def test_what_a_run_leaves_is_told_by_what_is_stored(store: Store) -> None:
    """A run that ends after one of two trials, one that ends after two, and one of --fresh."""
    known = begin(store)
    for seed, lacking, status in ((0, 1, "interrupted"), (1, 0, "done"), (1, 0, "done")):
        begin(store)
        add(known, 0, f"key{seed}", record(seed), weights=False)
        assert known.finish(trials=2) == lacking
        (listed,), found = store.experiments(), store.outcome(known.id)
        assert (listed.status, listed.planned) == (status, 2)
        assert found.interrupted is (status == "interrupted")
        assert found.planned - len(found.records) == lacking
        # A trial that is computed anew is not counted twice.
        assert (found.steps, found.seconds) == (10 * (seed + 1), 0.25 * (seed + 1))


def test_an_experiment_never_has_more_trials_than_planned(store: Store) -> None:
    """What --until added before is there when it begins anew with its first seeds."""
    known = begin(store)
    for seed in range(7):
        add(known, 0, f"key{seed}", record(seed), weights=False)
    known.finish(trials=7)
    for _ in range(2):
        begin(store)
        assert store.outcome(known.id).planned == 7
        known.finish(trials=4)
        assert store.outcome(known.id).planned == 7


def test_the_same_request_continues_its_experiment(store: Store) -> None:
    first, again, other = begin(store).id, begin(store).id, begin(store, "two").id
    assert first == again != other
    assert [each.id for each in store.experiments()] == [other, first]
    begin(store)
    assert [each.id for each in store.experiments()] == [first, other]


def test_a_trial_belongs_to_all_who_asked_for_it(store: Store) -> None:
    first, second = begin(store), begin(store, "two")
    add(first, 0, "shared", record(0), weights=True)
    add(first, 0, "own", record(1), weights=True)
    first.flush()
    second.link(1, 0, "shared")
    second.flush()
    assert store.remove(first.id) == 1
    (left,) = store.outcome(second.id).records
    assert (left.variant, left.seed) == ("b", 0)
    assert store.remove(second.id) == 1
    assert not store.experiments()


def test_ids_names_and_last(store: Store) -> None:
    with pytest.raises(StoreError, match="no experiment in"):
        store.resolve("last")
    first = begin(store).id
    second = begin(store, "two", experiment="iris").id
    assert store.resolve("last") == second
    assert store.resolve("digits") == first
    assert store.resolve(first[:3]) == first
    with pytest.raises(StoreError, match="did you mean `digits`"):
        store.resolve("digts")


def test_a_name_that_several_have_is_the_latests_or_refused(store: Store) -> None:
    first, second = begin(store).id, begin(store, "two").id
    assert store.resolve("digits") == second
    with pytest.raises(StoreError, match=f"of {second}, {first}$"):
        store.resolve("digits", single=True)
    for word, meant in ((first, first), ("last", second)):
        assert store.resolve(word, single=True) == meant
    store.remove(second)
    assert store.resolve("digits", single=True) == first


def test_many_keys_are_found_at_once(store: Store) -> None:
    known = begin(store)
    for seed in range(1200):
        add(known, 0, f"key{seed}", record(seed), weights=False)
    known.flush()
    found = store.find([f"key{seed}" for seed in range(0, 2400, 2)])
    assert set(found) == {f"key{seed}" for seed in range(0, 1200, 2)}
    (summary,) = store.experiments()
    assert (summary.variants, summary.trials, summary.planned) == (2, 1200, 4)


WRITER = """
import sys, time
from pathlib import Path
from gdrun.store import Store
from tests.store.trials import add, begin, record
with Store.open(Path(sys.argv[1])) as store:
    known = begin(store, sys.argv[2])
    print("ready", flush=True)
    sys.stdin.readline()
    start = time.time()
    for seed in range(100):
        add(known, 0, f"shared{seed}", record(seed), weights=True)
        add(known, 1, f"{sys.argv[2]}{seed}", record(seed, "b"), weights=False)
        known.flush()
    print(known.id, start, time.time())
"""


def test_processes_may_write_at_once(tmp_path: Path) -> None:
    """To one store, and in part the same trials: each finds all of its own afterwards."""
    path = tmp_path / "gdrun.db"
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path), name],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            cwd=Path(__file__).parents[2],
        )
        for name in ("one", "two", "three")
    ]  # fmt: skip
    for writer in writers:
        assert writer.stdout
        assert writer.stdout.readline() == "ready\n"
    for writer in writers:
        assert writer.stdin
        writer.stdin.write("\n")
        writer.stdin.flush()
    told = [writer.communicate(timeout=120) for writer in writers]
    assert [errors for _, errors in told] == ["", "", ""]
    ids, starts, ends = zip(*(output.split() for output, _ in told), strict=True)
    assert max(map(float, starts)) < min(map(float, ends)), "they did not write at once"
    with Store.open(path) as store:
        for known in ids:
            assert len(store.outcome(known).records) == 200
        assert store.remove(ids[0]) == 100
        assert len(store.outcome(ids[1]).records) == 200


def test_what_is_removed_is_removed_though_the_file_cannot_be_made_smaller(store: Store) -> None:
    """VACUUM copies the whole store, for which a full disk has no room."""
    known = begin(store)
    add(known, 0, "key", record(), weights=True)
    known.flush()

    def deny(action: int, *_: object) -> int:
        return sqlite3.SQLITE_DENY if action == sqlite3.SQLITE_ATTACH else sqlite3.SQLITE_OK

    store._database.connection.set_authorizer(deny)
    with pytest.raises(sqlite3.DatabaseError):
        store._database.connection.execute("VACUUM")
    assert store.remove(known.id) == 1
    assert not store.experiments()


def test_text_with_bytes_of_a_path_that_is_no_text(store: Store) -> None:
    """As Python reads file names that are not UTF-8: with surrogates, which UTF-8 has not."""
    known = begin(store, experiment="a\udcff", variants=(replace(VARIANTS[0], name="b\udcff"),))
    failed = record(variant="b?", status=Status.FAILED, message="c\udcff: no such file")
    add(known, 0, "key", failed, weights=True)
    known.flush()
    found = store.outcome(known.id)
    assert (found.experiment, found.records[0].variant) == ("a?", "b?")
    assert found.records[0].message == "c?: no such file"


def test_what_metrics_mean_is_stored_with_them(store: Store) -> None:
    found = store.outcome(begin(store).id)
    assert found.metrics == METRICS
    assert found.facts == FACTS


def test_of_old_stores_the_names_tell_what_metrics_mean() -> None:
    facts: dict[str, Any] = dict(FACTS)
    classes = stored_metrics(["loss", "accuracy", "macro_f1"], facts)
    assert [each.largest_is_best for each in classes] == [False, True, True]
    numbers = stored_metrics(["loss", "rmse", "mae", "r2"], facts)
    assert [each.largest_is_best for each in numbers] == [False, False, False, True]
    assert [each.name for each in (*classes, *numbers) if each.primary] == ["accuracy", "rmse"]
    assert all(each.usual for each in (*classes, *numbers))
    for names in (["loss"], ["loss", "accuracy", "brier"]):
        with pytest.raises(ValueError, match="does not fit together"):
            stored_metrics(names, facts)
