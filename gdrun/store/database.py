"""The SQLite file: opening it, be it new, old, not ours or not whole, reading it and writing to it.

The journal is SQLite's rollback journal with ``synchronous=FULL``: what was committed survives the
process and the machine. A write-ahead log would be faster, but it cannot be read where nobody may
write, and one commit takes many trials.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Self

from gdrun.errors import StoreError
from gdrun.store.messages import cut_short, damage_in_words, errors_in_words
from gdrun.store.migrations import migrate
from gdrun.store.tables import (
    APPLICATION_ID,
    SCHEMA,
    VERSION,
    WITH_DIGESTS,
    WITH_OUTPUTS,
    WITH_REQUESTS,
    WITH_SETTINGS,
)
from gdrun.store.waiting import ATTEMPT, wait_for_lock

_MAGIC = b"SQLite format 3\0"


class Database:
    """An open store; its errors are told in words.

    One of an older version is read as it is, and brought up to date when it is first written to.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self.connection = connection

    @classmethod
    def open(cls, path: Path, *, readonly: bool, patience: float | None = None) -> Self:
        """Opens the store in a file, which is made if there is none and it is not for reading.

        Args:
            path: The file.
            readonly: Whether nothing is written to it.
            patience: Seconds to wait for another command that writes; None for the usual ones.

        Raises:
            StoreError: If the file is no store, is not whole, is from a newer gdrun, or may not be
                used like this. Not a byte of it is changed then.
        """
        connection = wait_for_lock(lambda: _opened(path, readonly=readonly), patience)
        return cls(path, connection)

    def has_settings(self) -> bool:
        """Whether trials have a setting: not in a store of an older version that is only read."""
        return self.version() >= WITH_SETTINGS

    def has_digests(self) -> bool:
        """Whether rows have a digest."""
        return self.version() >= WITH_DIGESTS

    def has_outputs(self) -> bool:
        """Whether anything is kept beside trials."""
        return self.version() >= WITH_OUTPUTS

    def has_requests(self) -> bool:
        """Whether it is kept how experiments were asked for."""
        return self.version() >= WITH_REQUESTS

    def version(self) -> int:
        """The schema's, which another command may have brought up to date meanwhile."""
        with errors_in_words(self.path):
            return _pragma(self.connection, "user_version")

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """For questions, and for making sense of their answers."""
        with errors_in_words(self.path), damage_in_words(self.path):
            yield self.connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction: all of it is committed, or none."""
        with errors_in_words(self.path), damage_in_words(self.path):
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                migrate(self.connection)
                yield self.connection
                self.connection.execute("COMMIT")
            except BaseException:
                # A full disk may have ended the transaction already.
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")
                raise


def _opened(path: Path, *, readonly: bool) -> sqlite3.Connection:
    if _exists(path):
        _check_kind(path)
    elif readonly:
        raise StoreError(f"{path}: there is no store; `gdrun train` and `gdrun sweep` make one")
    elif not path.parent.is_dir():
        raise StoreError(f"{path}: there is no folder {path.parent}")
    with errors_in_words(path):
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
    if not path.is_file():
        raise StoreError(
            f"{path}: this is a device, a pipe or a socket; a store is a file, such as gdrun.db"
        )
    try:
        with path.open("rb") as file:
            head = file.read(len(_MAGIC))
    except OSError as error:
        raise StoreError(f"{path}: the store cannot be read: {error.strerror}") from None
    if head and head != _MAGIC[: len(head)]:
        raise StoreError(f"{path}: this file is no store of gdrun; it is left as it is")
    if 0 < len(head) < len(_MAGIC):
        raise cut_short(path)


def _prepare(connection: sqlite3.Connection, path: Path, readonly: bool) -> None:
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA cell_size_check = ON")
    # Keys are hashes: of many trials the index is written to all over, and read again and again.
    connection.execute("PRAGMA cache_size = -64000")
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
        raise cut_short(path)
    if version > VERSION:
        raise StoreError(
            f"{path}: this store is from a newer gdrun (its version is {version}, this gdrun knows "
            f"{VERSION}): use that gdrun, or another --store"
        )
    pages = _pragma(connection, "page_count") * _pragma(connection, "page_size")
    if path.stat().st_size < pages:
        raise cut_short(path)


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


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    (value,) = connection.execute(f"PRAGMA {name}").fetchone()
    return int(value)
