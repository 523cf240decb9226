"""Data sources: where examples come from. Packaged sets, and files with their readers."""

from abc import abstractmethod
from importlib.resources import files
from pathlib import Path
from typing import ClassVar, Literal

import numpy as np

from gdrun.parts.delimited import Reading, read_delimited
from gdrun.parts.files import opened
from gdrun.parts.idx import read_idx
from gdrun.parts.npz import read_npz
from gdrun.parts.registry import Part
from gdrun.parts.tables import Table


class Source(Part):
    """Where a table comes from.

    Class attributes:
        suffixes: For files: the endings, in lower case, of a path that alone asks for this
            part; the part then has a parameter ``path``.
        nameless: Whether a mapping of its parameters asks for this part without ``name``.
    """

    family = "sources"

    suffixes: ClassVar[tuple[str, ...]] = ()
    nameless: ClassVar[bool] = False

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

    paths = ("path",)
    suffixes = (".npz", ".npz.gz")
    valid = ({"path": "data.npz"},)
    invalid = ({}, {"path": 3})

    def read(self, folder: Path, rng: np.random.Generator) -> Table:
        path = folder / self.path
        with opened(path, "an NPZ file") as file:
            return read_npz(file, str(path))


class Csv(Source):
    """A CSV or TSV file: a row for each example, a column for each input and one for the target.

    Commas, semicolons or tabs separate columns, and quotes protect them; the file may be gzipped.
    Columns of text become one column for each text that the training rows hold. How the file is
    read is said beside it: ``data.target``, ``data.header`` and ``data.missing``.
    """

    name: Literal["csv"] = "csv"
    path: str

    paths = ("path",)
    aliases = ("tsv",)
    suffixes = (".csv", ".tsv", ".csv.gz", ".tsv.gz")
    valid = ({"path": "data.csv"},)
    invalid = ({}, {"path": 3})

    def read(self, folder: Path, rng: np.random.Generator) -> Table:
        return self.read_as(Reading(), folder)

    def read_as(self, reading: Reading, folder: Path) -> Table:
        """The whole table, read as a config's ``data`` section says.

        Raises:
            DataError: If there is no usable table.
        """
        return read_delimited(folder / self.path, reading)


class Idx(Source):
    """Two IDX files, MNIST's format: X with images, each made one row, and y with labels.

    Both may be gzipped. LeCun, Cortes & Burges, "The MNIST database of handwritten digits", 1998.
    """

    name: Literal["idx"] = "idx"
    X: str
    y: str

    paths = ("X", "y")
    nameless = True
    valid = ({"X": "images-idx3-ubyte.gz", "y": "labels-idx1-ubyte.gz"},)
    invalid = ({}, {"X": "images-idx3-ubyte"}, {"X": 1, "y": 2})

    def read(self, folder: Path, rng: np.random.Generator) -> Table:
        return read_idx(folder / self.X, folder / self.y)
