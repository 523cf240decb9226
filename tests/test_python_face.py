"""The commands' Python face: misuse is answered in a sentence, and a report prints as one."""

from collections.abc import Callable
from typing import Any, Literal

import numpy as np
import pytest

import gdrun
from gdrun.errors import PartError
from gdrun.parts import registry
from gdrun.parts.activations import Activation
from tests.cli.commands import CONFIGS

IRIS = CONFIGS / "iris.yaml"


@pytest.mark.parametrize(
    ("arguments", "error", "says"),
    [
        ({"after": 0}, ValueError, "after must be at least 1, not 0"),
        ({"after": -3}, ValueError, "after must be at least 1, not -3"),
        ({"after": True}, TypeError, "after must be a whole number"),
        ({"samples": 0}, ValueError, "samples must be at least 1, not 0"),
        ({"samples": -1}, ValueError, "samples must be at least 1"),
        ({"samples": 1.5}, TypeError, "samples must be a whole number, not 1.5"),
        ({"seed": -1}, ValueError, "seed must be at least 0"),
        ({"step": "a"}, TypeError, "step must be a number, not 'a'"),
        ({"sabotage": 3}, TypeError, "sabotage must be a name, not 3"),
    ],
)
def test_misuse_of_gradcheck(arguments: dict[str, Any], error: type[Exception], says: str) -> None:
    with pytest.raises(error, match=says):
        gdrun.gradcheck(IRIS, **arguments)


def test_after_is_for_a_config() -> None:
    with pytest.raises(ValueError, match="after is for a config"):
        gdrun.gradcheck(after=3)


def test_whole_numbers_of_numpy_are_some() -> None:
    report = gdrun.gradcheck(IRIS, samples=np.int64(2))  # type: ignore[arg-type]
    assert report.samples == 2


@pytest.mark.parametrize("run", [gdrun.train, gdrun.sweep])
def test_misuse_of_workers(run: Callable[..., Any]) -> None:
    with pytest.raises(ValueError, match="workers must be at least 1, not 0"):
        run(IRIS, workers=0)
    with pytest.raises(TypeError, match="workers must be a whole number"):
        run(IRIS, workers="2")


@pytest.mark.parametrize(
    ("values", "says"),
    [
        (0.1, r"`optimizer.learning_rate` must be a list, such as \[0.1\]"),
        ("0.1", "must be a list"),
        ([object()], "what YAML can say"),
    ],
)
def test_misuse_of_a_sweeps_values(values: Any, says: str) -> None:
    with pytest.raises(TypeError, match=says):
        gdrun.sweep(IRIS, {"optimizer.learning_rate": values})


def test_a_sweeps_values_may_be_an_array() -> None:
    outcome = gdrun.sweep(IRIS, {"training.epochs": np.arange(1, 3)})
    assert [v.parameters["training.epochs"] for v in outcome.variants] == [1, 2]


def test_an_activation_without_a_derivative_is_named() -> None:
    class Halved(Activation):
        """z/2."""

        name: Literal["halved"] = "halved"

        @staticmethod
        def value(z: Any, hyper: Any, a: Any) -> None:  # noqa: ARG004
            for i in range(z.size):
                a[i] = z[i] / 2

    try:
        config = {"data": {"source": "iris"}, "model": {"activation": "halved"}}
        for run in (gdrun.gradcheck, gdrun.train):
            with pytest.raises(PartError, match=r"`halved`.*has no kernel `derivative`"):
                run(config)
    finally:
        registry._families["activations"].pop("halved")


def test_a_report_prints_as_its_verdict() -> None:
    right, wrong = gdrun.gradcheck(IRIS), gdrun.gradcheck(IRIS, sabotage="ascent")
    assert str(right).startswith("PASSED: ")
    assert str(wrong).startswith("FAILED: ")
    assert "print_gradients" in str(right)
    assert len(str(right)) < 200


def test_an_outcome_is_short_at_a_prompt() -> None:
    config = {"name": "short", "data": {"source": "iris"}, "seeds": 2, "training": {"epochs": 1}}
    assert repr(gdrun.train(config)) == "<Outcome 'short': 1 variant, trials: 2 finished>"
