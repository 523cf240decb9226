"""Data sources: where examples come from. Packaged sets, and files with their readers."""

from abc import abstractmethod
from importlib.resources import files
from pathlib import Path
from typing import ClassVar, Literal

import numpy as np

from gdrun.errors import DataError
from gdrun.parts.npz import read_npz
from gdrun.parts.registry import Part
from gdrun.parts.tables import Table


class Source(Part):
    """Where a table comes from.

    Class attributes:
        suffixes: For files: the endings, in lower case, of a path that alone asks for this
            part; the part then has a parameter ``path``.
    """

    family = "sources"

    suffixes: ClassVar[tuple[str, ...]] = ()

    @abstractmethod
    def read(self, folder: Path, rng: np.random.Generator) -> Table:
        """The whole table. Paths are relative to ``folder``; generators draw from ``rng``.

        Raises:
            DataError: If there is no usable table.
        """


class Packaged(Source):
    """A set that comes with gdrun; ``datasets/SOURCES.md`` says where each is from."""

    def read(self, folder: Path, rng: np.random.Generator) -> Table:
        with files("gdrun.parts").joinpath("datasets", f"{self.name}.npz").open("rb") as file:
            return read_npz(file, self.name)


class Iris(Packaged):
    """Three species of iris told by four lengths and widths: 150 flowers.

    Fisher, "The use of multiple measurements in taxonomic problems", Annals of Eugenics 7, 1936.
    """

    name: Literal["iris"] = "iris"


class Wine(Packaged):
    """Three growers of wine told by thirteen chemical measurements: 178 wines.

    Aeberhard & Forina, "Wine", UCI Machine Learning Repository, 1992.
    """

    name: Literal["wine"] = "wine"


class Digits(Packaged):
    """Handwritten digits in images of 8 by 8 pixels from 0 to 16: 1,797 images.

    Alpaydin & Kaynak, "Optical Recognition of Handwritten Digits", UCI Machine Learning
    Repository, 1998.
    """

    name: Literal["digits"] = "digits"


class BreastCancer(Packaged):
    """Malignant or benign, told by thirty properties of the cells' nuclei: 569 samples.

    Street, Wolberg & Mangasarian, "Nuclear feature extraction for breast tumor diagnosis", 1993.
    """

    name: Literal["breast_cancer"] = "breast_cancer"


class Diabetes(Packaged):
    """Regression: a disease's progression after a year, from ten measurements: 442 patients.

    Efron, Hastie, Johnstone & Tibshirani, "Least Angle Regression", Annals of Statistics 32, 2004.
    """

    name: Literal["diabetes"] = "diabetes"


class Npz(Source):
    """An NPZ file with the arrays X (rows, columns) and y (rows,) or (rows, targets).

    Written by ``numpy.savez(path, X=X, y=y)``. Arrays of Python objects are refused.
    """

    name: Literal["npz"] = "npz"
    path: str

    suffixes = (".npz",)
    valid = ({"path": "data.npz"},)
    invalid = ({}, {"path": 3})

    def read(self, folder: Path, rng: np.random.Generator) -> Table:
        path = folder / self.path
        try:
            with path.open("rb") as file:
                return read_npz(file, str(path))
        except FileNotFoundError:
            raise DataError(
                f"{path}: there is no such file; paths are relative to the config's folder"
            ) from None
        except IsADirectoryError:
            raise DataError(f"{path}: this is a directory, not an NPZ file") from None
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or error
            raise DataError(f"{path}: this file cannot be read: {reason}") from None
