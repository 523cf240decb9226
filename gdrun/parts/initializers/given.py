"""Initializers without chance: constants, and values from a file."""

import zipfile
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from gdrun.errors import DataError
from gdrun.parts.initializers.initializer import Initializer, Tensor
from gdrun.parts.registry import Finite


class Zeros(Initializer):
    """All zero: right for biases; for weights it leaves all units of a hidden layer alike."""

    name: Literal["zeros"] = "zeros"

    def draw(self, tensor: Tensor, rng: np.random.Generator, folder: Path) -> NDArray[np.float64]:
        return np.zeros(tensor.shape)

    def moments(self, tensor: Tensor) -> tuple[float, float]:
        return 0.0, 0.0


class Ones(Initializer):
    """All one."""

    name: Literal["ones"] = "ones"

    def draw(self, tensor: Tensor, rng: np.random.Generator, folder: Path) -> NDArray[np.float64]:
        return np.ones(tensor.shape)

    def moments(self, tensor: Tensor) -> tuple[float, float]:
        return 1.0, 0.0


class Constant(Initializer):
    """All ``value``; for weights it leaves all units of a hidden layer alike."""

    name: Literal["constant"] = "constant"
    value: Finite

    valid = ({"value": 0.01}, {"value": -2})
    invalid = ({}, {"value": float("nan")}, {"value": "large"})

    def draw(self, tensor: Tensor, rng: np.random.Generator, folder: Path) -> NDArray[np.float64]:
        return np.full(tensor.shape, self.value)

    def moments(self, tensor: Tensor) -> tuple[float, float]:
        return self.value, 0.0


class FromFile(Initializer):
    """Given values: an NPZ file with the arrays W0, b0, W1, b1, …; weights are (inputs, outputs).

    As ``weights`` it reads the Ws, as ``biases`` the bs. Every seed starts from the same values.
    """

    name: Literal["file"] = "file"
    path: str

    paths = ("path",)
    valid = ({"path": "weights.npz"},)
    invalid = ({}, {"path": 3})

    def draw(self, tensor: Tensor, rng: np.random.Generator, folder: Path) -> NDArray[np.float64]:
        path = folder / self.path
        try:
            with np.load(path, allow_pickle=False) as arrays:
                if tensor.name not in arrays:
                    found = ", ".join(arrays) or "no array at all"
                    raise DataError(f"{path}: there is no array {tensor.name}; found {found}")
                values = np.asarray(arrays[tensor.name], dtype=np.float64)
        except FileNotFoundError:
            raise DataError(f"{path}: no such file of weights") from None
        except (OSError, ValueError, TypeError, AttributeError, zipfile.BadZipFile) as error:
            raise DataError(f"{path}: not an NPZ file of numbers ({error})") from None
        if values.shape != tensor.shape:
            raise DataError(
                f"{path}: {tensor.name} has shape {values.shape}, the network needs {tensor.shape}"
            )
        if not np.isfinite(values).all():
            raise DataError(f"{path}: {tensor.name} holds NaN or infinity")
        return values
