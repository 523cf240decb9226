"""Outcomes made by hand, to be shown."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from gdrun.records import LOSS, History, Measured, Outcome, Record, Status, Variant

CONFIG: dict[str, Any] = {
    "name": "toy",
    "data": {
        "source": {"name": "digits"},
        "normalize": {"name": "standardize"},
        "normalize_target": None,
    },
    "model": {
        "hidden": [32],
        "activation": {"name": "relu"},
        "weights": {"name": "glorot_uniform"},
        "biases": {"name": "zeros"},
    },
    "loss": None,
    "penalty": {"l1": 0.0, "l2": 0.01},
    "optimizer": {"name": "sgd", "learning_rate": 0.1, "momentum": 0.0},
    "decay": {"name": "none", "warmup": 0},
    "training": {
        "epochs": 5,
        "batch_size": 32,
        "shuffle": True,
        "dtype": "float32",
        "clip_value": None,
        "clip_norm": None,
        "stop": {},
    },
    "seeds": 3,
    "randomness": {"vary": ["init", "order"]},
}
METRICS = (
    LOSS,
    Measured("accuracy", largest_is_best=True, primary=True),
    Measured("brier", usual=False),
)
FACTS = {
    "task": "classification",
    "rows": {"train": 100, "test": 20},
    "inputs": 64,
    "outputs": 10,
    "parameters": 2410,
    "loss": "cross_entropy",
}


def record(seed: int, accuracy: float, status: Status = Status.FINISHED, **changes: Any) -> Record:
    metrics = {"loss": 1.0 - accuracy, "accuracy": accuracy}
    fields: dict[str, Any] = {
        "variant": "toy",
        "seed": seed,
        "status": status,
        "epochs": 5,
        "steps": 20,
        "history": History(("learning_rate",), np.full((5, 1), 0.1)),
        "metrics": {"train": metrics, "test": metrics},
        "weights": np.zeros(3),
        "weights_sha256": f"{seed:064x}",
        "seconds": 0.5,
        "fingerprint": "test",
        **changes,
    }
    return Record(**fields)


def outcome(*records: Record, **changes: Any) -> Outcome:
    fields: dict[str, Any] = {
        "experiment": "toy",
        "variants": (Variant("toy", {}, CONFIG),),
        "records": records,
        "metrics": METRICS,
        "seconds": 1.5,
        "steps": 60,
        "facts": FACTS,
        **changes,
    }
    return Outcome(**fields)


DIVERGED = record(2, math.nan, Status.DIVERGED)


def swept(
    values: Mapping[str, Sequence[float] | Mapping[int, float]],
    configs: Mapping[str, Mapping[str, Any]] | None = None,
    data: Mapping[str, str] | None = None,
    **changes: Any,
) -> Outcome:
    """A sweep whose variants have these accuracies by seed: NaN diverged, infinite failed."""
    variants, records = [], []
    for name, given in values.items():
        config = {**CONFIG, **((configs or {}).get(name, {}))}
        variants.append(Variant(name, {}, config, {"data": (data or {}).get(name, "same")}))
        by_seed = given if isinstance(given, Mapping) else dict(enumerate(given))
        for seed, accuracy in by_seed.items():
            if math.isinf(accuracy):
                status, metrics = Status.FAILED, {}
            else:
                status = Status.DIVERGED if math.isnan(accuracy) else Status.FINISHED
                part = {"loss": 1.0 - accuracy, "accuracy": accuracy}
                metrics = {"train": part, "validation": part, "test": part}
            records.append(record(seed, 0.0, status, variant=name, metrics=metrics))
    return outcome(*records, variants=tuple(variants), **changes)
