"""How much classes count."""

import numpy as np
import pytest

from gdrun.data.weights import class_weights
from gdrun.errors import DataError

NAMES = ("a", "b", "c")
TARGETS = np.array([0, 0, 0, 0, 2, 2])[:, np.newaxis]


def test_balanced_is_scikit_learns_formula_over_the_classes_that_occur() -> None:
    """n / (K · n_k): 6 rows, of 2 classes that occur."""
    found = class_weights("balanced", TARGETS, NAMES)
    np.testing.assert_allclose(found, [6 / (2 * 4), 0, 6 / (2 * 2)])
    assert found[TARGETS].sum() == pytest.approx(6)


def test_a_class_that_is_not_named_counts_once() -> None:
    assert class_weights({"b": 3.0}, TARGETS, NAMES).tolist() == [1.0, 3.0, 1.0]


def test_a_class_that_is_not_there_is_named() -> None:
    with pytest.raises(DataError, match=r"no class `d`.*there are `a`, `b`, `c`"):
        class_weights({"d": 1.0}, TARGETS, NAMES)
