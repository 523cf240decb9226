"""What the trials of the design tell, and what becomes of rows in which one is of no use."""

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from gdrun.errors import StoreError
from gdrun.evidence.stream_variance import StreamVariance, variance_by_stream
from gdrun.records import Document, Documents, Outcome, Record, RowOutputs, Status, Variant
from gdrun.statistics import sensitivity
from tests.records.outcomes import CONFIG, outcome, record
from tests.statistics.simulate_variance import Floats, added, design

SAMPLES = 20
A, B, MIXED = design(added([0.6, 0.4]), SAMPLES, 3)
STREAMS = ("init", "order")


def designed(changed: dict[tuple[str, int], Record | None] | None = None, **config: Any) -> Outcome:
    """Trials whose accuracies are the design's; ``changed`` ones by variant and seed."""
    base = {**CONFIG, **config, "seeds": 2 * SAMPLES}
    variants = [Variant("base", {}, base)]
    values: dict[str, Floats] = {"base": np.concatenate([A, B])}
    for stream, mixed in zip(STREAMS, MIXED, strict=True):
        parameters = {f"randomness.offsets.{stream}": SAMPLES}
        variants.append(Variant(stream, parameters, {**base, "seeds": SAMPLES}))
        values[stream] = mixed
    found = {
        (name, seed): record(seed, 0.0, variant=name, metrics=metrics(value))
        for name, of in values.items()
        for seed, value in enumerate(of.tolist())
    }
    records = (found | (changed or {})).values()
    kept = [each for each in records if each is not None]
    return outcome(*kept, variants=tuple(variants))


def metrics(value: float) -> dict[str, dict[str, float]]:
    return {"validation": {"accuracy": value, "loss": -value}, "test": {"accuracy": 2 * value}}


def told(*changed: tuple[str, int, Status | None], **config: Any) -> StreamVariance:
    others: dict[tuple[str, int], Record | None] = {
        (name, seed): None
        if status is None
        else record(seed, math.nan, status, variant=name, metrics={})
        for name, seed, status in changed
    }
    return variance_by_stream(designed(others, **config))


def test_trials_are_put_where_they_belong() -> None:
    found = told()
    assert found.metric == "validation.accuracy"
    assert found.streams == STREAMS
    assert (found.samples, found.used, found.left_out) == (SAMPLES, SAMPLES, {})
    assert found.found == sensitivity(A, B, MIXED)
    assert found.found
    assert found.effects["order"] == found.found.effects[1]


def test_a_row_is_left_out_for_the_worst_of_its_trials() -> None:
    found = told(
        ("base", 3, Status.DIVERGED),
        # The same row, from B.
        ("base", SAMPLES + 3, Status.FAILED),
        ("init", 5, Status.DIVERGED),
        ("order", 7, Status.FINISHED),
        ("order", 9, None),
    )
    assert found.left_out == {"failed": 1, "diverged": 1, "undefined": 1, "missing": 1}
    assert found.used == SAMPLES - 4
    kept = [row for row in range(SAMPLES) if row not in (3, 5, 7, 9)]
    assert found.found == sensitivity(A[kept], B[kept], MIXED[:, kept])


@pytest.mark.parametrize(("diverged", "enough"), [(10, True), (11, False)])
def test_few_rows_say_nothing(diverged: int, enough: bool) -> None:
    found = told(*[("init", seed, Status.DIVERGED) for seed in range(diverged)])
    assert (found.found is not None) is enough
    assert found.used == SAMPLES - diverged
    assert bool(found.effects) is enough


def test_the_metric_may_be_another_on_another_portion() -> None:
    assert variance_by_stream(designed(), "loss").metric == "validation.loss"
    found = variance_by_stream(designed(), "test.accuracy").found
    assert found == sensitivity(2 * A, 2 * B, 2 * MIXED)
    # Where nothing validates, what is asked for without a portion is of the test rows.
    tested = outcome(*[record(seed, 0.9, variant="base") for seed in range(2 * SAMPLES)],
                     variants=designed().variants)  # fmt: skip
    assert variance_by_stream(tested).metric == "test.accuracy"
    with pytest.raises(StoreError, match="no metric `acuracy`"):
        variance_by_stream(designed(), "acuracy")


def with_outputs() -> Outcome:
    """Three trials of A, of which each gets another share of eight rows wrong."""
    said = {"rows": [0] + [1] * 7, "lines": None, "targets": [0] * 8, "weights": None}
    target = {"columns": 1, "classes": ["a", "b"]}
    documents = Documents(
        Document.saying({"target": target}), Document.saying({"validation": said})
    )
    found = []
    for seed in range(3):
        classes = np.array([1] * (seed + 1) + [0] * (7 - seed), np.uint8)
        losses = (classes * 2 + 0.5).astype(np.float32)
        kept = {"validation": RowOutputs(None, classes, losses)}
        scores = {"accuracy": 1 - classes.mean(), "loss": losses.mean(dtype=float), "brier": 0.2}
        each = dict.fromkeys(("train", "validation", "test"), scores)
        found.append(
            record(seed, 0.0, variant="base", metrics=each, outputs=kept, documents=documents)
        )
    return outcome(*found, variants=designed().variants)


@pytest.mark.parametrize(("metric", "scale"), [("accuracy", 1.0), ("loss", 2.0)])
def test_the_rows_error_is_the_mean_standard_error_over_rows(metric: str, scale: float) -> None:
    rows = variance_by_stream(with_outputs(), metric).rows_error
    errors = [np.std([1] * k + [0] * (8 - k), ddof=1) / np.sqrt(8) for k in (1, 2, 3)]
    assert rows.std == pytest.approx(scale * np.mean(errors))
    assert rows.rows == 8


@pytest.mark.parametrize(
    ("metric", "says"),
    [
        ("brier", "what single rows contribute to brier is not known"),
        ("train.accuracy", "not trained on"),
        ("test.accuracy", "no outputs were kept"),
    ],
)
def test_the_rows_error_is_not_always_known(metric: str, says: str) -> None:
    rows = variance_by_stream(with_outputs(), metric).rows_error
    assert rows.std is None
    assert says in rows.why_not


def test_rows_that_are_weighted_in_the_metric_tell_nothing_of_its_error() -> None:
    found = with_outputs()
    other = [replace(each, metrics=metrics(0.6)) for each in found.records]
    rows = variance_by_stream(replace(found, records=other)).rows_error
    assert "rows may be weighted" in rows.why_not
