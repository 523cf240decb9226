"""The flat vector theta holds what a naive script finds in it, and packing undoes unpacking."""

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from gdrun.network import (
    Tensor,
    as_plain,
    dense_layer,
    dense_tensors,
    from_plain,
    in_order,
    pack,
    parameter_count,
    place_tensors,
    theta_size,
    unpack,
)

SIZES = st.lists(st.integers(1, 6), min_size=2, max_size=5)
DTYPES = st.sampled_from([np.float32, np.float64])


def naive_tensors(theta: NDArray[Any], sizes: list[int]) -> dict[str, NDArray[Any]]:
    """Entry after entry: W (inputs, outputs) row by row, then b, layer after layer."""
    entries, tensors = iter(theta), {}
    for layer, (inputs, outputs) in enumerate(pairwise(sizes)):
        rows = [[next(entries) for _ in range(outputs)] for _ in range(inputs)]
        tensors[f"W{layer}"] = np.array(rows, theta.dtype)
        tensors[f"b{layer}"] = np.array([next(entries) for _ in range(outputs)], theta.dtype)
    assert next(entries, None) is None, "theta is longer than its tensors"
    return tensors


@given(SIZES, DTYPES)
def test_theta_is_unpacked_as_a_naive_script_does_it(sizes: list[int], dtype: Any) -> None:
    layout = dense_tensors(sizes)
    theta = np.arange(theta_size(layout)).astype(dtype)
    found, expected = unpack(theta, layout), naive_tensors(theta, sizes)
    assert list(found) == list(expected)
    for name, tensor in expected.items():
        np.testing.assert_array_equal(found[name], tensor)
        assert found[name].dtype == dtype
        assert np.shares_memory(found[name], theta)


@given(SIZES, DTYPES, st.integers(0, 2**32 - 1))
def test_packing_undoes_unpacking(sizes: list[int], dtype: Any, seed: int) -> None:
    layout = dense_tensors(sizes)
    theta = np.random.default_rng(seed).normal(size=theta_size(layout)).astype(dtype)
    tensors = unpack(theta, layout)
    again = pack({name: tensors[name] for name in reversed(tensors)}, layout)
    assert again.dtype == dtype
    assert again.tobytes() == theta.tobytes()


@given(SIZES, st.lists(st.integers(1, 3), max_size=2))
def test_many_thetas_are_unpacked_at_once(sizes: list[int], many: list[int]) -> None:
    layout = dense_tensors(sizes)
    count = theta_size(layout)
    thetas = np.arange(np.prod(many, dtype=int) * count).reshape(*many, count)
    found = unpack(thetas, layout)
    for place in np.ndindex(*many):
        for name, tensor in naive_tensors(thetas[place], sizes).items():
            np.testing.assert_array_equal(found[name][place], tensor)


@given(SIZES)
def test_a_tensor_lies_where_it_says(sizes: list[int]) -> None:
    layout = dense_tensors(sizes)
    theta = np.arange(theta_size(layout))
    expected = naive_tensors(theta, sizes)
    for tensor in layout:
        assert theta[tensor.place].tolist() == expected[tensor.name].reshape(-1).tolist()
        assert tensor.penalised is tensor.name.startswith("W")


def test_a_network_is_counted_by_hand() -> None:
    """64·32 + 32 of the first layer, 32·10 + 10 of the second."""
    tensors = dense_tensors([64, 32, 10])
    assert theta_size(tensors) == parameter_count(tensors) == 2080 + 330
    assert [(t.name, t.shape, t.inputs, t.outputs, t.size, t.start) for t in tensors] == [
        ("W0", (64, 32), 64, 32, 2048, 0),
        ("b0", (32,), 64, 32, 32, 2048),
        ("W1", (32, 10), 32, 10, 320, 2080),
        ("b1", (10,), 32, 10, 10, 2400),
    ]
    assert from_plain(as_plain(tensors)) == tensors


def test_what_layers_remember_comes_after_the_parameters() -> None:
    mean = Tensor("mean", "state", (3,), 3, 3, initial=0.0)
    gain = Tensor("gain", "gain", (3,), 3, 3, initial=1.0)
    layers = place_tensors([dense_layer(2, 3), (mean, gain), dense_layer(3, 1), ()])
    found = in_order(layers)
    assert [tensor.name for tensor in found] == ["W0", "b0", "gain0", "W1", "b1", "mean0"]
    assert [tensor.start for tensor in found] == [0, 6, 9, 12, 15, 16]
    assert [tensor.name for tensor in layers[1]] == ["mean0", "gain0"]
    assert (parameter_count(found), theta_size(found)) == (16, 19)
    assert [tensor.name for tensor in found if tensor.penalised] == ["W0", "W1"]


@pytest.mark.parametrize("missing", ["W1", "b0"])
def test_a_tensor_that_is_not_given_is_an_error(missing: str) -> None:
    layout = dense_tensors([2, 2, 1])
    tensors = {name: t for name, t in unpack(np.arange(9.0), layout).items() if name != missing}
    with pytest.raises(KeyError, match=missing):
        pack(tensors, layout)
