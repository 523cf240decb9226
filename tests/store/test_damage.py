"""Whatever happens to the file: a message, and not a byte of it lost."""

import json
import os
import random
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from gdrun.errors import StoreError, StoreWriteError
from gdrun.records import Status
from gdrun.store import Store
from gdrun.store.tables import VERSION
from tests.store.killing import kill_often
from tests.store.trials import add, begin, record


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Of a store with a hundred trials."""
    path = tmp_path / "gdrun.db"
    with Store.open(path) as store:
        known = begin(store)
        for seed in range(100):
            add(known, 0, f"key{seed}", record(seed), weights=True)
        known.finish(trials=100)
    return path


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")
@pytest.mark.parametrize("readonly", [True, False])
def test_what_is_no_file_is_refused_and_not_waited_for(tmp_path: Path, readonly: bool) -> None:
    os.mkfifo(tmp_path / "pipe.db")
    for path in (tmp_path / "pipe.db", Path("/dev/null"), Path("/dev/zero")):
        with pytest.raises(StoreError, match="a device, a pipe or a socket"):
            Store.open(path, readonly=readonly)


@pytest.mark.parametrize(
    "change",
    ["name = 'x'", "begun = 'x'", "trials = 7", "status = 'done', trials = 300", "id = 'abcd'"],
)
def test_one_damaged_experiment_keeps_nobody_from_the_others(path: Path, change: str) -> None:
    with Store.open(path) as store:
        known = begin(store, "two")
        add(known, 0, "other", record(5), weights=True)
        known.finish(trials=1)
    with closing(sqlite3.connect(path)) as db:
        db.execute(f"UPDATE experiments SET {change} WHERE number = 1")
        db.commit()
    with Store.open(path) as store:
        other, first = sorted(store.experiments(), key=lambda each: each.status == "damaged")
        assert (other.status, first.status, first.begun) == ("done", "damaged", None)
        assert len(store.outcome(store.resolve(other.id)).records) == 1
        with pytest.raises(StoreError, match="damaged"):
            store.outcome(store.resolve(first.id))
        assert store.remove(first.id) == 100
        assert [each.id for each in store.experiments()] == [other.id]


def read(path: Path, readonly: bool) -> None:
    with Store.open(path, readonly=readonly) as store:
        for each in store.experiments():
            store.outcome(store.resolve(each.id), histories=True)


def refused(path: Path, says: str) -> None:
    """Neither reading nor writing works, and the file stays as it is."""
    before = path.read_bytes()
    for readonly in (True, False):
        with pytest.raises(StoreError, match=says):
            read(path, readonly)
    assert path.read_bytes() == before
    assert [file.name for file in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize(
    "content", [b"seeds: 10\n", b"\0" * 5000, b"SQLite format 4\0" + b"x" * 100, b"SQL"]
)
def test_a_file_that_is_no_store(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "other.db"
    path.write_bytes(content)
    refused(path, "no store|cut short")


def test_a_database_of_somebody_else(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE addresses (name TEXT)")
    refused(path, "no store")


def test_a_store_from_a_newer_gdrun(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {VERSION + 1}")
    refused(path, "newer gdrun")


@pytest.mark.parametrize("version", [0, -1])
def test_a_version_that_never_was(path: Path, version: int) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {version}")
    refused(path, "damaged")


def test_a_lack_of_memory_is_no_damage(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def lack(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr("gdrun.store.rows.History", lack)
    with pytest.raises(StoreError, match="memory does not suffice"):
        read(path, True)


def test_an_experiment_that_is_not_there_is_told(path: Path) -> None:
    """Removed by another command since its id was looked up."""
    with Store.open(path) as store:
        known = store.resolve("last")
        store.remove(known)
        for each in (store.outcome, store.describe):
            with pytest.raises(StoreError, match="removed meanwhile"):
                each(known)


def test_a_store_that_was_cut_short(path: Path) -> None:
    whole = path.read_bytes()
    for size in range(1, len(whole), 1009):
        path.write_bytes(whole[:size])
        refused(path, "cut short|no store")


def test_a_store_with_junk_in_it(path: Path) -> None:
    """SQLite keeps no checksums, so some damage shows nowhere; but there is never a traceback."""
    whole, rng = path.read_bytes(), random.Random(0)
    for _ in range(300):
        size = rng.choice([1, 4, 100])
        # Most of the file is weights; what is described lies in its first pages.
        at = rng.randrange(rng.choice([len(whole) - size, 8192]))
        path.write_bytes(whole[:at] + rng.randbytes(size) + whole[at + size :])
        with suppress(StoreError):
            read(path, True)


KILLED = """
import os, signal, sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
# So small a cache that pages are written into the store before the commit.
connection.execute("PRAGMA cache_size = 1")
connection.execute("BEGIN IMMEDIATE")
connection.execute("UPDATE trials SET message = hex(randomblob(2000)), status = 'failed'")
connection.execute("DELETE FROM results")
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def killed(path: Path) -> Path:
    """A store whose writer was killed in the middle of a commit: its journal is hot."""
    before = path.read_bytes()
    run = subprocess.run([sys.executable, "-c", KILLED, str(path)], timeout=60)
    assert run.returncode == -9
    assert path.read_bytes() != before
    assert Path(f"{path}-journal").stat().st_size > 0
    return path


def test_a_commit_that_was_cut_off_is_undone_by_readers_too(killed: Path) -> None:
    with Store.open(killed, readonly=True) as store:
        records = store.outcome(store.resolve("last")).records
    assert [each.seed for each in records] == list(range(100))
    assert {(each.status, each.message) for each in records} == {(Status.FINISHED, "")}
    assert not Path(f"{killed}-journal").exists()


OPEN = """
import os, sys
from pathlib import Path
from gdrun.errors import StoreError
from gdrun.store import Store
if not os.geteuid():
    os.setegid(65534)
    os.seteuid(65534)
try:
    Store.open(Path(sys.argv[1]), readonly=True)
except StoreError as error:
    print(error)
"""


def opened_by_nobody(path: Path) -> str:
    """What somebody is told who is not root, and may write nowhere."""
    run = subprocess.run(
        [sys.executable, "-c", OPEN, str(path)], capture_output=True, text=True, timeout=60
    )
    assert not run.stderr
    return run.stdout


@pytest.fixture
def public() -> Iterator[Path]:
    """A folder that everybody may enter and read, for those of pytest are root's if it is root."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)
        Path(folder).chmod(0o755)


def test_a_commit_that_cannot_be_undone_is_told(killed: Path, public: Path) -> None:
    for name in (killed.name, f"{killed.name}-journal"):
        shutil.copy(killed.parent / name, public / name)
        (public / name).chmod(0o444)
    public.chmod(0o555)
    assert "was killed while it wrote" in opened_by_nobody(public / killed.name)


def test_a_folder_that_nobody_may_enter(public: Path) -> None:
    public.chmod(0o000)
    assert "Permission denied; name another --store" in opened_by_nobody(public / "gdrun.db")


@pytest.mark.parametrize("readonly", [True, False])
def test_a_name_that_is_too_long(tmp_path: Path, readonly: bool) -> None:
    with pytest.raises(StoreError, match="too long; name another"):
        Store.open(tmp_path / ("x" * 300), readonly=readonly)


def test_no_store_is_made_for_reading(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="there is no store"):
        Store.open(tmp_path / "gdrun.db", readonly=True)
    with pytest.raises(StoreError, match="no folder"):
        Store.open(tmp_path / "nowhere" / "gdrun.db")
    with pytest.raises(StoreError, match="folder"):
        Store.open(tmp_path)
    assert not list(tmp_path.iterdir())


def test_reading_does_not_write(path: Path) -> None:
    before = path.read_bytes()
    with Store.open(path, readonly=True) as store:
        assert len(store.outcome(store.resolve("last")).records) == 100
        with pytest.raises(StoreError, match="read-only"):
            begin(store, "two")
    assert path.read_bytes() == before


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_in_which_nobody_may_write(path: Path) -> None:
    path.parent.chmod(0o555)
    try:
        with Store.open(path, readonly=True) as store:
            assert len(store.experiments()) == 1
        with pytest.raises(StoreError), Store.open(path) as store:
            begin(store, "two")
    finally:
        path.parent.chmod(0o755)


def test_a_lock_that_is_not_given_back(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gdrun.store.waiting.PATIENCE", 0.1)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreError, match="locked"):
            Store.open(path)


def test_a_disk_that_is_full(path: Path) -> None:
    with Store.open(path) as store:
        known = begin(store, "two")
        store._database.connection.execute("PRAGMA max_page_count = 1")
        for seed in range(200):
            add(known, 0, f"new{seed}", record(seed), weights=True)
        with pytest.raises(StoreWriteError, match="full"):
            known.flush()
    with Store.open(path, readonly=True) as store:
        assert len(store.find([f"key{seed}" for seed in range(100)])) == 100


def train_with_room_for(size: int, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A training whose process may make no file larger than ``size`` bytes."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return subprocess.run(
        [sys.executable, "-c", IGNORE_SIGNAL + "main()", "train", *arguments],
        capture_output=True,
        text=True,
        timeout=300,
        preexec_fn=limit,
    )


@pytest.fixture
def trained(tmp_path: Path) -> tuple[list[str], Path]:
    """The arguments of a training, and its store, in which all of it is."""
    config, path = tmp_path / "config.yaml", tmp_path / "gdrun.db"
    config.write_text("data: {source: digits}\ntraining: {epochs: 100}\nseeds: 40\n")
    arguments = [str(config), "--store", str(path), "--workers", "1", "--quiet"]
    run = train_with_room_for(10**9, *arguments)
    assert (run.returncode, run.stderr) == (0, "")
    return arguments, path


def test_a_full_disk_loses_no_result(trained: tuple[list[str], Path]) -> None:
    """The store may not grow beyond some pages: the rest is printed nevertheless."""
    arguments, path = trained
    room = path.stat().st_size // 2
    path.unlink()
    run = train_with_room_for(room, *arguments)
    assert run.returncode == 1, run.stderr
    assert "40 seeds: all finished" in run.stdout
    # An error is told even with --quiet.
    assert run.stderr.startswith("not stored: ")
    assert "Traceback" not in run.stderr
    with Store.open(path, readonly=True) as store:
        (summary,) = store.experiments()
    assert 0 < summary.trials < 40
    again = train_with_room_for(10**9, *arguments)
    assert again.returncode == 0, again.stderr
    assert f"{summary.trials} of 40 trials stored already" in again.stdout


def test_a_full_disk_can_be_read(trained: tuple[list[str], Path]) -> None:
    """Not even what was asked for can be written down; what is stored is not computed again."""
    arguments, _ = trained
    run = train_with_room_for(1000, *arguments, "--json")
    assert run.returncode == 1, run.stderr
    assert run.stderr.startswith("not stored: ")
    document = json.loads(run.stdout)
    assert document["steps"] == 0
    assert len(document["variants"][0]["trials"]) == 40


IGNORE_SIGNAL = """
import signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
from gdrun.cli.app import main
"""


def test_killed_at_random_moments(tmp_path: Path) -> None:
    assert kill_often(tmp_path, 4, random.Random(1)) > 0
