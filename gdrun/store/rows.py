"""Records as rows of the table of trials, and back, without the loss of a bit."""

import hashlib
import json
import sys
import zlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import cache, lru_cache
from operator import attrgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdrun.records import (
    NO_HISTORY,
    Diagnoses,
    Diagnosis,
    History,
    PackedMetrics,
    Record,
    Status,
)
from gdrun.store import shapes
from gdrun.store.digests import check, digest
from gdrun.store.shapes import shaped
from gdrun.store.tables import WITH_DIAGNOSES, WITH_DIGESTS

COLUMNS = (
    "key", "setting", "status", "epochs", "steps", "seconds", "weights_sha256", "fingerprint",
    "message", "metrics", "columns", "history", "packed", "weights", "dtype", "digest",
    "diagnoses",
)  # fmt: skip
"""Of the table, in the order of ``values_of``."""

_READ = COLUMNS[2:-2]
"""What a ``TrialRow`` holds besides the key: all that a store of any version has."""

REUSABLE = tuple(status.value for status in Status if status.complete)
"""How trials ended that may be used again."""

_EPOCH = "epoch"
"""The first column of a history that lacks epochs: the number of each row's.

A row more than there are epochs, or the epoch 0, is of the first weights.
"""

LARGE = 8192
"""Bytes of a history from which on it is compressed; for less it takes longer than it saves."""


@dataclass(frozen=True)
class TrialRow:
    """A row of the table of trials: what of a record does not depend on who asked for it."""

    key: str
    status: str
    epochs: int
    steps: int
    seconds: float
    weights_sha256: str
    fingerprint: str
    message: str
    metrics: str
    columns: str
    history: bytes
    packed: int
    weights: bytes | None
    """None if they were not kept, or not asked for."""
    dtype: str
    has_weights: int
    setting: str | None
    digest: bytes | None
    """None in a store of a version that had none."""
    diagnoses: str | None
    """None if nobody looked."""

    def record(self, variant: str, seed: int, *, histories: bool) -> Record:
        """The record, as one that was not computed now.

        Args:
            variant: Its name.
            seed: Its seed.
            histories: Whether it holds its history.

        Raises:
            ValueError: If the row is not what was written.
        """
        self._check()
        return Record(
            variant=variant,
            seed=seed,
            status=Status(self.status),
            epochs=self.epochs,
            steps=self.steps,
            history=self._history() if histories else NO_HISTORY,
            metrics=PackedMetrics(shaped(json.loads(self.metrics), shapes.METRICS)),
            weights=_nothing(self.dtype) if self.weights is None else self._weights(self.weights),
            weights_sha256=self.weights_sha256,
            seconds=self.seconds,
            # Nearly all have the same.
            fingerprint=sys.intern(self.fingerprint),
            message=self.message,
            reused=True,
            diagnoses=None if self.diagnoses is None else _diagnoses(self.diagnoses),
        )

    @property
    def is_thinned(self) -> bool:
        """Whether its history lacks epochs."""
        return self.columns.startswith(f'["{_EPOCH}"')

    @property
    def history_rows(self) -> int:
        """How many epochs its history has."""
        return len(self._history().values)

    def _weights(self, stored: bytes) -> NDArray[np.floating]:
        little_endian = np.dtype(self.dtype).newbyteorder("<")
        return np.frombuffer(stored, little_endian).astype(self.dtype)

    def _history(self) -> History:
        columns = tuple(shaped(json.loads(self.columns), shapes.COLUMNS))
        if not columns:
            return NO_HISTORY
        stored = np.frombuffer(self._history_bytes(), "<f8")
        values = stored.astype(np.float64).reshape(-1, len(columns))
        if not self.is_thinned:
            return _history(columns, values, None, begins=len(values) > self.epochs)
        kept = values[:, 0].astype(np.int64)
        if (np.diff(kept, prepend=-1, append=self.epochs + 1) < 1).any():
            raise ValueError("what is stored does not fit together")
        return _history(
            columns[1:], np.ascontiguousarray(values[:, 1:]), kept, begins=0 in kept[:1]
        )

    def _history_bytes(self) -> bytes:
        return zlib.decompress(self.history) if self.packed else self.history

    def _check(self) -> None:
        if self.digest is not None:
            check(self.digest, trial_digest(*_DIGESTED_OF(self), diagnoses=self.diagnoses))
        if self.weights and hashlib.sha256(self.weights).hexdigest() != self.weights_sha256:
            raise ValueError("the weights are not those that were stored")


def select_list(*, weights: bool, version: int) -> str:
    """What SQL is to select from the trials ``t`` to make a ``TrialRow`` of.

    Args:
        weights: Whether these are wanted.
        version: The store's.
    """
    columns = (f"t.{column}" for column in ("key", *_READ))
    said = ", ".join("NULL" if each == "t.weights" and not weights else each for each in columns)
    # One that is missing must not be taken for one that never was.
    checked = "t.setting, coalesce(t.digest, '')" if version >= WITH_DIGESTS else "NULL, NULL"
    seen = "t.diagnoses" if version >= WITH_DIAGNOSES else "NULL"
    return f"{said}, t.weights IS NOT NULL, {checked}, {seen}"


def values_of(
    key: str,
    setting: str | None,
    record: Record,
    history: History,
    weights: NDArray[np.floating] | None,
) -> tuple[Any, ...]:
    """What goes into ``COLUMNS``; the record's own history and weights do not matter."""
    columns, values, epochs = history.columns, history.values, history.kept
    if history.first is not None:
        values = np.vstack([history.first, values])
        epochs = None if epochs is None else np.append(0, epochs)
    if epochs is not None:
        columns, values = (_EPOCH, *columns), np.column_stack([epochs, values])
    content = values.astype("<f8", copy=False).tobytes()
    packed = len(content) >= LARGE
    first = (
        key,
        setting,
        record.status.value,
        record.epochs,
        record.steps,
        record.seconds,
        record.weights_sha256,
        record.fingerprint,
        utf8(record.message),
        _METRICS.encode(record.metrics),
        _columns(columns),
        zlib.compress(content) if packed else content,
        int(packed),
    )
    # A trial that failed has none, which is not the same as having kept them.
    kept = _little_endian(weights) if weights is not None and weights.size else None
    dtype = _name(record.weights.dtype)
    seen = None if record.diagnoses is None else _said(record.diagnoses)
    return (*first, kept, dtype, trial_digest(*first, dtype, diagnoses=seen), seen)


def _history(
    columns: tuple[str, ...],
    values: NDArray[np.float64],
    kept: NDArray[np.int64] | None,
    *,
    begins: bool,
) -> History:
    """A history of these rows; ``begins`` if the first of them is of the first weights."""
    if not begins:
        return History(columns, values, kept)
    return History(columns, values[1:], None if kept is None else kept[1:], values[0])


def trial_digest(*values: Any, diagnoses: str | None) -> bytes:
    """Of a row's ``DIGESTED`` columns, and of what was seen of the trial, if anybody looked.

    Its weights may be given up, or come later.
    """
    seen = () if diagnoses is None else (diagnoses,)
    return digest((*values[:_HISTORY], *values[_HISTORY + 1 :], *seen), values[_HISTORY])


DIGESTED = tuple(column for column in COLUMNS if column not in ("weights", "digest", "diagnoses"))
_DIGESTED_OF = attrgetter(*DIGESTED)
_HISTORY = DIGESTED.index("history")


def marks(values: Iterable[object]) -> str:
    """A question mark for each value, as SQL has them."""
    return ", ".join("?" for _ in values)


def utf8(text: str) -> str:
    """``text`` as it can be stored: a path in it may hold bytes that are no text."""
    return text.encode(errors="replace").decode()


def _little_endian(weights: NDArray[np.floating]) -> bytes:
    """The bytes that are stored."""
    return weights.astype(weights.dtype.newbyteorder("<"), copy=False).tobytes()


_METRICS = json.JSONEncoder(default=dict)
"""Metrics may be any mappings."""


@lru_cache(1000)
def _said(diagnoses: Diagnoses) -> str:
    plain = [
        {key: value for key, value in asdict(each).items() if value is not None}
        for each in diagnoses
    ]
    return json.dumps(plain)


@lru_cache(1000)
def _diagnoses(text: str) -> Diagnoses:
    """Most trials have the same, or none."""
    told = shaped(json.loads(text), shapes.DIAGNOSES)
    return tuple(Diagnosis(each["name"], each.get("epoch"), each.get("layer")) for each in told)


@cache
def _nothing(dtype: str) -> NDArray[np.floating]:
    return np.empty(0, dtype)


@cache
def _name(dtype: np.dtype[Any]) -> str:
    """NumPy makes it anew each time, which takes as long as half a row."""
    return dtype.name


@cache
def _columns(names: tuple[str, ...]) -> str:
    return json.dumps(names)
