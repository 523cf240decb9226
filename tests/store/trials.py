"""Experiments and trials made by hand, to be stored."""

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from gdrun.config import parse_config
from gdrun.network import as_plain, dense_tensors
from gdrun.records import LOSS, History, Measured, Outcome, Record, Status, Variant
from gdrun.store import Store, StoredRun

METRICS = (
    LOSS,
    Measured("accuracy", largest_is_best=True, primary=True),
    Measured("mine", usual=False),
)
CONFIG = parse_config({"data": {"source": "iris"}, "seeds": 2}, Path(), "x").resolved()
PREPARATION = {
    "data": "ab",
    "inputs": 2,
    "outputs": 1,
    "tensors": as_plain(dense_tensors([2, 1])),
    "class_names": ["c", "d"],
    "feature_names": ["e"],
}
VARIANTS = (
    Variant("a", {"optimizer.learning_rate": 0.1}, CONFIG, PREPARATION),
    Variant("b", {"optimizer.learning_rate": 0.2}, CONFIG, PREPARATION),
)
FACTS = {
    "task": "classification", "rows": {"train": 3}, "inputs": 2, "outputs": 1, "parameters": 3,
    "loss": "binary_cross_entropy",
}  # fmt: skip


def outcome(**changes: Any) -> Outcome:
    given = Outcome("digits", VARIANTS, (), METRICS, 0.0, 0, notes=("a note",), facts=FACTS)
    return replace(given, **changes)


def record(seed: int = 0, variant: str = "a", **changes: Any) -> Record:
    given = Record(
        variant=variant,
        seed=seed,
        status=Status.FINISHED,
        epochs=2,
        steps=10,
        history=History(("learning_rate", "train.loss"), np.array([[0.1, 1.0], [0.1, 0.5]])),
        metrics={"validation": {"loss": 0.5, "accuracy": 0.9}},
        weights=np.arange(3, dtype=np.float32),
        weights_sha256="",
        seconds=0.25,
        fingerprint="here",
    )
    kept = replace(given, **changes)
    return replace(kept, weights_sha256=hashlib.sha256(kept.weights.tobytes()).hexdigest())


def add(run: StoredRun, place: int, key: str, kept: Record, weights: bool) -> None:
    run.add(place, key, f"of {key}", kept, kept.history, kept.weights if weights else None)


def begin(store: Store, identity: str = "one", **changes: Any) -> StoredRun:
    return store.begin(
        outcome(**changes), command="sweep", identity=identity, metric="accuracy", trials=4
    )


def same(a: Record, b: Record) -> bool:
    """Equal in everything but ``reused`` and outputs, with NaN equal to itself."""
    plain = replace(
        a,
        history=b.history,
        weights=b.weights,
        reused=b.reused,
        metrics=b.metrics,
        outputs=b.outputs,
        documents=b.documents,
    )
    return (
        plain == b
        and a.history.columns == b.history.columns
        and a.history.values.shape == b.history.values.shape
        and a.history.values.tobytes() == b.history.values.tobytes()
        and a.history.epochs.tolist() == b.history.epochs.tolist()
        and a.weights.dtype == b.weights.dtype
        and a.weights.tobytes() == b.weights.tobytes()
        and repr(a.metrics) == repr(b.metrics)
    )
