"""What every normalizer promises: it learns from the training rows, and makes no NaN."""

import numpy as np
import pytest

from gdrun.parts.normalizers import Normalizer
from tests.parts.contract import every

NORMALIZERS = every("normalizers")
TRAINING = np.arange(0, 30, 2)


def values() -> np.ndarray:
    """Thirty rows: two columns that vary, a constant one, and one of zeros."""
    drawn = np.random.default_rng(0).normal(5.0, 3.0, (30, 4))
    drawn[:, 2], drawn[:, 3] = 0.1, 0.0
    return drawn


@pytest.mark.parametrize("normalizer", NORMALIZERS)
@pytest.mark.parametrize("dtype", ["float32", "float64", "int64"])
def test_values_become_finite_float64_in_an_array_of_their_own(
    normalizer: Normalizer, dtype: str
) -> None:
    given = values().astype(dtype)
    given.flags.writeable = False
    normalised = normalizer.fit(given, TRAINING).transform(given)
    assert normalised.dtype == np.float64
    assert normalised.shape == given.shape
    assert np.isfinite(normalised).all()
    assert not np.shares_memory(normalised, given)


@pytest.mark.parametrize("normalizer", NORMALIZERS)
def test_only_the_training_rows_are_learnt_from(normalizer: Normalizer) -> None:
    other = values()
    other[1::2] = 1e6
    rows = values()
    np.testing.assert_array_equal(
        normalizer.fit(rows, TRAINING).transform(rows),
        normalizer.fit(other, TRAINING).transform(rows),
    )


@pytest.mark.parametrize("normalizer", NORMALIZERS)
def test_each_row_is_normalised_by_itself(normalizer: Normalizer) -> None:
    """Validation and test rows are the same in whatever company they come."""
    fitted = normalizer.fit(values(), TRAINING)
    alone = [fitted.transform(values()[i : i + 1]) for i in range(30)]
    np.testing.assert_array_equal(fitted.transform(values()), np.concatenate(alone))
