"""What every decay promises: rates that are usable, and the same however they are asked for."""

import math

import numpy as np
import pytest
from numpy.typing import NDArray
from pydantic import ValidationError

from gdrun.parts.decays import CosineWarmRestarts, Decay, InverseTime
from gdrun.parts.decays.plateau import Plateau
from gdrun.parts.registry import parts
from gdrun.trial.rates import rate_blocks
from tests.parts.contract import compiled, every

Array = NDArray[np.float64]
DECAYS = every("decays")
REACTING = [each for each in DECAYS if each.values[0].watched()]
TOTAL = 60
BASE = 0.1


def rates(decay: Decay, epochs: int = TOTAL, steps: int = 1) -> Array:
    """The rates that depend on time alone, (epochs, columns)."""
    return np.concatenate([block for _, block in rate_blocks(decay, BASE, epochs, steps)])


def reactions(decay: Decay, metrics: Array) -> Array:
    """The multiplier after each metric."""
    react = compiled("float64", decay=decay).react
    state, hyper = np.zeros(decay.state), np.array(decay.reaction(BASE))
    return np.array([react(state, hyper, metric) for metric in metrics])


@pytest.mark.parametrize("decay", DECAYS)
@pytest.mark.parametrize("total", [1, 2, 3, 7, TOTAL])
def test_multipliers_are_finite_and_not_negative(decay: Decay, total: int) -> None:
    t = np.arange(total, dtype=np.float64)
    m = decay.multiplier(t, total)
    assert m.shape == t.shape
    assert m.dtype == np.float64
    assert np.isfinite(m).all()
    assert (m >= 0.0).all()
    np.testing.assert_array_equal(t, np.arange(total))


@pytest.mark.parametrize("decay", DECAYS)
def test_each_time_has_one_multiplier(decay: Decay) -> None:
    """Rates are made block by block: it must not matter which times are asked for together."""
    t = np.arange(TOTAL, dtype=np.float64)
    together = decay.multiplier(t, TOTAL)
    for part in (t[:1], t[7:20], t[-1:], t[::-1].copy(), t[:0]):
        np.testing.assert_array_equal(
            decay.multiplier(part, TOTAL), together[part.astype(int)], strict=True
        )


@pytest.mark.parametrize("decay", [each for each in DECAYS if each.values[0].starts_at_one])
def test_a_decay_starts_at_the_optimizers_rate(decay: Decay) -> None:
    for total in (1, 2, TOTAL):
        assert decay.multiplier(np.zeros(1), total) == 1.0


@pytest.mark.parametrize("decay", [e for e in DECAYS if not e.values[0].starts_at_one])
def test_a_decay_that_says_it_starts_lower_does(decay: Decay) -> None:
    """At least with one of its valid parameter sets."""
    part = type(decay)
    firsts = [part(**said).multiplier(np.zeros(1), TOTAL).item() for said in part.valid]
    assert min(firsts) < 1.0


@pytest.mark.parametrize("decay", DECAYS)
def test_warm_up_rises_and_shifts_the_clock(decay: Decay) -> None:
    """The decay after n units of warm-up is the decay of a training n units shorter."""
    plain = decay.model_copy(update={"warmup": 0, "per": "epoch"})
    warm = decay.model_copy(update={"warmup": 4, "per": "epoch"})
    np.testing.assert_allclose(rates(warm)[:4, 0], BASE * np.array([0.25, 0.5, 0.75, 1.0]))
    np.testing.assert_array_equal(rates(warm)[4:], rates(plain, TOTAL - 4))
    longer = decay.model_copy(update={"warmup": 2 * TOTAL, "per": "epoch"})
    np.testing.assert_allclose(rates(longer)[:, 0], BASE * np.arange(1, TOTAL + 1) / (2 * TOTAL))


@pytest.mark.parametrize("decay", [each for each in DECAYS if not each.values[0].watched()])
def test_a_clock_of_steps_is_one_of_epochs_that_runs_faster(decay: Decay) -> None:
    by_step = rates(decay.model_copy(update={"per": "step"}), epochs=12, steps=5)
    by_epoch = rates(decay.model_copy(update={"per": "epoch"}), epochs=60)
    assert by_step.shape == (12, 5)
    np.testing.assert_array_equal(by_step.ravel(), by_epoch[:, 0])


@pytest.mark.parametrize("decay", DECAYS)
def test_the_rate_stays_above_its_minimum(decay: Decay) -> None:
    floored = decay.model_copy(update={"minimum": 0.03, "warmup": 0})
    assert (rates(floored) >= 0.03 * (1 - 1e-12)).all()
    # A minimum above the optimizer's own rate does not raise it.
    too_high = decay.model_copy(update={"minimum": 5.0, "warmup": 0})
    assert (rates(too_high) <= BASE * (1 + 1e-12)).all()


@pytest.mark.parametrize("decay", DECAYS)
def test_a_decay_goes_by_the_clock_or_by_a_metric(decay: Decay) -> None:
    if decay.watched() is None:
        assert decay.state == 0
        assert decay.reaction(BASE) == ()
        assert (reactions(decay, np.array([1.0, 2.0, np.nan])) == 1.0).all()
    else:
        assert decay.state > 0
        assert all(np.isfinite(decay.reaction(BASE)))
        assert (decay.multiplier(np.arange(9.0), 9) == 1.0).all()


@pytest.mark.parametrize("decay", REACTING)
@pytest.mark.parametrize("metrics", ["rest", "noise", "missing", "infinite"])
def test_reactions_are_finite_not_negative_and_above_the_minimum(
    decay: Decay, metrics: str
) -> None:
    seen = {
        "rest": np.ones(200),
        "noise": np.random.default_rng(0).normal(size=200),
        "missing": np.full(200, np.nan),
        "infinite": np.full(200, np.inf),
    }[metrics]
    m = reactions(decay, seen)
    assert np.isfinite(m).all()
    assert (m >= 0.0).all()
    assert (m * BASE >= decay.minimum * (1 - 1e-12)).all()


@pytest.mark.parametrize("decay", REACTING)
def test_reactions_come_when_the_metric_rests_and_not_before(decay: Decay) -> None:
    # Large enough for every threshold, be it a share of the best or an amount.
    rising = 2.0 ** np.arange(60.0, 120.0)
    smallest_is_best = str(decay.watched()).endswith("loss") and decay.model_dump()["mode"] != "max"
    better: Array = rising[::-1] if smallest_is_best else rising
    assert (reactions(decay, better) == 1.0).all()
    assert reactions(decay, np.ones(60))[-1] < 1.0


@pytest.mark.parametrize("decay", REACTING)
def test_plain_and_compiled_reactions_agree_and_keep_to_their_state(decay: Decay) -> None:
    hyper, metrics = np.array(decay.reaction(BASE)), np.random.default_rng(1).normal(size=100)
    plain, room = np.zeros(decay.state), np.zeros(decay.state + 3)
    react = compiled("float64", decay=decay).react
    for metric in metrics:
        assert decay.react(plain, hyper, metric) == react(room, hyper, metric)
    np.testing.assert_array_equal(room, [*plain, 0.0, 0.0, 0.0])


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({}, [1, 1 / 1.1, 1 / 1.2, 1 / 1.3]),
        ({"factor": 3.0}, [1, 1 / 4, 1 / 7, 1 / 10]),
        ({"factor": 3.0, "power": 0.5}, [1, 1 / 2, 1 / math.sqrt(7), 1 / math.sqrt(10)]),
        ({"factor": 1.0, "power": 2.0}, [1, 1 / 4, 1 / 9, 1 / 16]),
    ],
)
def test_inverse_time_is_a_power_of_the_time(
    settings: dict[str, float], expected: list[float]
) -> None:
    np.testing.assert_allclose(rates(InverseTime(**settings), 4)[:, 0], BASE * np.array(expected))


@pytest.mark.parametrize(
    ("part", "key"),
    [
        pytest.param(part, key, id=f"{name}-{key}")
        for name, part in parts("decays").items()
        for key, value in part(**part.valid[0]).model_dump().items()
        if isinstance(value, int)
    ],
)
def test_counts_are_bounded_and_the_largest_is_usable(part: type[Decay], key: str) -> None:
    with pytest.raises(ValidationError):
        part(**{**part.valid[0], key: 2**31})
    decay = part(**{**part.valid[0], key: 2**31 - 1})
    assert np.isfinite(rates(decay)).all()
    assert all(np.isfinite(decay.reaction(BASE)))


@pytest.mark.parametrize("first", [1, 2, 3, 7])
@pytest.mark.parametrize("multiply", [1, 2, 3, 10])
def test_warm_restarts_are_where_counting_them_says(first: int, multiply: int) -> None:
    since, length, expected = 0, first, []
    for _ in range(5000):
        expected.append((1 + math.cos(math.pi * since / length)) / 2)
        since += 1
        if since == length:
            since, length = 0, length * multiply
    decay = CosineWarmRestarts(first=first, multiply=multiply)
    np.testing.assert_allclose(decay.multiplier(np.arange(5000.0), 5000), expected, atol=1e-15)


def test_warm_restarts_of_a_long_training_are_not_counted_one_by_one() -> None:
    """Nor does a cycle's length, of which no such training sees the end, have to be small."""
    total = 2**50
    last = np.array([total - 3.0, total - 2.0, total - 1.0])
    rest = CosineWarmRestarts(first=4).multiplier(last, total)
    np.testing.assert_allclose(rest, [0.5 + math.sqrt(0.125), 0.5, 0.5 - math.sqrt(0.125)])
    grown = CosineWarmRestarts(first=4, multiply=2**31 - 1).multiplier(last, total)
    assert np.isfinite(grown).all()


@pytest.mark.parametrize("decay", DECAYS)
def test_a_late_time_is_no_special_case(decay: Decay) -> None:
    """A power of two may not overflow where its inverse only fades to 0."""
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        assert np.isfinite(decay.multiplier(np.array([1e5, 1e8, 2.0**52]), 2**53)).all()


@pytest.mark.parametrize("monitor", ["validation.loss", "validation.r2"])
def test_a_share_of_the_best_is_an_amount_on_either_side_of_zero(monitor: str) -> None:
    """Metrics below 0, such as the Poisson loss and R², get better by a share of their size."""
    plateau = Plateau(monitor=monitor, threshold=0.01, patience=3, factor=0.5)
    sign = -1.0 if monitor == "validation.loss" else 1.0
    for best in (100.0, -100.0):
        steps = np.arange(9.0)
        barely, clearly = best + sign * 0.1 * steps, best + sign * 1.1 * steps
        assert reactions(plateau, barely)[-1] < 1.0, best
        assert (reactions(plateau, clearly) == 1.0).all(), best
