"""What went wrong with a store, in words that tell what to do."""

import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gdrun.errors import StoreError, StoreLockedError, StoreWriteError
from gdrun.store.digests import DigestError


@contextmanager
def errors_in_words(path: Path) -> Iterator[None]:
    """Turns SQLite's errors into those of a store."""
    try:
        yield
    except sqlite3.Error as error:
        raise _in_words(path, error) from None
    except UnicodeDecodeError:  # Of text, or of a message about it, that is no longer UTF-8.
        raise cut_short(path) from None


@contextmanager
def damage_in_words(path: Path) -> Iterator[None]:
    """Turns what values that make no sense raise into words; SQLite keeps no checksums."""
    try:
        yield
    except DigestError:
        raise StoreError(
            f"{path}: what is read here is damaged: it is not what was stored, so it is not shown. "
            "`gdrun rm` removes the experiment, and its command then computes it anew"
        ) from None
    except (ValueError, TypeError, LookupError, ArithmeticError, zlib.error):
        raise cut_short(path) from None
    except MemoryError:
        raise StoreError(f"{path}: the memory does not suffice to read what is stored") from None


def cut_short(path: Path) -> StoreError:
    """Of a store that is not whole."""
    return StoreError(
        f"{path}: this store is cut short or damaged; it is left as it is. A copy of it may be "
        "saved by `sqlite3 COPY .recover`; to go on, name another --store"
    )


def removed(path: Path) -> StoreError:
    """Of an experiment that another command removed."""
    return StoreError(f"{path}: the experiment was removed from the store meanwhile")


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
    if extended == sqlite3.SQLITE_READONLY_DBMOVED:
        return StoreError(
            f"{path}: this file was moved, replaced or removed while a command wrote to it; what "
            "was to be stored since then is in no file"
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
        return removed(path)
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return cut_short(path)
    return StoreError(f"{path}: the store cannot be used: {error}")
