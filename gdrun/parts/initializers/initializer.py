"""What an initializer is, and the tensors that it fills."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from gdrun.parts.registry import Part


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


class Initializer(Part):
    """Values of one tensor."""

    family = "initializers"

    def draw(self, tensor: Tensor, rng: np.random.Generator, folder: Path) -> NDArray[np.float64]:
        """The tensor's values, of its shape. Paths are relative to ``folder``."""
        raise TypeError(f"{type(self).__name__} does not say how to draw")

    def check(self, tensors: Sequence[Tensor], folder: Path) -> None:
        """Sees, before any training, that there are values for these and no other tensors.

        Raises:
            DataError: If not.
        """

    def moments(self, tensor: Tensor) -> tuple[float, float] | None:
        """Mean and standard deviation of the values drawn; None where they are not drawn."""
        return None
