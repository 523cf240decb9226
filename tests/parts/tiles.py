"""Layers on a tile of rows, and what every kind promises of them.

The kernels are met as the training loop meets them: compiled for the signatures of a table.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdrun.network import parameter_count, theta_size
from gdrun.parts.layers import Layer
from gdrun.trial.kernels import compile_layer

Array = NDArray[Any]
UNITS = 21
SEED, STEP = 0x123456789ABCDEF, 7


class Tile:
    """A layer on some rows, with room for all that its kernels fill."""

    def __init__(self, layer: Layer, inputs: Array, rows: Array, *, training: bool = True) -> None:
        count, units = inputs.shape
        tensors = layer.tensors(units)
        size, remembered = parameter_count(tensors), theta_size(tensors)
        rng, dtype = np.random.default_rng(1), inputs.dtype
        self.layer, self.inputs, self.rows = layer, inputs, rows
        self.parameters = (1 + 0.3 * rng.normal(size=size)).astype(dtype)
        self.state = rng.normal(size=remembered - size).astype(dtype)
        self.hyper = np.array(layer.hyper(), dtype)
        self.outputs = np.full((count, layer.outputs(units)), 7, dtype)
        self.kept = np.full((count, layer.kept_width(units)), 7, dtype)
        self.training = int(training)
        self.forward_kernel, self.backward_kernel, *self.gradient_kernel = compile_layer(
            dtype.name, layer, trained=size > 0
        )

    def forward(self) -> Array:
        self.forward_kernel(
            self.inputs, self.parameters, self.hyper, self.state,
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


def has_gradients_of_differences(layer: Layer, units: int) -> None:
    """Sees that ``backward`` and ``gradient`` are right in five rows."""
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


def has_bits_of_rows(layer: Layer, training: bool, dtype: str) -> None:
    """Sees that a row has the same bits whatever rows are beside it, and whatever was before."""
    whole = made(layer, dtype, rows=32, training=training)
    whole.forward()
    after = np.random.default_rng(3).normal(size=whole.outputs.shape).astype(dtype)
    before = whole.backward(after)
    order = np.random.default_rng(4).permutation(32)
    for some in (order[:1], order[1:8], order[8:]):
        tile = Tile(layer, whole.inputs[some], whole.rows[some], training=training)
        assert tile.forward().tobytes() == whole.outputs[some].tobytes()
        assert tile.backward(np.ascontiguousarray(after[some])).tobytes() == before[some].tobytes()


def keeps_its_state(layer: Layer, dtype: str) -> None:
    """Sees that nothing is remembered of what is only looked at."""
    tile = made(layer, dtype, training=False)
    before = tile.state.tobytes()
    tile.forward()
    assert tile.state.tobytes() == before
