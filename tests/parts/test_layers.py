"""What every kind of layer promises: gradients, NaN passed on, the same bits in any tiles."""

import numpy as np
import pytest

from gdrun.parts.layers import Dense, Dropout, Layer, LayerNorm
from tests.naive.masks import is_lost
from tests.parts.contract import DTYPES, every
from tests.parts.tiles import (
    SEED,
    STEP,
    UNITS,
    has_bits_of_rows,
    has_gradients_of_differences,
    keeps_its_state,
    made,
)

KINDS = [each for each in every("layers") if not isinstance(each.values[0], Dense)]


@pytest.mark.interpreted
@pytest.mark.parametrize("units", [1, 3, 16, UNITS])
@pytest.mark.parametrize("layer", KINDS)
def test_gradients_are_those_of_differences(layer: Layer, units: int) -> None:
    has_gradients_of_differences(layer, units)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("training", [False, True])
@pytest.mark.parametrize("layer", KINDS)
def test_a_row_has_the_same_bits_in_any_tile(layer: Layer, training: bool, dtype: str) -> None:
    has_bits_of_rows(layer, training, dtype)


@pytest.mark.interpreted
@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("layer", KINDS)
def test_what_is_looked_at_is_not_remembered(layer: Layer, dtype: str) -> None:
    keeps_its_state(layer, dtype)


@pytest.mark.interpreted
@pytest.mark.parametrize("layer", KINDS)
def test_gradients_are_added(layer: Layer) -> None:
    tile = made(layer, "float64")
    after = np.ones_like(tile.forward())
    once, twice = tile.gradient(after), np.zeros_like(tile.parameters)
    for kernel in tile.gradient_kernel * 2:
        kernel(tile.inputs, tile.parameters, tile.hyper, tile.kept, after, twice)
    np.testing.assert_allclose(twice, 2 * once, rtol=1e-12)


@pytest.mark.interpreted
@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("bad", [np.nan, np.inf])
@pytest.mark.parametrize("layer", KINDS)
def test_what_is_not_finite_is_passed_on(layer: Layer, bad: float, dtype: str) -> None:
    tile = made(layer, dtype, training=False)
    tile.inputs[2, 3] = bad
    with np.errstate(invalid="ignore"):
        outputs = tile.forward()
    assert not np.isfinite(outputs[2]).all()
    assert np.isfinite(outputs[[0, 1, 3, 4]]).all()


@pytest.mark.interpreted
@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("units", [1, 7, 16, 40])
def test_dropouts_masks_are_those_of_a_naive_script(units: int, dtype: str) -> None:
    tile = made(Dropout(rate=0.25), dtype, rows=6, units=units)
    tile.forward()
    rows = range(100, 106)
    lost = [[is_lost(SEED, STEP, row, unit, 0.25) for unit in range(units)] for row in rows]
    factor = np.asarray(1, dtype) / (np.asarray(1, dtype) - np.asarray(0.25, dtype))
    np.testing.assert_array_equal(tile.kept, np.where(lost, 0, factor).astype(dtype))
    np.testing.assert_array_equal(tile.outputs, tile.inputs * tile.kept)


def test_dropout_loses_its_share_of_every_unit_and_row() -> None:
    """Of 32 · 400 units each is lost with probability 0.3; 5 standard deviations are allowed."""
    layer, units = Dropout(rate=0.3), 400
    tile = made(layer, "float32", rows=32, units=units)
    tile.forward()
    lost = tile.kept == 0
    for axis, count in ((0, 32), (1, units), (None, 32 * units)):
        deviation = np.sqrt(0.3 * 0.7 / count)
        assert np.abs(lost.mean(axis=axis) - 0.3).max() < 5 * deviation
    # Neighbours, in a row and in a column, are lost independently of each other.
    for pairs in (lost[:, 1:] & lost[:, :-1], lost[1:] & lost[:-1]):
        assert abs(pairs.mean() - 0.09) < 5 * np.sqrt(0.09 * 0.91 / pairs.size)


def test_dropout_does_nothing_where_outputs_are_looked_at() -> None:
    tile = made(Dropout(rate=0.9), "float32", training=False)
    np.testing.assert_array_equal(tile.forward(), tile.inputs)


@pytest.mark.interpreted
@pytest.mark.parametrize("units", [1, 5, 16, 33])
def test_layer_norm_is_its_equation(units: int) -> None:
    tile = made(LayerNorm(epsilon=0.01), "float64", units=units)
    gain, shift = tile.parameters[:units], tile.parameters[units:]
    for row, found in zip(tile.inputs, tile.forward(), strict=True):
        mean = sum(row) / units
        variance = sum((x - mean) ** 2 for x in row) / units
        expected = gain * (row - mean) / np.sqrt(variance + 0.01) + shift
        np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-14)


def test_a_kind_says_what_it_has_in_theta() -> None:
    for parameter in KINDS:
        (layer,) = parameter.values
        for tensor in layer.tensors(UNITS):
            assert tensor.role in ("weight", "bias", "gain", "state")
            assert tensor.name.isalpha()
    assert [tensor.initial for tensor in LayerNorm().tensors(3)] == [1.0, 0.0]
    assert not any(tensor.penalised for tensor in LayerNorm().tensors(3))
