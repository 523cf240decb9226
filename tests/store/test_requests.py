"""A store tells how an experiment was asked for last, and nothing is found by that."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

import gdrun
from gdrun.errors import StoreError
from gdrun.records import Request
from gdrun.store import Store
from tests.store.trials import begin

CONFIG = "data: {source: iris}\nmodel: {hidden: [2]}\ntraining: {epochs: 1}\nseeds: 2\n"
SAID = Request(
    "# mine\nname: x",
    "Why?",
    "/some/folder",
    ("train", "x.yaml", "--set", "a=\udcff"),
    claims=("a > b",),
    claims_about="seeds",
)


def stored(path: Path) -> Request | None:
    with Store.open(path, readonly=True) as store:
        return store.outcome(store.resolve("last")).request


def test_what_goes_in_comes_out(tmp_path: Path) -> None:
    path = tmp_path / "gdrun.db"
    with Store.open(path) as store:
        begin(store)
    assert stored(path) is None
    with Store.open(path) as store:
        begin(store, request=SAID)
    assert stored(path) == SAID


def test_it_is_gone_with_its_experiment(tmp_path: Path) -> None:
    path = tmp_path / "gdrun.db"
    with Store.open(path) as store:
        store.remove(begin(store, request=SAID).id)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM requests").fetchone() == (0,)


@pytest.mark.parametrize("changed", ["replace(said, 'Why', 'Who')", "'{}'", "7", "x'00'"])
def test_what_was_altered_is_not_shown(tmp_path: Path, changed: str) -> None:
    path = tmp_path / "gdrun.db"
    with Store.open(path) as store:
        begin(store, request=SAID)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"UPDATE requests SET said = {changed}")
        connection.commit()
    with pytest.raises(StoreError, match="damaged"):
        stored(path)


def test_the_same_experiment_is_told_as_it_was_asked_for_last(tmp_path: Path) -> None:
    """Whatever is said of it in other words, its trials are the same."""
    config, path = tmp_path / "same.yaml", tmp_path / "gdrun.db"
    config.write_text(f"# first\n{CONFIG}")
    first = gdrun.train(config, store=path)
    told = stored(path)
    assert told == Request(f"# first\n{CONFIG}", "", str(tmp_path), ())
    config.write_text(f"# again\ndescription: for all to see\n{CONFIG}")
    again = gdrun.train(config, store=path)
    assert (again.id, again.steps) == (first.id, 0)
    assert all(record.reused for record in again.records)
    told = stored(path)
    assert told is not None
    assert told.text.startswith("# again")
    assert told.description == "for all to see"
    with Store.open(path, readonly=True) as store:
        assert len(store.experiments()) == 1


def test_claims_stay_until_others_are_made(tmp_path: Path) -> None:
    config, path = tmp_path / "same.yaml", tmp_path / "gdrun.db"
    config.write_text(CONFIG)
    gdrun.claim(config, ["test.accuracy > 0.5"], store=path, about="seeds")
    gdrun.train(config, store=path)
    told = stored(path)
    assert told is not None
    assert (told.claims, told.claims_about) == (("test.accuracy > 0.5",), "seeds")
    gdrun.claim(config, ["test.accuracy > 0.9"], store=path)
    told = stored(path)
    assert told is not None
    assert (told.claims, told.claims_about) == (("test.accuracy > 0.9",), "")


def test_a_damaged_request_is_replaced(tmp_path: Path) -> None:
    path, plain = tmp_path / "gdrun.db", replace(SAID, claims=(), claims_about="")
    with Store.open(path) as store:
        begin(store, request=SAID)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE requests SET said = replace(said, 'Why', 'Who')")
        connection.commit()
    with Store.open(path) as store:
        begin(store, request=plain)
    assert stored(path) == plain
