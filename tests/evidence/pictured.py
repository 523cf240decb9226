"""Trials made by hand, to be drawn."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from gdrun.evidence.comparability import Candidate
from gdrun.records import LOSS, History, Measured, Outcome, Record, Status, Variant
from tests.records.outcomes import CONFIG, outcome, record

COLUMNS = ("learning_rate", "train.loss", "validation.loss", "validation.accuracy")
STOP = {**CONFIG, "training": {**CONFIG["training"], "stop": {"monitor": "validation.loss"}}}
NAN = math.nan
RATE, SIZE = "optimizer.learning_rate", "training.batch_size"
SHARES = (LOSS, Measured("accuracy", largest_is_best=True, primary=True, lowest=0, highest=1))
OVER_RATES = {
    ("sgd", 0.1): [0.90, 0.92, 0.91, 0.93],
    ("sgd", 0.01): [0.50, 0.52, 0.51, 0.49],
    ("sgd", 1.0): [NAN, NAN, 0.3, NAN],
    ("adam", 0.01): [0.95, 0.94, 0.96, 0.95],
    ("adam", 0.1): [0.91, 0.90, 0.93, 0.92],
    ("adam", 1.0): [NAN] * 4,
}


def history(
    losses: Sequence[float],
    *,
    rates: Sequence[float] | float = 0.1,
    kept: Sequence[int] | None = None,
    accuracies: Sequence[float] | None = None,
) -> History:
    """Of the losses of the epochs from 0 on; of training rows they are half as large."""
    told = np.array(losses, float)
    right = 1 - told / 4 if accuracies is None else np.array(accuracies)
    rows = np.column_stack(
        [np.broadcast_to(rates, len(told) - 1), told[1:] / 2, told[1:], right[1:]]
    )
    first = np.array([math.nan, told[0] / 2, told[0], right[0]])
    return History(COLUMNS, rows, None if kept is None else np.array(kept), first)


def trial(seed: int, told: History, status: Status = Status.FINISHED, **changes: Any) -> Record:
    fields = {"history": told, "epochs": int(told.epochs[-1]), **changes}
    return record(seed, 0.9, status, **fields)


def swept_over(
    values: Mapping[tuple[Any, ...], Sequence[float]], *keys: str, **changes: Any
) -> Outcome:
    """A sweep over these keys: accuracies of variants by their values; NaN diverged."""
    variants, records = [], []
    for settings, accuracies in values.items():
        named = dict(zip(keys, settings, strict=True))
        name = ", ".join(f"{key}={value}" for key, value in named.items())
        variants.append(Variant(name, named, CONFIG, {"data": "same"}))
        for seed, accuracy in enumerate(accuracies):
            status = Status.DIVERGED if math.isnan(accuracy) else Status.FINISHED
            part = {"loss": 1.0 - accuracy, "accuracy": accuracy}
            metrics = {"train": part, "validation": part, "test": part}
            changed = {"variant": name, "metrics": metrics}
            records.append(record(seed, 0.0, status, **changed))
    return outcome(*records, variants=tuple(variants), **changes)


def candidates(found: Outcome) -> list[Candidate]:
    return [Candidate(found, each, each.name) for each in found.variants]
