"""What every kind of layer promises: its gradients, NaN passed on, and the same bits in any tiles.

The kernels are met as the training loop meets them, by the addresses in a table.
"""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from gdrun.parts.layers import Dense, Dropout, Layer, LayerNorm
from gdrun.trial.kernels import compile_layer
from tests.naive.masks import is_lost
from tests.parts.contract import DTYPES, every

Array = NDArray[Any]
KINDS = [each for each in every("layers") if not isinstance(each.values[0], Dense)]
UNITS = 21
SEED, STEP = 0x123456789ABCDEF, 7


class Tile:
    """A layer on some rows, with room for all that its kernels fill."""

    def __init__(self, layer: Layer, inputs: Array, rows: Array, *, training: bool = True) -> None:
        count, units = inputs.shape
        tensors = layer.tensors(units)
        size = sum(tensor.size for tensor in tensors)
        rng, dtype = np.random.default_rng(1), inputs.dtype
        self.layer, self.inputs, self.rows = layer, inputs, rows
        self.parameters = (1 + 0.3 * rng.normal(size=size)).astype(dtype)
        self.hyper = np.array(layer.hyper(), dtype)
        self.outputs = np.full((count, layer.outputs(units)), 7, dtype)
        self.kept = np.full((count, layer.kept_width(units)), 7, dtype)
        self.training = int(training)
        self.forward_kernel, self.backward_kernel, *self.gradient_kernel = compile_layer(
            dtype.name, layer, trained=size > 0
        )

    def forward(self) -> Array:
        self.forward_kernel(
            self.inputs, self.parameters, self.hyper, np.zeros(0, self.inputs.dtype),
            self.training, SEED, STEP, self.rows, self.outputs, self.kept,
        )  # fmt: skip
        return self.outputs

    def backward(self, after: Array) -> Array:
        before = np.full_like(self.inputs, 7)
        self.backward_kernel(self.inputs, self.parameters, self.hyper, self.kept, after, before)
        return before

    def gradient(self, after: Array) -> Array:
        found = np.zeros_like(self.parameters)
        for kernel in self.gradient_kernel:
            kernel(self.inputs, self.parameters, self.hyper, self.kept, after, found)
        return found


def made(layer: Layer, dtype: str, rows: int = 5, units: int = UNITS, **said: Any) -> Tile:
    inputs = np.random.default_rng(0).normal(size=(rows, units)).astype(dtype)
    return Tile(layer, inputs, np.arange(100, 100 + rows), **said)


@pytest.mark.interpreted
@pytest.mark.parametrize("units", [1, 3, 16, UNITS])
@pytest.mark.parametrize("layer", KINDS)
def test_gradients_are_those_of_differences(layer: Layer, units: int) -> None:
    tile = made(layer, "float64", units=units)
    after = np.random.default_rng(2).normal(size=tile.forward().shape)

    def loss() -> float:
        return float((tile.forward() * after).sum())

    def slopes(array: Array) -> Array:
        found, step = np.zeros_like(array), 1e-6
        for place in np.ndindex(*array.shape):
            middle = array[place]
            sides = []
            for offset in (step, -step):
                array[place] = middle + offset
                sides.append(loss())
            array[place] = middle
            found[place] = (sides[0] - sides[1]) / (2 * step)
        return found

    expected = slopes(tile.inputs), slopes(tile.parameters)
    tile.forward()
    np.testing.assert_allclose(tile.backward(after), expected[0], rtol=1e-6, atol=1e-8)
    np.testing.assert_allclose(tile.gradient(after), expected[1], rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("training", [False, True])
@pytest.mark.parametrize("layer", KINDS)
def test_a_row_has_the_same_bits_in_any_tile(layer: Layer, training: bool, dtype: str) -> None:
    whole = made(layer, dtype, rows=32, training=training)
    whole.forward()
    after = np.random.default_rng(3).normal(size=whole.outputs.shape).astype(dtype)
    before = whole.backward(after)
    order = np.random.default_rng(4).permutation(32)
    for some in (order[:1], order[1:8], order[8:]):
        tile = Tile(layer, whole.inputs[some], whole.rows[some], training=training)
        assert tile.forward().tobytes() == whole.outputs[some].tobytes()
        assert tile.backward(np.ascontiguousarray(after[some])).tobytes() == before[some].tobytes()


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
