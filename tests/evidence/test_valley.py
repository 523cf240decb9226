"""The valley of errors between rounding and truncation."""

import numpy as np
import pytest

import gdrun
from gdrun.errors import PictureError
from gdrun.evidence.pictures.gradcheck import valley
from gdrun.records.gradients import PAIRS, GradientReport, NetworkCheck, StepError


def report_of(errors: dict[float, tuple[float, float]]) -> GradientReport:
    """With a study of steps: ε to the errors without and with extrapolation."""
    check = NetworkCheck("net", {}, True, 2, 5, (), ())
    study = tuple(StepError(step, *each) for step, each in errors.items())
    tolerances = dict.fromkeys(PAIRS, 1e-5)
    return GradientReport((check,), study, 1e-3, 0.01, tolerances, None, 0, 0.1)


def test_both_sides_are_found_of_an_error_that_is_their_sum() -> None:
    steps = 10.0 ** np.arange(-1, -13, -1)
    found = valley(report_of({h: (3e-17 / h + 0.2 * h**2, 3e-17 / h + h**4) for h in steps}))
    assert found.steps.tolist() == sorted(steps)
    # c/ε + kε² is lowest at (c / 2k)^⅓, here 4e-6, and c/ε + ε⁴ at (c / 4)^⅕, here 4e-4.
    assert found.steps[found.best_plain] == pytest.approx(1e-5)
    assert found.steps[found.best_extrapolated] == pytest.approx(1e-4)
    assert found.rounding == pytest.approx(3e-17, rel=0.01)
    assert found.truncation == pytest.approx(0.2, rel=0.01)


def test_a_side_that_is_not_there_is_not_told() -> None:
    found = valley(report_of({h: (1e-17 / h, 1e-17 / h) for h in 10.0 ** np.arange(-1, -13, -1)}))
    assert found.truncation is None
    assert found.rounding == pytest.approx(1e-17)
    flat = valley(report_of({0.1: (0.5, 0.5), 0.01: (0.6, np.nan)}))
    assert (flat.rounding, flat.truncation) == (None, None)
    assert flat.best_extrapolated == 1


def test_without_a_study_it_is_refused() -> None:
    with pytest.raises(PictureError, match="kink"):
        valley(report_of({}))


def test_a_real_check_has_a_valley() -> None:
    config = {"data": {"source": "iris"}, "model": {"hidden": [2], "activation": "tanh"}}
    found = valley(gdrun.gradcheck(config))
    assert 0 < found.best_plain < len(found.steps) - 1
    assert 1e-6 < found.steps[found.best_plain] < 1e-3
    assert found.rounding
    assert found.truncation
    assert found.rounding < found.truncation
