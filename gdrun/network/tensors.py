"""The tensors of a network, in the order in which theta holds them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal


@dataclass(frozen=True)
class Tensor:
    """One tensor of the network: weights ``W`` (inputs, outputs) or biases ``b`` (outputs,)."""

    kind: Literal["W", "b"]
    layer: int
    shape: tuple[int, ...]
    inputs: int
    """Fan-in: the inputs of the tensor's layer."""
    outputs: int
    """Fan-out: the outputs of the tensor's layer."""

    @property
    def name(self) -> str:
        """``W0``, ``b0``, ``W1``, …"""
        return f"{self.kind}{self.layer}"

    @property
    def size(self) -> int:
        """How many parameters it holds."""
        return math.prod(self.shape)


def network_tensors(sizes: Sequence[int]) -> tuple[Tensor, ...]:
    """W0, b0, W1, b1, … of a network with layers of these sizes, the inputs first."""
    tensors = []
    for layer, (inputs, outputs) in enumerate(pairwise(sizes)):
        tensors.append(Tensor("W", layer, (inputs, outputs), inputs, outputs))
        tensors.append(Tensor("b", layer, (outputs,), inputs, outputs))
    return tuple(tensors)
