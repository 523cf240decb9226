"""Records as rows of the table of trials, and back, without the loss of a bit."""

import json
import zlib
from dataclasses import dataclass
from typing import Any

import numpy as np

from gdrun.records import History, Record, Status

COLUMNS = (
    "key", "status", "epochs", "steps", "seconds", "weights_sha256", "fingerprint", "message",
    "metrics", "columns", "history", "weights", "dtype",
)  # fmt: skip
"""Of the table, in the order of ``row_of``."""


@dataclass(frozen=True)
class Stored:
    """A row of the table of trials: what of a record does not depend on who asked for it."""

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
    weights: bytes | None
    dtype: str

    def record(self, variant: str, seed: int) -> Record:
        """The record, as one that was not computed now."""
        columns = tuple(json.loads(self.columns))
        values = np.frombuffer(zlib.decompress(self.history), "<f8").astype(np.float64)
        weights = np.frombuffer(self.weights or b"", np.dtype(self.dtype).newbyteorder("<"))
        return Record(
            variant=variant,
            seed=seed,
            status=Status(self.status),
            epochs=self.epochs,
            steps=self.steps,
            history=History(columns, values.reshape(-1, len(columns)) if columns else _NOTHING),
            metrics=json.loads(self.metrics),
            weights=weights.astype(self.dtype),
            weights_sha256=self.weights_sha256,
            seconds=self.seconds,
            fingerprint=self.fingerprint,
            message=self.message,
            reused=True,
        )


_NOTHING = np.empty((0, 0))


def row_of(key: str, record: Record, keep_weights: bool) -> tuple[Any, ...]:
    """The values of ``COLUMNS``."""
    weights = record.weights
    little = weights.astype(weights.dtype.newbyteorder("<"))
    return (
        key,
        record.status.value,
        record.epochs,
        record.steps,
        record.seconds,
        record.weights_sha256,
        record.fingerprint,
        record.message,
        json.dumps({part: dict(metrics) for part, metrics in record.metrics.items()}),
        json.dumps(record.history.columns),
        zlib.compress(record.history.values.astype("<f8").tobytes()),
        little.tobytes() if keep_weights else None,
        weights.dtype.name,
    )
