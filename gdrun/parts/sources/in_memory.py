"""Data that a program holds in arrays or in a data frame."""

from pathlib import Path
from typing import Any

import numpy as np
from pydantic import PrivateAttr

from gdrun.files.delimited.reading import Reading
from gdrun.files.frames import content_hash, table_of_arrays
from gdrun.files.table import Table
from gdrun.parts.sources.files import Tabular


class Arrays(Tabular):
    """Arrays that ``gdrun.train(config, X=X, y=y)`` was given; no config can name them.

    What is known again is their content, by its hash.
    """

    # Without a default, so that no config can choose it.
    name: str
    sha256: str

    draws = False

    _table: Table = PrivateAttr()

    @classmethod
    def of(cls, inputs: Any, targets: Any, reading: Reading) -> "Arrays":
        """The source of some inputs and targets, see ``table_of_arrays``.

        Raises:
            DataError: If they cannot be used.
        """
        table = table_of_arrays(inputs, targets, reading)
        made = cls(name="arrays", sha256=content_hash(table))
        made._table = table
        return made

    def read_as(self, reading: Reading, folder: Path) -> Table:
        return self._table

    def read(self, folder: Path, rng: np.random.Generator) -> Table:
        return self._table
