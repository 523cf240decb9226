"""Theta: all parameters of a network in one flat vector, tensor after tensor, row-major.

``sizes`` are the widths of the layers, the inputs first, as everywhere in this package.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from gdrun.network.tensors import Tensor, network_tensors

Number = TypeVar("Number", bound=np.generic)


def parameter_count(sizes: Sequence[int]) -> int:
    """The length of theta."""
    return sum(tensor.size for tensor in network_tensors(sizes))


def tensor_slices(tensors: Iterable[Tensor]) -> dict[str, slice]:
    """Where each tensor lies in theta, by its name."""
    slices, start = {}, 0
    for tensor in tensors:
        slices[tensor.name] = slice(start, start + tensor.size)
        start += tensor.size
    return slices


def unpack(theta: NDArray[Number], sizes: Sequence[int]) -> dict[str, NDArray[Number]]:
    """The tensors that ``theta`` (…, parameters) holds, as views (…, *shape), by name."""
    tensors = network_tensors(sizes)
    slices = tensor_slices(tensors)
    return {
        tensor.name: theta[..., slices[tensor.name]].reshape(*theta.shape[:-1], *tensor.shape)
        for tensor in tensors
    }


def pack(values: Mapping[str, NDArray[Number]], sizes: Sequence[int]) -> NDArray[Number]:
    """Theta (parameters,) that holds these tensors, given by name; the opposite of ``unpack``."""
    return np.concatenate([values[tensor.name].reshape(-1) for tensor in network_tensors(sizes)])


def weight_offsets(sizes: Sequence[int]) -> NDArray[np.int64]:
    """Where each layer's W begins in theta, shape (layers of weights,); its b follows at once."""
    slices = tensor_slices(network_tensors(sizes))
    return np.array([slices[f"W{layer}"].start for layer in range(len(sizes) - 1)], np.int64)
