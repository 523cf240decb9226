"""Theta: all parameters of a network in one flat vector, tensor after tensor, row-major."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from gdrun.network.tensors import Tensor

Number = TypeVar("Number", bound=np.generic)


def theta_size(tensors: Iterable[Tensor]) -> int:
    """The length of theta."""
    return sum(tensor.size for tensor in tensors)


def parameter_count(tensors: Iterable[Tensor]) -> int:
    """How many numbers in theta are trained; the others come after them."""
    return theta_size(tensor for tensor in tensors if tensor.role != "state")


def unpack(theta: NDArray[Number], tensors: Iterable[Tensor]) -> dict[str, NDArray[Number]]:
    """The tensors that ``theta`` (…, size) holds, as views (…, *shape), by name."""
    return {
        tensor.name: theta[..., tensor.place].reshape(*theta.shape[:-1], *tensor.shape)
        for tensor in tensors
    }


def pack(values: Mapping[str, NDArray[Number]], tensors: Iterable[Tensor]) -> NDArray[Number]:
    """Theta (size,) that holds these tensors, given by name; the opposite of ``unpack``."""
    return np.concatenate([values[tensor.name].reshape(-1) for tensor in tensors])
