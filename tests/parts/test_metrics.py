"""Every metric means what it says: of any rows, in any order, with any weights."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numba import from_dtype
from numpy.typing import NDArray

from gdrun.engine.loop import judging
from gdrun.parts.metrics import Metric
from gdrun.parts.metrics import metric as family
from gdrun.parts.metrics.ranks import AveragePrecision, RocAuc
from gdrun.parts.registry import parts
from gdrun.trial.kernels import compile_kernel
from tests.engine.ranked import ranked
from tests.parts.contract import DTYPES, every
from tests.reference.cases import load

pytestmark = pytest.mark.interpreted

Array = NDArray[Any]
CASES = load("metrics")


def value(
    metric: Metric,
    predictions: Array,
    targets: Array,
    weights: Array | None = None,
    units: tuple[Array, Array] | None = None,
    dtype: str = "float64",
) -> float:
    """The metric of probabilities (rows, classes), or of numbers (rows, columns) in these units."""
    rows, columns = predictions.shape
    given = predictions
    if metric.judges == "classes":
        given = predictions.argmax(axis=1)[:, np.newaxis]
    targets = np.ascontiguousarray(targets.reshape(rows, -1), dtype=dtype)
    weights = (np.ones(rows) if weights is None else weights).astype(dtype)
    if metric.judges == "ranks":
        given = ranked(predictions, targets, weights)
    about = np.array([columns], float)
    if metric.judges == "numbers":
        about = np.concatenate(units or (np.ones(columns), np.zeros(columns)))
    kernel = compile_kernel(
        type(metric).value, judging.metric_signature(from_dtype(np.dtype(dtype)))
    )
    room = np.full((4, max(rows, columns, family.MOST_PLACES)), np.nan)
    found = kernel(
        np.ascontiguousarray(given, dtype=np.float64),
        targets,
        weights,
        about,
        np.array(metric.hyper(), dtype=np.float64),
        room,
    )
    return float(found)


def drawn(metric: Metric, rows: int = 40, seed: int = 0, classes: int = 8) -> tuple[Array, Array]:
    """Predictions that are better than chance, and targets; probabilities have ties."""
    rng = np.random.default_rng(seed)
    if metric.judges == "numbers":
        targets = rng.normal(size=(rows, 2))
        return targets + rng.normal(0, 0.5, targets.shape), targets
    labels = rng.integers(0, classes, rows)
    shares = rng.dirichlet(np.full(classes, 0.6), rows) + np.eye(classes)[labels] / 3
    counts = np.array([rng.multinomial(24, each / each.sum()) for each in shares])
    return counts / 24, labels[:, np.newaxis].astype(float)


def test_the_engine_gives_kernels_as_much_room_as_parts_count_on() -> None:
    assert judging.MOST_PLACES == family.MOST_PLACES


@pytest.mark.parametrize("metric", every("metrics"))
def test_the_order_of_rows_does_not_matter(metric: Metric) -> None:
    predictions, targets = drawn(metric)
    order = np.random.default_rng(1).permutation(len(targets))
    found = value(metric, predictions[order], targets[order])
    assert found == pytest.approx(value(metric, predictions, targets), rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("metric", every("metrics"))
def test_a_whole_weight_is_as_many_equal_rows(metric: Metric) -> None:
    predictions, targets = drawn(metric)
    weights = np.random.default_rng(2).integers(0, 4, len(targets))
    rows = np.repeat(np.arange(len(targets)), weights)
    found = value(metric, predictions, targets, weights.astype(float))
    assert found == pytest.approx(
        value(metric, predictions[rows], targets[rows]), rel=1e-9, abs=1e-12
    )


@pytest.mark.parametrize("metric", every("metrics"))
def test_only_the_ratios_of_weights_matter(metric: Metric) -> None:
    predictions, targets = drawn(metric)
    weights = np.random.default_rng(3).uniform(0.5, 2, len(targets))
    found = value(metric, predictions, targets, weights * 1024)
    assert found == pytest.approx(value(metric, predictions, targets, weights), rel=1e-9, abs=1e-12)
    found = value(metric, predictions, targets, np.full(len(targets), 3.0))
    assert found == pytest.approx(value(metric, predictions, targets), rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("metric", every("metrics"))
def test_what_is_predicted_exactly_is_best(metric: Metric) -> None:
    predictions, targets = drawn(metric)
    usual = value(metric, predictions, targets)
    exact = targets if metric.judges == "numbers" else np.eye(8)[targets[:, 0].astype(int)]
    best = value(metric, exact, targets)
    assert best == pytest.approx(1.0 if metric.largest_is_best else 0.0, abs=1e-15)
    assert usual < best if metric.largest_is_best else usual > best


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("metric", every("metrics"))
def test_targets_are_of_either_precision(metric: Metric, dtype: str) -> None:
    """Errors of numbers are taken in the precision of the data, and all else in float64."""
    predictions, targets = drawn(metric)
    targets = targets.astype(np.float32).astype(np.float64)
    found = value(metric, predictions, targets, dtype=dtype)
    rounded = metric.judges == "numbers" and dtype == "float32"
    close = 1e-6 if rounded else 1e-12
    assert found == pytest.approx(value(metric, predictions, targets), rel=close)


@pytest.mark.parametrize("metric", every("metrics"))
def test_what_is_judged_stays_as_it_was(metric: Metric) -> None:
    """Other metrics get the same arrays."""
    predictions, targets = drawn(metric)
    weights = np.linspace(1, 2, len(targets))
    kept = [array.copy() for array in (predictions, targets, weights)]
    value(metric, predictions, targets, weights)
    for array, before in zip((predictions, targets, weights), kept, strict=True):
        np.testing.assert_array_equal(array, before)


def test_each_task_has_one_primary_metric_and_it_is_usual() -> None:
    for wanted in (("classes", "probabilities", "ranks"), ("numbers",)):
        found = [part for part in metrics() if part.judges in wanted and part.primary]
        assert len(found) == 1
        assert found[0].usual


def metrics() -> list[Any]:
    return list(parts("metrics").values())


PAIRS = [
    pytest.param(parts("metrics")[name](name=name), case, id=f"{case['name']}-{name}")
    for case in (*CASES["classes"], *CASES["numbers"])
    for name in case["values"]
]


@pytest.mark.parametrize(("metric", "case"), PAIRS)
def test_it_is_scikit_learns(metric: Metric, case: dict[str, Any]) -> None:
    """NaN, of which records are free, where scikit-learn defines no value."""
    units = (np.array(case["scale"]), np.array(case["shift"])) if "scale" in case else None
    weights = np.array(case["weights"]) if "weights" in case else None
    predictions, targets = np.array(case["predictions"]), np.array(case["targets"])
    if not metric.suits(0 if units else predictions.shape[1]):
        assert case["values"][metric.name] is None
        return
    found = value(metric, predictions, targets, weights, units)
    expected = case["values"][metric.name]
    if expected is None:
        assert np.isnan(found)
    else:
        assert found == pytest.approx(expected, rel=1e-9, abs=1e-12)


def test_all_metrics_but_those_it_lacks_are_compared_with_scikit_learn() -> None:
    compared = {
        name for each in ("classes", "numbers") for c in CASES[each] for name in c["values"]
    }
    assert set(parts("metrics")) - compared == {"calibration_error"}


def test_the_calibration_error_of_a_few_rows() -> None:
    """Confidences 0.5 and 0.6 share a bin of (0.5 − 1/15, 0.6], 1 is in the last."""
    metric: Any = parts("metrics")["calibration_error"]
    p = np.array([[0.5, 0.5], [0.6, 0.4], [0.0, 1.0], [0.0, 1.0]])
    y = np.array([[0.0], [1.0], [1.0], [0.0]])
    # By hand: |1 − 0.5| and |0 − 0.6| in bins of their own, |1 + 0 − 2| in the last.
    assert value(metric(), p, y) == pytest.approx((0.5 + 0.6 + 1.0) / 4)
    # In one bin: 2 hits of 4, and confidences that add up to 3.1.
    assert value(metric(bins=1), p, y) == pytest.approx(abs(2 - 3.1) / 4)


@pytest.mark.parametrize("part", [RocAuc, AveragePrecision])
@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 1000), rows=st.integers(1, 60), classes=st.integers(2, 4))
def test_sorting_and_counting_pairs_give_the_same_bits(
    part: Callable[[], Metric], seed: int, rows: int, classes: int
) -> None:
    """Weights of 2 are sorted, at any number of rows."""
    metric = part()
    predictions, targets = drawn(metric, rows, seed, classes)
    counted = value(metric, predictions, targets)
    ordered = value(metric, predictions, targets, np.full(rows, 2.0))
    np.testing.assert_array_equal(counted, ordered)


@pytest.mark.parametrize("part", [RocAuc, AveragePrecision])
def test_many_rows_are_sorted(part: Callable[[], Metric]) -> None:
    predictions, targets = drawn(part(), 1001, classes=2)
    once = value(part(), predictions, targets)
    # Of fewer, pairs are counted.
    few = value(part(), predictions[:500], targets[:500])
    thrice = np.tile(np.arange(500), 3)
    assert 0.5 < once < 1
    assert value(part(), predictions[thrice], targets[thrice]) == pytest.approx(few, rel=1e-12)
