"""Outcomes with outputs made by hand, judged row by row."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from gdrun.evidence.judged_rows import JudgedRows, judge_rows
from gdrun.records import Document, Documents, Outcome, RowOutputs, Variant, steps_of
from tests.records.outcomes import CONFIG, outcome, record

ROWS_OF_CLASS = 6


def classified(names: Sequence[str], seeds: int = 3, *, lines: bool = False) -> Outcome:
    """Trials that each take a row of every class but the last for one of the next class."""
    classes = len(names)
    targets = np.repeat(np.arange(classes), ROWS_OF_CLASS)
    numbers = np.arange(len(targets)) * 2
    target = {"name": "y", "columns": 1, "classes": list(names), "values": [], "kind": "str"}
    said = {
        "rows": steps_of(numbers),
        "lines": steps_of(numbers + 2) if lines else None,
        "targets": targets.tolist(),
        "weights": None,
    }
    documents = Documents(Document.saying({"target": target}), Document.saying({"test": said}))
    records = []
    for seed in range(seeds):
        predicted = targets.copy()
        wrong = np.arange(classes - 1) * ROWS_OF_CLASS + np.minimum(seed, 1)
        predicted[wrong] += 1
        raw = np.eye(classes)[predicted] * (2 + seed)
        losses = np.where(predicted == targets, 0.1, 2.0).astype(np.float32)
        kept = RowOutputs(raw, predicted.astype(np.uint16), losses)
        records.append(record(seed, 0.9, outputs={"test": kept}, documents=documents))
    return outcome(*records, variants=(Variant("toy", {}, CONFIG),))


def judged(names: Sequence[str], **changes: Any) -> JudgedRows:
    found = classified(names, **changes)
    return judge_rows(found, None, confusion=True, hardest=20, exponential=False)
