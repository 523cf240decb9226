"""Initializers: the parameters before the first step."""

import math
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import model_validator

from gdrun.errors import DataError
from gdrun.parts.registry import NonNegative, Part


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

    def moments(self, tensor: Tensor) -> tuple[float, float] | None:
        """Mean and standard deviation of the values drawn; None where they are not drawn."""
        return None


class Zeros(Initializer):
    """All zero: right for biases; for weights it leaves all units of a hidden layer alike."""

    name: Literal["zeros"] = "zeros"

    def draw(self, tensor: Tensor, rng: np.random.Generator, folder: Path) -> NDArray[np.float64]:
        return np.zeros(tensor.shape)

    def moments(self, tensor: Tensor) -> tuple[float, float]:
        return 0.0, 0.0


class Normal(Initializer):
    """Normal with mean 0 and the given ``std``, or the given ``variance``; std 1 if neither."""

    name: Literal["normal"] = "normal"
    std: NonNegative | None = None
    variance: NonNegative | None = None

    aliases = ("gaussian",)
    valid = ({}, {"std": 0.1}, {"variance": 0.1})
    invalid = ({"std": 1.0, "variance": 1.0}, {"std": -1.0}, {"variance": -0.1})

    @model_validator(mode="after")
    def _one_width(self) -> Self:
        if self.std is not None and self.variance is not None:
            raise ValueError("give `std` or `variance`, not both")
        return self

    def draw(self, tensor: Tensor, rng: np.random.Generator, folder: Path) -> NDArray[np.float64]:
        _, std = self.moments(tensor)
        return std * rng.standard_normal(tensor.shape)

    def moments(self, tensor: Tensor) -> tuple[float, float]:
        if self.variance is not None:
            return 0.0, math.sqrt(self.variance)
        return 0.0, 1.0 if self.std is None else self.std


class GlorotUniform(Initializer):
    """Uniform in ±√(6 / (inputs + outputs)), so that signals keep their variance both ways.

    Glorot & Bengio, "Understanding the difficulty of training deep feedforward neural networks",
    AISTATS 2010, equation 16.
    """

    name: Literal["glorot_uniform"] = "glorot_uniform"
    aliases = ("xavier", "glorot", "xavier_uniform")

    def draw(self, tensor: Tensor, rng: np.random.Generator, folder: Path) -> NDArray[np.float64]:
        limit = math.sqrt(6 / (tensor.inputs + tensor.outputs))
        return rng.uniform(-limit, limit, tensor.shape)

    def moments(self, tensor: Tensor) -> tuple[float, float]:
        return 0.0, math.sqrt(2 / (tensor.inputs + tensor.outputs))


class FromFile(Initializer):
    """Given values: an NPZ file with the arrays W0, b0, W1, b1, …; weights are (inputs, outputs).

    As ``weights`` it reads the Ws, as ``biases`` the bs. Every seed starts from the same values.
    """

    name: Literal["file"] = "file"
    path: str

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
