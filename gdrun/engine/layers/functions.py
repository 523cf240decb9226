"""The functions that a table of layers names, by their signatures.

``activation_at(address, like)`` and the others give a layer's function in compiled code; ``like``
is an array or a pointer in theta's dtype.
"""

from typing import Any

from numba import types

from gdrun.engine.compile.addresses import function_at


def array(dtype: Any, dimensions: int, readonly: bool = False) -> Any:
    """The type of an array whose rows lie together."""
    return types.Array(dtype, dimensions, "C", readonly=readonly)


def activation_signature(number: Any) -> Any:
    """Sums, parameters, and where the values go."""
    vector = array(number, 1)
    return types.void(vector, vector, vector)


def derivative_signature(number: Any) -> Any:
    """Sums, values, parameters, and where the slopes go."""
    vector = array(number, 1)
    return types.void(vector, vector, vector, vector)


def forward_signature(number: Any) -> Any:
    """As ``gdrun.parts.layers.layer.Layer`` says of ``forward``."""
    vector, matrix = array(number, 1), array(number, 2)
    whole = types.int64
    rows = array(whole, 1)
    return types.void(
        matrix, vector, vector, vector, whole, whole, whole, rows, matrix, matrix
    )  # fmt: skip


def backward_signature(number: Any) -> Any:
    """As ``Layer`` says of ``backward``."""
    vector, matrix = array(number, 1), array(number, 2)
    return types.void(matrix, vector, vector, matrix, matrix, matrix)


def gradient_signature(number: Any) -> Any:
    """As ``Layer`` says of ``gradient``."""
    vector, matrix = array(number, 1), array(number, 2)
    return types.void(matrix, vector, vector, matrix, matrix, vector)


def average_signature(number: Any) -> Any:
    """As ``gdrun.parts.averages.average.Average`` says of ``average``."""
    vector = array(number, 1)
    return types.void(vector, vector, vector, types.int64)


average_at = function_at(average_signature)
activation_at = function_at(activation_signature)
derivative_at = function_at(derivative_signature)
forward_at = function_at(forward_signature)
backward_at = function_at(backward_signature)
gradient_at = function_at(gradient_signature)
