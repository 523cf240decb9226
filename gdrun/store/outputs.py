"""What is kept of trials' outputs, and what their data was made by.

Documents are plain data in JSON that many trials have in common. They are stored once, by their
hash, and go when no trial refers to them any more.
"""

import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdrun.records import Document, Documents, KeepOutputs, Outputs, Record, RowOutputs
from gdrun.store.digests import DigestError, check, digest

_FIELDS = ("raw", "classes", "losses")
_TYPES = ("<f4", "<f8", "|u1", "<u2", "<u4")


@dataclass(frozen=True)
class WaitingOutputs:
    """What is to be stored beside the trial with a key."""

    key: str
    documents: Documents
    outputs: Outputs | None


def write_outputs(db: sqlite3.Connection, waiting: Sequence[WaitingOutputs]) -> None:
    """Stores them, inside a transaction, for those trials that are there.

    What is there already of a trial stays if it tells more: its bits are the same.
    """
    documents: dict[str, Document] = {}
    rows = []
    for each in waiting:
        laid_out = None if each.outputs is None else _layout(each.outputs)
        content = None if each.outputs is None else _content(each.outputs)
        said = (each.documents.preparation, each.documents.rows, laid_out)
        documents |= {document.key: document for document in said if document}
        keys = [document.key if document else None for document in said]
        rows.append((*keys, content, _digest(each.key, keys, content), each.key))
    _write_documents(db, documents.values())
    db.executemany(
        "INSERT INTO outputs (trial, preparation, rows, layout, content, digest) "
        "SELECT t.number, "
        "(SELECT number FROM documents WHERE hash = ?), "
        "(SELECT number FROM documents WHERE hash = ?), "
        "(SELECT number FROM documents WHERE hash = ?), ?, ? FROM trials t WHERE t.key = ? "
        "ON CONFLICT (trial) DO UPDATE SET preparation = excluded.preparation, "
        "rows = excluded.rows, layout = excluded.layout, content = excluded.content, "
        "digest = excluded.digest "
        "WHERE length(excluded.content) >= coalesce(length(outputs.content), 0)",
        rows,
    )


def drop_documents(db: sqlite3.Connection) -> None:
    """Removes the documents that no trial refers to."""
    db.execute(
        "DELETE FROM documents WHERE number NOT IN (SELECT preparation FROM outputs UNION "
        "SELECT rows FROM outputs UNION SELECT layout FROM outputs WHERE layout IS NOT NULL)"
    )


class OutputReader:
    """Reads what is stored beside trials; a document is read once."""

    def __init__(
        self, db: sqlite3.Connection, documents: dict[int, Document] | None = None
    ) -> None:
        """Reads from a store, of which these documents are known already."""
        self._db = db
        self._documents = {} if documents is None else documents

    def add_to(self, record: Record, key: str, *, outputs: bool = True) -> Record:
        """A record with what is stored beside its trial, which has this key.

        Args:
            record: Of the trial.
            key: The trial's.
            outputs: Whether the record is to hold these, beside the documents.

        Raises:
            DigestError: If that is not what was written.
        """
        row = self._db.execute(
            "SELECT o.preparation, o.rows, o.layout, o.content, o.digest FROM trials t "
            "LEFT JOIN outputs o ON o.trial = t.number WHERE t.key = ?",
            (key,),
        ).fetchone()
        if row is None:
            self._check_removed(key)
            return record
        preparation, rows, layout, content, said = row
        if said is None:
            return record
        prepared, held_out = self._document(preparation), self._document(rows)
        laid_out = None if layout is None else self._document(layout)
        documents = [prepared.key, held_out.key, laid_out.key if laid_out else None]
        check(said, _digest(key, documents, content))
        kept = None
        if outputs and laid_out is not None:
            kept = _outputs(laid_out.said, content)
        return replace(record, documents=Documents(prepared, held_out), outputs=kept)

    def _check_removed(self, key: str) -> None:
        """Sees that a trial that is not found is not there, and no damaged index hides it.

        Raises:
            DigestError: If it is there.
        """
        query = "SELECT 1 FROM trials NOT INDEXED WHERE key = ?"
        if self._db.execute(query, (key,)).fetchone():
            raise DigestError("the index of trials lacks one of them")

    def kept(self, key: str) -> KeepOutputs:
        """What is kept of the outputs of the trial with this key."""
        row = self._db.execute(
            "SELECT o.layout FROM outputs o JOIN trials t ON t.number = o.trial WHERE t.key = ?",
            (key,),
        ).fetchone()
        if row is None or row[0] is None:
            return KeepOutputs.NONE
        return KeepOutputs.ALL if self.has_raw(row[0]) else KeepOutputs.LOSSES

    def has_raw(self, layout: int) -> bool:
        """Whether the outputs that this document is of are whole."""
        return "raw" in {field for _, field, *_ in self._document(layout).said["arrays"]}

    def _document(self, number: int) -> Document:
        if number not in self._documents:
            row = self._db.execute(
                "SELECT hash, content FROM documents WHERE number = ?", (number,)
            ).fetchone()
            if row is None:
                raise DigestError("a document is missing")
            document = Document.of(zlib.decompress(row[1]))
            if document.key != row[0]:
                raise DigestError("a document is not what was written")
            self._documents[number] = document
        return self._documents[number]


def _write_documents(db: sqlite3.Connection, documents: Iterable[Document]) -> None:
    for document in documents:
        known = db.execute("SELECT 1 FROM documents WHERE hash = ?", (document.key,)).fetchone()
        if known is None:
            db.execute(
                "INSERT INTO documents (hash, content) VALUES (?, ?)",
                (document.key, zlib.compress(document.text)),
            )


def _arrays(outputs: Outputs) -> Iterator[tuple[str, str, NDArray[Any]]]:
    """The arrays one after the other, each with its portion and what it holds."""
    for portion, of_rows in outputs.items():
        for field in _FIELDS:
            array = getattr(of_rows, field)
            if array is not None:
                yield portion, field, array.astype(array.dtype.newbyteorder("<"), copy=False)


def _layout(outputs: Outputs) -> Document:
    """What the content holds: of each array its portion, what it holds, its type and its shape."""
    arrays = [
        [portion, field, array.dtype.str, list(array.shape)]
        for portion, field, array in _arrays(outputs)
    ]
    return Document.saying({"arrays": arrays})


def _content(outputs: Outputs) -> bytes:
    return b"".join(array.tobytes() for _, _, array in _arrays(outputs))


def _outputs(layout: Mapping[str, Any], content: bytes) -> Outputs:
    found: dict[str, dict[str, NDArray[Any]]] = {}
    start = 0
    for portion, field, kind, shape in layout["arrays"]:
        if kind not in _TYPES or field not in _FIELDS:
            raise ValueError("outputs are of no known kind")
        dtype = np.dtype(kind)
        size = int(np.prod(shape, dtype=np.int64)) * dtype.itemsize
        array = np.frombuffer(content[start : start + size], dtype).reshape(shape)
        found.setdefault(portion, {})[field] = array.astype(dtype.newbyteorder("="))
        start += size
    if start != len(content):
        raise ValueError("outputs are not as long as they are said to be")
    return {
        portion: RowOutputs(*(arrays.get(field) for field in _FIELDS))
        for portion, arrays in found.items()
    }


def _digest(key: str, documents: Sequence[str | None], content: bytes | None) -> bytes:
    return digest((key, *documents), content or b"")
