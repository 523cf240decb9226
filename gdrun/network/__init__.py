"""The network's form: from the widths of its layers to tensors, and to one flat vector theta."""

from gdrun.network.tensors import Tensor, network_tensors
from gdrun.network.theta import pack, parameter_count, tensor_slices, unpack, weight_offsets

__all__ = [
    "Tensor",
    "network_tensors",
    "pack",
    "parameter_count",
    "tensor_slices",
    "unpack",
    "weight_offsets",
]
