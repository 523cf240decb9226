"""Parameters that the dtype rounds out of their bounds are refused before any trial runs."""

from typing import Any

import numpy as np
import pytest

from gdrun.errors import PartError
from gdrun.parts.kernels import KernelPart
from gdrun.parts.losses import CrossEntropy
from gdrun.parts.optimizers import Adam, Rprop, Sgd
from gdrun.parts.registry import parts
from gdrun.trial.engine_inputs import hyper_vector
from tests.parts.contract import DTYPES

SINGLE, DOUBLE = np.dtype("float32"), np.dtype("float64")


@pytest.mark.parametrize(
    ("part", "said"),
    [
        (Adam(beta2=0.99999999999), "beta2 0.99999999999 becomes 1"),
        (Adam(epsilon=1e-50), "epsilon 1e-50 becomes 0"),
        (Adam(weight_decay=1e300), r"1e\+300"),
        (Rprop(grow=1.00000000001), "grow 1.00000000001 becomes 1"),
        (Sgd(momentum=1e-50, nesterov=True), "momentum 1e-50 becomes 0"),
        (CrossEntropy(label_smoothing=0.99999999999), "label_smoothing 0.99999999999 becomes 1"),
    ],
)
def test_what_float32_cannot_tell_from_a_forbidden_value_is_refused(
    part: KernelPart, said: str
) -> None:
    with pytest.raises(PartError, match=f"{said}.*float64"):
        hyper_vector(part, "here", SINGLE)
    np.testing.assert_array_equal(hyper_vector(part, "here", DOUBLE), part.hyper())


@pytest.mark.parametrize("dtype", DTYPES)
def test_valid_parameters_and_small_rates_are_fit_for_both(dtype: str) -> None:
    for family in ("optimizers", "activations", "losses"):
        for each in parts(family).values():
            make: Any = each
            for settings in each.valid:
                vector = hyper_vector(make(**settings), "here", np.dtype(dtype))
                np.testing.assert_allclose(vector, make(**settings).hyper(), rtol=1e-7)
    assert hyper_vector(Sgd(learning_rate=1e-60), "here", np.dtype(dtype)).size == 4
