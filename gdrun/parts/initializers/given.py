"""Initializers without chance: constants, and values from a file."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
from numpy.lib.npyio import NpzFile
from numpy.typing import NDArray
from pydantic import Field

from gdrun.errors import DataError
from gdrun.files.npz import NUMBERS, open_npz, read_array
from gdrun.files.opening import opened
from gdrun.network import Tensor
from gdrun.parts.initializers.initializer import Initializer
from gdrun.parts.registry import Finite

_KINDS = ("gain", "shift")
"""What a file may hold of a network besides weights and biases, whatever the network has."""

WRITTEN_BY = "`numpy.savez(path, W0=…, b0=…)`"


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

    As ``weights`` it reads the Ws, the bs along with them unless ``biases`` says otherwise, and
    what else it holds of the network, as gains and shifts; as ``biases`` the bs. Every seed starts
    from the same values.
    Arrays with one axis more in front, as ``gdrun export --format npz`` writes them, hold several
    networks, of which ``row`` is taken.
    """

    name: Literal["file"] = "file"
    path: str
    row: Annotated[int, Field(ge=0)] | None = Field(
        None,
        description="Which of several networks in the file, from 0; not needed if there is one.",
    )

    paths = ("path",)
    valid = ({"path": "weights.npz"}, {"path": "weights.npz", "row": 2})
    invalid = ({}, {"path": 3}, {"path": "weights.npz", "row": -1})

    def draw(self, tensor: Tensor, rng: np.random.Generator, folder: Path) -> NDArray[np.float64]:
        path = folder / self.path
        with self._arrays(folder) as arrays:
            if tensor.name not in arrays:
                found = ", ".join(arrays) or "no array at all"
                raise DataError(f"{path}: there is no array {tensor.name}; found {found}")
            values = read_array(arrays, tensor.name, str(path))
        if values.dtype.kind not in NUMBERS:
            raise DataError(f"{path}: {tensor.name} holds {values.dtype}, not numbers")
        values = self._of_one_network(values.astype(np.float64), tensor, path)
        if values.shape != tensor.shape:
            raise DataError(
                f"{path}: {tensor.name} has shape {values.shape}, the network needs {tensor.shape}"
            )
        if not np.isfinite(values).all():
            raise DataError(f"{path}: {tensor.name} holds NaN or infinity")
        return values

    def holds(self, kind: str, folder: Path) -> bool:
        """Whether there are arrays ``kind`` and a number, such as b0; relative to ``folder``.

        Raises:
            DataError: If the file cannot be read.
        """
        with self._arrays(folder) as arrays:
            return any(re.fullmatch(f"{kind}[0-9]+", name) for name in arrays)

    def check(self, tensors: Sequence[Tensor], folder: Path) -> None:
        wanted = {tensor.name for tensor in tensors}
        with self._arrays(folder) as arrays:
            kinds = "|".join({*_KINDS, *(tensor.kind for tensor in tensors)})
            of_layers = [name for name in arrays if re.fullmatch(f"({kinds})[0-9]+", name)]
        if more := sorted(set(of_layers) - wanted):
            raise DataError(
                f"{folder / self.path}: there is an array {more[0]}, but the network has no such "
                f"layer: it has {', '.join(tensor.name for tensor in tensors)}"
            )

    @contextmanager
    def _arrays(self, folder: Path) -> Iterator[NpzFile]:
        path = folder / self.path
        with opened(path, "an NPZ file") as file, open_npz(file, str(path), WRITTEN_BY) as arrays:
            yield arrays

    def _of_one_network(
        self, values: NDArray[np.float64], tensor: Tensor, path: Path
    ) -> NDArray[np.float64]:
        if values.ndim != len(tensor.shape) + 1:
            if self.row is not None:
                raise DataError(
                    f"{path}: {tensor.name} has shape {values.shape}, which is one network: "
                    "leave out `row`"
                )
            return values
        networks = len(values)
        if self.row is None and networks != 1:
            raise DataError(
                f"{path}: {tensor.name} holds {networks:,} networks, one for each seed; "
                f"say which with `row`, from 0 to {networks - 1}"
            )
        row = self.row or 0
        if row >= networks:
            raise DataError(
                f"{path}: there is no row {row}: {tensor.name} holds {networks:,} networks, "
                "counted from 0"
            )
        return values[row]
