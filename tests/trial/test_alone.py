"""A trial's bits do not depend on the trials beside it, nor on how its calls are cut."""

import pytest

import gdrun
from tests.trial.small import hashes, small


@pytest.mark.parametrize("name", ["normal", "truncated_normal"])
def test_weights_without_a_spread_are_the_same_zeros_in_every_trial(name: str) -> None:
    """The sign of a zero is a bit, too."""
    model = {"hidden": [8], "weights": {"name": name, "std": 0}}
    config = small(model=model, training={"epochs": 1}, randomness={"vary": []})
    assert len(set(hashes(gdrun.train(config, workers=2)).values())) == 1
    again = small(model=model, training={"epochs": 1}, seeds=[3])
    together = hashes(gdrun.train({**again, "seeds": [0, 1, 2, 3]}, workers=1))
    assert hashes(gdrun.train(again))[3] == together[3]


def test_a_shared_call_changes_no_bits() -> None:
    """So many short trials that they are trained several in one compiled call."""
    config = small(data={"source": "iris"}, model={"hidden": []}, seeds=200)
    together = hashes(gdrun.train(config, workers=2))
    for seed in (0, 1, 57, 120, 199):
        alone = hashes(gdrun.train({**config, "seeds": [seed]}, workers=1))
        assert alone[seed] == together[seed]


def test_one_call_or_many_give_the_same_weights(monkeypatch: pytest.MonkeyPatch) -> None:
    config = small(
        decay={"name": "exponential", "factor": 0.999, "per": "step"},
        training={"epochs": 7, "stop": {"monitor": "validation.loss", "patience": 3}},
    )
    whole = hashes(gdrun.train(config))
    monkeypatch.setattr("gdrun.trial.rates.MOST_RATES", 80)
    assert hashes(gdrun.train(config)) == whole
