"""The network's form: from its layers to tensors, and to one flat vector theta."""

from gdrun.network.tensors import (
    Role,
    Tensor,
    as_plain,
    dense_layer,
    dense_tensors,
    from_plain,
    in_order,
    place_tensors,
)
from gdrun.network.theta import pack, parameter_count, theta_size, unpack

__all__ = [
    "Role",
    "Tensor",
    "as_plain",
    "dense_layer",
    "dense_tensors",
    "from_plain",
    "in_order",
    "pack",
    "parameter_count",
    "place_tensors",
    "theta_size",
    "unpack",
]
