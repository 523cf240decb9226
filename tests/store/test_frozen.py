"""Stores of every version that ever was are read as they are, and brought up to date by writing.

``tests/store/freeze.py`` made them; a new version of the schema needs a file of its own.
"""

import json
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gdrun.cli.compare import compare
from gdrun.cli.export import export
from gdrun.cli.runs import runs
from gdrun.cli.show import show
from gdrun.config import load_config, load_sweep
from gdrun.errors import ExportError, StoreWriteError
from gdrun.experiment import KeepWeights, RunOptions, StoreOptions, sweep, train
from gdrun.records import Outcome, Status
from gdrun.report.exports import exporters
from gdrun.store import Store
from gdrun.store.tables import VERSION
from gdrun.trial.fingerprint import fingerprint
from tests.store.freeze import CONFIGS, write_files
from tests.store.trials import begin, same

FOLDER = Path(__file__).parent / "frozen"


@pytest.fixture(params=range(1, VERSION + 1), ids=lambda version: f"v{version}")
def frozen(request: pytest.FixtureRequest) -> Path:
    return FOLDER / f"v{request.param}.db"


@pytest.fixture
def copy(frozen: Path, tmp_path: Path) -> Path:
    """The store as a user has it, beside the configs and files that it was made from."""
    write_files(tmp_path)
    return Path(shutil.copy(frozen, tmp_path / "gdrun.db"))


def read_all(store: Path, capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    """What every command that only reads says of a frozen store, or writes to a folder."""
    runs(store, json=True)
    listed = json.loads(capsys.readouterr().out)
    assert {each["name"] for each in listed} == set(CONFIGS)
    assert {e["name"]: e["status"] for e in listed if e["status"] != "done"} == {
        "interrupted": "interrupted"
    }
    for name in CONFIGS:
        show(name, store, json=False)
        assert "Computed by" in capsys.readouterr().out
        show(name, store, json=True)
        shown = json.loads(capsys.readouterr().out)
        for form, exporter in exporters().items():
            if exporter.binary and not exporter.needs_weights:
                export(name, form, folder / "out", store, force=True)
                assert (folder / "out").read_bytes()
            elif not exporter.needs_weights:
                export(name, form, None, store)
                assert capsys.readouterr().out
        if name == "small":
            trials = shown["variants"][0]["trials"]
            assert [trial["seed"] for trial in trials] == [0, 1, 2]
            assert all(trial["metrics"]["test"]["accuracy"] > 0 for trial in trials)
        if name == "rates":
            ended = [[t["status"] for t in v["trials"]] for v in shown["variants"]]
            assert ended == [["finished"] * 2, ["diverged"] * 2]
        if name == "interrupted":
            assert shown["interrupted"]
    compare(["small", "long"], store=store)
    assert "(2 seeds" in capsys.readouterr().out
    compare(["rates"], store=store)
    assert "diverged" in capsys.readouterr().out


def test_each_command_reads_it_as_it_is(
    frozen: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    before, beside = frozen.read_bytes(), sorted(frozen.parent.iterdir())
    assert len(before) < 200_000
    read_all(frozen, capsys, tmp_path)
    export("small", "npz", tmp_path / "w.npz", frozen)
    with np.load(tmp_path / "w.npz") as arrays:
        assert arrays["W0"].shape == (3, 4, 3)
    # What a network is used with is kept from version 6 on.
    for form in ("model", "onnx") if frozen.stem < "v6" else ():
        with pytest.raises(ExportError, match=r"older gdrun.*--fresh"):
            export("small", form, tmp_path / "network", frozen)
    assert frozen.read_bytes() == before
    assert sorted(frozen.parent.iterdir()) == beside


READ = """
import os, sys
from pathlib import Path
from gdrun.cli.compare import compare
from gdrun.cli.export import export
from gdrun.cli.runs import runs
from gdrun.cli.show import show
store = Path(sys.argv[1])
def read():
    runs(store)
    show("rates", store)
    compare(["small", "long"], store=store)
    for form in ("csv", "json", "markdown", "latex"):
        export("small", form, None, store)
read()
print("as anybody")
if not os.geteuid():
    os.setegid(65534)
    os.seteuid(65534)
try:
    Path(store.parent, "x").touch()
except PermissionError:
    read()
    print("read")
"""


@pytest.fixture
def locked_folder() -> Iterator[Path]:
    """A folder that everybody may enter; pytest's are root's if it is root."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)
        Path(folder).chmod(0o755)


def test_it_is_read_where_nobody_may_write(frozen: Path, locked_folder: Path) -> None:
    store = Path(shutil.copy(frozen, locked_folder / "gdrun.db"))
    store.chmod(0o444)
    locked_folder.chmod(0o555)
    run = subprocess.run(
        [sys.executable, "-c", READ, str(store)], capture_output=True, text=True, timeout=120
    )
    assert run.stderr == ""
    as_owner, as_anybody = run.stdout.split("as anybody\n")
    assert as_anybody == f"{as_owner}read\n"
    assert store.read_bytes() == frozen.read_bytes()
    assert list(locked_folder.iterdir()) == [store]


def everything(store: Store) -> list[Outcome]:
    return [store.outcome(each.id, histories=True, weights=True) for each in store.experiments()]


def version_of(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)


def tables_of(path: Path) -> dict[str, Any]:
    """Names of tables and indexes → their columns, in any order."""
    with closing(sqlite3.connect(path)) as connection:
        names = connection.execute("SELECT name, type FROM sqlite_schema").fetchall()
        info = {"table": "table_info", "index": "index_info"}
        return {
            name: {row[1:] if kind == "table" else row[2] for row in rows}
            for name, kind in names
            for rows in (connection.execute(f"PRAGMA {info[kind]}({name})").fetchall(),)
        }


def test_it_tells_how_experiments_were_asked_for_from_version_8_on(frozen: Path) -> None:
    with Store.open(frozen, readonly=True) as store:
        for name, text in CONFIGS.items():
            told = store.outcome(store.resolve(name)).request
            assert (told is not None) == (version_of(frozen) >= 8)
            if told:
                assert told.text == text
                assert told.command_line[1:3] == (f"{name}.yaml", "--json")


def test_writing_brings_it_up_to_date_and_loses_nothing(copy: Path) -> None:
    before = copy.read_bytes()
    with Store.open(copy, readonly=True) as store:
        old = everything(store)
    with Store.open(copy) as store:
        store.experiments()
        assert copy.read_bytes() == before
        mine = begin(store, "mine").id
        new = [each for each in everything(store) if each.id != mine]
    assert version_of(copy) == VERSION
    fresh = copy.with_name("fresh.db")
    with Store.open(fresh) as store:
        begin(store)
    assert tables_of(copy) == tables_of(fresh)
    assert len(old) == len(new) == len(CONFIGS)
    for was, now in zip(old, new, strict=True):
        assert len(was.records) == len(now.records) > 0
        assert was.variants == now.variants
        assert all(map(same, was.records, now.records))


def fill(store: Store) -> None:
    for number in range(1000):
        begin(store, f"another{number}")


def test_a_disk_that_is_full_leaves_it_as_it_was(copy: Path) -> None:
    before = version_of(copy)
    with Store.open(copy) as store:
        store._database.connection.execute("PRAGMA max_page_count = 1")
        with pytest.raises(StoreWriteError, match="full"):
            fill(store)
        if before < VERSION:
            assert version_of(copy) == before
            assert not store.computed(["any"])
        assert len(everything(store)) >= len(CONFIGS)


def run(store: Path, name: str, **options: Any) -> Outcome:
    """Trains or sweeps a config of the frozen store."""
    path = store.with_name(f"{name}.yaml")
    kept = RunOptions(store=StoreOptions(store, weights=KeepWeights.NONE, **options))
    if name == "rates":
        asked = load_sweep(path)
        return sweep(asked.experiment, asked.combinations(), options=kept)
    return train(load_config(path), options=kept)


@pytest.mark.parametrize("name", ["small", "rates", "long", "file"])
def test_its_trials_are_known_again(copy: Path, name: str) -> None:
    """Those of data in a file, too; the versions before 3 knew no such thing."""
    with Store.open(copy, readonly=True) as store:
        old = store.outcome(store.resolve(name), histories=True, weights=True)
    taken = run(copy, name, reuse_any=True)
    assert all(map(same, taken.records, old.records))
    assert all(record.reused for record in taken.records)
    if {record.fingerprint for record in old.records} == {fingerprint()}:
        assert not taken.notes
        return
    trials = len(old.records)
    assert [note for note in taken.notes if "were taken" in note and f"): {trials}" in note]
    computed = run(copy, name)
    assert not any(record.reused for record in computed.records)
    (told,) = [note for note in computed.notes if "--reuse-any" in note]
    assert "gdrun's sources" in told
    assert f"): {trials};" in told
    assert [record.status for record in computed.records] == [r.status for r in old.records]
    again = run(copy, name, reuse_any=True)
    assert {record.fingerprint for record in again.records} == {fingerprint()}
    assert not again.notes


def test_an_interrupted_one_goes_on(copy: Path) -> None:
    with Store.open(copy, readonly=True) as store:
        old = store.outcome(store.resolve("interrupted"), histories=True)
    path = copy.with_name("interrupted.yaml")
    seeds = [record.seed for record in old.records]
    path.write_text(CONFIGS["interrupted"].replace("seeds: 50", f"seeds: {[*seeds, 60]}"))
    found = run(copy, "interrupted", reuse_any=True)
    assert [record.reused for record in found.records] == [True] * len(seeds) + [False]
    assert {record.status for record in found.records} == {Status.FINISHED}


def test_weights_from_a_file_are_computed_again_where_their_content_is_unknown(copy: Path) -> None:
    known = version_of(copy) >= 3
    with Store.open(copy) as store:
        given = store.resolve("given")
        begin(store)
    with closing(sqlite3.connect(copy)) as connection:
        (settings,) = connection.execute(
            "SELECT count(setting) FROM trials JOIN results ON trial = trials.number "
            "JOIN experiments ON experiment = experiments.number WHERE id = ?",
            (given,),
        ).fetchone()
    assert settings == (3 if known else 0)
    found = run(copy, "given", reuse_any=True)
    assert {record.reused for record in found.records} == {known}


LOOK = """
import sys
from pathlib import Path
from gdrun.cli.compare import compare
from gdrun.cli.export import export
from gdrun.cli.runs import runs
from gdrun.cli.show import show
store = Path(sys.argv[1])
runs(store)
show("rates", store)
show("small", store)
compare(["small", "long"], store=store)
export("small", "csv", None, store)
print("loaded", *sorted(sys.modules))
"""


def test_reading_needs_neither_the_schema_of_configs_nor_the_compiler(frozen: Path) -> None:
    """Which take half a second to load, and know only the configs of today.

    The functions are called without Typer's command line, which itself imports pydantic.
    """
    run = subprocess.run(
        [sys.executable, "-c", LOOK, str(frozen)], capture_output=True, text=True, timeout=120
    )
    assert run.stderr == ""
    loaded = run.stdout.rpartition("loaded ")[2].split()
    assert "gdrun.store" in loaded
    heavy = ("pydantic", "numba", "llvmlite", "yaml")
    rooms = ("config", "parts", "data", "engine", "trial", "experiment")
    for name in (*heavy, *(f"gdrun.{room}" for room in rooms)):
        assert name not in loaded
