"""Opening a store's file: new, old, not ours, or not whole; and what its errors mean.

The journal is SQLite's rollback journal with ``synchronous=FULL``: what was committed survives the
process and the machine. A write-ahead log would be faster, but it cannot be read where nobody may
write, and one commit takes many trials.
"""

import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from gdrun.errors import StoreError, StoreLockedError, StoreWriteError
from gdrun.store.tables import APPLICATION_ID, MIGRATIONS, SCHEMA, VERSION
from gdrun.store.waiting import ATTEMPT

_MAGIC = b"SQLite format 3\0"


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turns SQLite's errors into words."""
    try:
        yield
    except sqlite3.Error as error:
        raise _in_words(path, error) from None
    except UnicodeDecodeError:  # Of text, or of a message about it, that is no longer UTF-8.
        raise _cut_short(path) from None


@contextmanager
def decoded(path: Path) -> Iterator[None]:
    """Turns what values that make no sense raise into words; SQLite keeps no checksums."""
    try:
        yield
    except (ValueError, TypeError, LookupError, ArithmeticError, zlib.error):
        raise _cut_short(path) from None
    except MemoryError:
        raise StoreError(f"{path}: the memory does not suffice to read what is stored") from None


def connect(path: Path, *, readonly: bool) -> sqlite3.Connection:
    """A connection to the store in a file, which is made if there is none.

    Raises:
        StoreError: If the file is no store, is not whole, is from a newer gdrun, or may not be
            used like this. Not a byte of it is changed then.
    """
    if _exists(path):
        _check_kind(path)
    elif readonly:
        raise StoreError(f"{path}: there is no store; `gdrun train` and `gdrun sweep` make one")
    elif not path.parent.is_dir():
        raise StoreError(f"{path}: there is no folder {path.parent}")
    with told(path):
        if readonly and _exists(Path(f"{path}-journal")):
            _recover(path)
        connection = _connect(path, "ro" if readonly else "rwc")
        try:
            _prepare(connection, path, readonly)
        except BaseException:
            connection.close()
            raise
    return connection


def _exists(path: Path) -> bool:
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise StoreError(
            f"{path}: there can be no store here: {reason}; name another --store, or --no-store"
        ) from None
    return True


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    # Transactions are begun explicitly.
    return sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}", uri=True, timeout=ATTEMPT, isolation_level=None
    )


def _recover(path: Path) -> None:
    """Undoes a commit that a killed process left half done, which a reader may not do."""
    with closing(_connect(path, "rw")) as connection:
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()


def _check_kind(path: Path) -> None:
    if path.is_dir():
        raise StoreError(f"{path}: this is a folder; a store is a file, such as {path}/gdrun.db")
    try:
        with path.open("rb") as file:
            head = file.read(len(_MAGIC))
    except OSError as error:
        raise StoreError(f"{path}: the store cannot be read: {error.strerror}") from None
    if head and head != _MAGIC[: len(head)]:
        raise StoreError(f"{path}: this file is no store of gdrun; it is left as it is")
    if 0 < len(head) < len(_MAGIC):
        raise _cut_short(path)


def _prepare(connection: sqlite3.Connection, path: Path, readonly: bool) -> None:
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")
    # The first read also undoes a commit that a killed process left half done.
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    if tables == 0 and _pragma(connection, "application_id") == 0:
        if readonly:
            raise StoreError(f"{path}: this store is empty")
        _create(connection)
    if _pragma(connection, "application_id") != APPLICATION_ID:
        raise StoreError(f"{path}: this database is no store of gdrun; it is left as it is")
    version = _pragma(connection, "user_version")
    if version < 1:
        raise _cut_short(path)
    if version > VERSION:
        raise StoreError(
            f"{path}: this store is from a newer gdrun (its version is {version}, this gdrun knows "
            f"{VERSION}): use that gdrun, or another --store"
        )
    pages = _pragma(connection, "page_count") * _pragma(connection, "page_size")
    if path.stat().st_size < pages:
        raise _cut_short(path)
    if version < VERSION and not readonly:
        _migrate(connection)


def _create(connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN IMMEDIATE")
    # Another process may have been faster.
    if _pragma(connection, "application_id") == 0:
        for statement in SCHEMA.split(";"):
            if statement.strip():
                connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {VERSION}")
    connection.execute("COMMIT")


def _migrate(connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN IMMEDIATE")
    # Another process may have been faster.
    for step in range(_pragma(connection, "user_version"), VERSION):
        for statement in MIGRATIONS[step].split(";"):
            connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {VERSION}")
    connection.execute("COMMIT")


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    (value,) = connection.execute(f"PRAGMA {name}").fetchone()
    return int(value)


def _cut_short(path: Path) -> StoreError:
    return StoreError(
        f"{path}: this store is cut short or damaged; it is left as it is. A copy of it may be "
        "saved by `sqlite3 COPY .recover`; to go on, name another --store"
    )


def _in_words(path: Path, error: sqlite3.Error) -> StoreError:
    extended = getattr(error, "sqlite_errorcode", 0)
    code = extended & 0xFF
    if code == sqlite3.SQLITE_FULL:
        return StoreWriteError(f"{path}: the disk is full, so the store took nothing more")
    if code in (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_NOLFS):
        return StoreWriteError(f"{path}: the disk did not take it: {error}")
    if extended in (sqlite3.SQLITE_READONLY_ROLLBACK, sqlite3.SQLITE_READONLY_CANTLOCK):
        return StoreError(
            f"{path}: a command was killed while it wrote to this store, and nobody may write here "
            f"to undo it: copy the store and {path.name}-journal to a folder where you may, and "
            "use that copy"
        )
    if code == sqlite3.SQLITE_READONLY:
        return StoreError(f"{path}: the store is read-only; name another --store, or --no-store")
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return StoreLockedError(f"{path}: another program keeps the store locked")
    if code in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH):
        return StoreError(
            f"{path}: the store cannot be opened or made there; name another --store, or --no-store"
        )
    if code == sqlite3.SQLITE_CONSTRAINT:
        return StoreError(f"{path}: the experiment was removed from the store meanwhile")
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return _cut_short(path)
    return StoreError(f"{path}: the store cannot be used: {error}")
