"""Normalizers against scikit-learn's values and plain NumPy."""

import numpy as np
import pytest
from pydantic import ValidationError

from gdrun.errors import DataError
from gdrun.parts.normalizers import MinMax, Normalizer, Standardize, Unchanged
from tests.reference.cases import load


def transformed(normalizer: Normalizer, train: np.ndarray, values: np.ndarray) -> np.ndarray:
    return normalizer.fit(train, np.arange(len(train))).transform(values)


@pytest.mark.parametrize(
    ("case", "normalizer"),
    [
        ("minmax 0 1", MinMax()),
        ("minmax -1 1", MinMax(low=-1.0, high=1.0)),
        ("standardize", Standardize()),
    ],
)
def test_values_are_those_of_scikit_learn(case: str, normalizer: Normalizer) -> None:
    reference = load("normalizers")
    expected = next(each for each in reference["cases"] if each["name"] == case)
    train, other = np.array(reference["train"]), np.array(reference["other"])
    ours = transformed(normalizer, train, train[:10])
    np.testing.assert_allclose(ours, expected["transformed_train"], rtol=1e-9, atol=1e-14)
    ours = transformed(normalizer, train, other)
    np.testing.assert_allclose(ours, expected["transformed_other"], rtol=1e-9, atol=1e-14)


def test_none_leaves_the_values() -> None:
    values = np.array([[1, -2], [3, 4]])
    assert np.array_equal(transformed(Unchanged(), values, values), values)


def test_only_the_given_rows_are_learnt_from() -> None:
    values = np.array([[1.0], [3.0], [1000.0]])
    rows = np.array([0, 1])
    assert Standardize().fit(values, rows).transform(values[:2]).tolist() == [[-1], [1]]
    assert MinMax().fit(values, rows).transform(values[:2]).tolist() == [[0], [1]]


@pytest.mark.parametrize("constant", [0.0, 0.1, -7.3, 1e8 + 0.1, 1e300])
@pytest.mark.parametrize("rows", [1, 3, 100_001])
def test_a_constant_column_becomes_a_constant(constant: float, rows: int) -> None:
    values = np.full((rows, 1), constant)
    assert (transformed(Standardize(), values, values) == 0).all()
    assert (transformed(MinMax(), values, values) == 0).all()
    # Above 0, `low` is lost in the rounding of very large values, as in scikit-learn.
    if abs(constant) < 1e9:
        ours = transformed(MinMax(low=2.0, high=5.0), values, values)
        np.testing.assert_allclose(ours, 2, rtol=1e-7)
        assert (ours == ours[0]).all()


@pytest.mark.parametrize("offset", [0.0, 1e8, -1e12])
def test_a_large_offset_costs_no_accuracy(offset: float) -> None:
    values = np.random.default_rng(1).standard_normal((70_000, 2)) + offset
    small = values - offset  # Exact: the difference of neighbouring numbers.
    fitted = Standardize().fit(values, np.arange(len(values)))
    np.testing.assert_allclose(fitted.scale, small.std(axis=0), rtol=1e-12)
    # The mean itself is a float64, and has the rounding of one.
    error = np.abs((fitted.shift - offset) - small.mean(axis=0))
    assert (error <= np.spacing(abs(offset) + 1)).all()


def test_an_outlier_in_the_first_row_costs_no_accuracy() -> None:
    values = np.random.default_rng(1).standard_normal((200_000, 1))
    values[0] = 1e12
    exact = values.astype(np.longdouble)
    fitted = Standardize().fit(values, np.arange(len(values)))
    np.testing.assert_allclose(fitted.shift, exact.mean(axis=0).astype(float), rtol=1e-12)
    np.testing.assert_allclose(fitted.scale, exact.std(axis=0).astype(float), rtol=1e-12)


def test_float32_data_is_fitted_in_float64() -> None:
    values = np.random.default_rng(1).standard_normal((300_000, 1)).astype(np.float32) + 100
    fitted = Standardize().fit(values, np.arange(len(values)))
    np.testing.assert_allclose(fitted.shift, values.astype(np.longdouble).mean(), rtol=1e-14)
    assert fitted.transform(values[:5]).dtype == np.float64


@pytest.mark.parametrize("normalizer", [MinMax(), Standardize()])
def test_a_spread_beyond_float64_is_refused(normalizer: Normalizer) -> None:
    values = np.array([[0.0, 1e308], [1.0, -1e308]])
    with pytest.raises(DataError, match="column 2 spans more than float64 can hold"):
        normalizer.fit(values, np.arange(2))


@pytest.mark.parametrize("low", [1.0, 2.0, float("nan")])
def test_low_must_be_below_high(low: float) -> None:
    with pytest.raises(ValidationError):
        MinMax(low=low, high=1.0)
