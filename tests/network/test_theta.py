"""The flat vector theta holds what a naive script finds in it, and packing undoes unpacking."""

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from gdrun.network import (
    network_tensors,
    pack,
    parameter_count,
    tensor_slices,
    unpack,
    weight_offsets,
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
    theta = np.arange(parameter_count(sizes)).astype(dtype)
    found, expected = unpack(theta, sizes), naive_tensors(theta, sizes)
    assert list(found) == list(expected)
    for name, tensor in expected.items():
        np.testing.assert_array_equal(found[name], tensor)
        assert found[name].dtype == dtype
        assert np.shares_memory(found[name], theta)


@given(SIZES, DTYPES, st.integers(0, 2**32 - 1))
def test_packing_undoes_unpacking(sizes: list[int], dtype: Any, seed: int) -> None:
    theta = np.random.default_rng(seed).normal(size=parameter_count(sizes)).astype(dtype)
    tensors = unpack(theta, sizes)
    again = pack({name: tensors[name] for name in reversed(tensors)}, sizes)
    assert again.dtype == dtype
    assert again.tobytes() == theta.tobytes()


@given(SIZES, st.lists(st.integers(1, 3), max_size=2))
def test_many_thetas_are_unpacked_at_once(sizes: list[int], many: list[int]) -> None:
    count = parameter_count(sizes)
    thetas = np.arange(np.prod(many, dtype=int) * count).reshape(*many, count)
    found = unpack(thetas, sizes)
    for place in np.ndindex(*many):
        for name, tensor in naive_tensors(thetas[place], sizes).items():
            np.testing.assert_array_equal(found[name][place], tensor)


@given(SIZES)
def test_offsets_are_where_a_layers_weights_begin(sizes: list[int]) -> None:
    theta = np.arange(parameter_count(sizes))
    tensors = naive_tensors(theta, sizes)
    starts = [tensors[f"W{layer}"][0, 0] for layer in range(len(sizes) - 1)]
    assert weight_offsets(sizes).tolist() == starts
    slices = tensor_slices(network_tensors(sizes))
    for name, tensor in tensors.items():
        assert theta[slices[name]].tolist() == tensor.reshape(-1).tolist()


def test_a_network_is_counted_by_hand() -> None:
    """64·32 + 32 of the first layer, 32·10 + 10 of the second."""
    assert parameter_count([64, 32, 10]) == 2080 + 330
    tensors = network_tensors([64, 32, 10])
    assert [(t.name, t.shape, t.inputs, t.outputs, t.size) for t in tensors] == [
        ("W0", (64, 32), 64, 32, 2048),
        ("b0", (32,), 64, 32, 32),
        ("W1", (32, 10), 32, 10, 320),
        ("b1", (10,), 32, 10, 10),
    ]
    assert weight_offsets([64, 32, 10]).tolist() == [0, 2080]


@pytest.mark.parametrize("missing", ["W1", "b0"])
def test_a_tensor_that_is_not_given_is_an_error(missing: str) -> None:
    tensors = {name: t for name, t in unpack(np.arange(9.0), [2, 2, 1]).items() if name != missing}
    with pytest.raises(KeyError, match=missing):
        pack(tensors, [2, 2, 1])
