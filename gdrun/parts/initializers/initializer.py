"""The family of initializers: what each of them gives the trial."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gdrun.network import Tensor
from gdrun.parts.registry import Part


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
