"""The tensors of a network, in the order in which theta holds them."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import pairwise
from string import digits
from typing import Any, Literal

Role = Literal["weight", "bias", "gain", "state"]
"""What a tensor is for. ``state`` is what a layer remembers from step to step: it is kept with the
parameters and has no gradient."""


@dataclass(frozen=True)
class Tensor:
    """One tensor of the network. Whatever must know theta's layout reads it here."""

    name: str
    """``W``, ``b``, … as a kind of layer calls it, or ``W0``, ``b0``, … in a network."""
    role: Role
    shape: tuple[int, ...]
    inputs: int
    """Fan-in: the inputs of the tensor's layer."""
    outputs: int
    """Fan-out: the outputs of the tensor's layer."""
    initial: float | None = None
    """The value of all its entries before the first step; None if an initializer gives them."""
    start: int = 0
    """Where it begins in theta."""

    @property
    def kind(self) -> str:
        """Its name without the number that it has in a network."""
        return self.name.rstrip(digits)

    @property
    def size(self) -> int:
        """How many numbers it holds."""
        return math.prod(self.shape)

    @property
    def place(self) -> slice:
        """Where it lies in theta."""
        return slice(self.start, self.start + self.size)

    @property
    def penalised(self) -> bool:
        """Whether the penalty is about it."""
        return self.role == "weight"


def place_tensors(layers: Iterable[Sequence[Tensor]]) -> tuple[tuple[Tensor, ...], ...]:
    """The tensors of each layer, from the inputs on, with their names and places in theta.

    Tensors that a kind of layer calls alike are numbered from 0. What layers remember comes last,
    so that the parameters lie together.
    """
    placed = [list(tensors) for tensors in layers]
    met: Counter[str] = Counter()
    for tensors in placed:
        for i, tensor in enumerate(tensors):
            tensors[i] = replace(tensor, name=f"{tensor.name}{met[tensor.name]}")
            met[tensor.name] += 1
    start = 0
    for remembered in (False, True):
        for tensors in placed:
            for i, tensor in enumerate(tensors):
                if (tensor.role == "state") == remembered:
                    tensors[i] = replace(tensor, start=start)
                    start += tensor.size
    return tuple(map(tuple, placed))


def in_order(layers: Iterable[Iterable[Tensor]]) -> tuple[Tensor, ...]:
    """All tensors of some layers, in theta's order."""
    return tuple(sorted((t for tensors in layers for t in tensors), key=lambda t: t.start))


def as_plain(tensors: Iterable[Tensor]) -> list[dict[str, Any]]:
    """Tensors as plain data fit for JSON; ``from_plain`` is the opposite."""
    return [{**asdict(tensor), "shape": list(tensor.shape)} for tensor in tensors]


def from_plain(described: Iterable[Mapping[str, Any]]) -> tuple[Tensor, ...]:
    """The tensors that ``as_plain`` made these of."""
    return tuple(Tensor(**{**each, "shape": tuple(each["shape"])}) for each in described)


def dense_layer(inputs: int, outputs: int) -> tuple[Tensor, Tensor]:
    """W (inputs, outputs) and b (outputs,) of a dense layer."""
    return (
        Tensor("W", "weight", (inputs, outputs), inputs, outputs),
        Tensor("b", "bias", (outputs,), inputs, outputs),
    )


def dense_tensors(sizes: Sequence[int]) -> tuple[Tensor, ...]:
    """W0, b0, W1, b1, … of dense layers, for numbers of units from the inputs on."""
    return in_order(place_tensors(dense_layer(*widths) for widths in pairwise(sizes)))
