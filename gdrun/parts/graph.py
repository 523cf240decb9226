"""What parts write themselves to when a network is exported as an ONNX graph."""

from collections.abc import Callable
from typing import Any, Protocol

Value = Any
"""A value of the graph: an input, or what an operator gave."""


class Operators(Protocol):
    """ONNX's operators: ``op.Mul(z, 2.0)`` adds a node to the graph, and returns its output.

    Arguments are values of the graph, or constants: a number becomes one of float32, and an array
    one of its own dtype. Keywords are attributes. The operators are those of version 17 of the
    set ``ai.onnx``, see https://onnx.ai/onnx/operators.
    """

    def __getattr__(self, name: str) -> Callable[..., Value]: ...
