"""Data in files that a person has: NPZ, CSV and TSV, IDX."""

from abc import abstractmethod
from pathlib import Path
from typing import Literal

import numpy as np

from gdrun.files.delimited.reading import Reading, read_delimited
from gdrun.files.idx import read_idx
from gdrun.files.npz import read_npz
from gdrun.files.opening import opened
from gdrun.files.table import Table
from gdrun.parts.sources.source import Source


class Npz(Source):
    """An NPZ file with the arrays X (rows, columns) and y (rows,) or (rows, targets).

    Written by ``numpy.savez(path, X=X, y=y)``. Arrays of Python objects are refused.
    """

    name: Literal["npz"] = "npz"
    path: str

    paths = ("path",)
    suffixes = (".npz", ".npz.gz")
    draws = False
    valid = ({"path": "data.npz"},)
    invalid = ({}, {"path": 3})

    def read(self, folder: Path, rng: np.random.Generator) -> Table:
        path = folder / self.path
        with opened(path, "an NPZ file") as file:
            return read_npz(file, str(path))


class Tabular(Source):
    """A table with columns of any kind, of which one is the target."""

    @abstractmethod
    def read_as(self, reading: Reading, folder: Path) -> Table:
        """The whole table, read as a config's ``data`` section says.

        Raises:
            DataError: If there is no usable table.
        """


class Csv(Tabular):
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
    draws = False
    valid = ({"path": "data.csv"},)
    invalid = ({}, {"path": 3})

    def read(self, folder: Path, rng: np.random.Generator) -> Table:
        return self.read_as(Reading(), folder)

    def read_as(self, reading: Reading, folder: Path) -> Table:
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
    draws = False
    valid = ({"X": "images-idx3-ubyte.gz", "y": "labels-idx1-ubyte.gz"},)
    invalid = ({}, {"X": "images-idx3-ubyte"}, {"X": 1, "y": 2})

    def read(self, folder: Path, rng: np.random.Generator) -> Table:
        return read_idx(folder / self.X, folder / self.y)
