"""The family of data sources: what each of them gives the data."""

from abc import abstractmethod
from pathlib import Path
from typing import ClassVar

import numpy as np

from gdrun.files.table import Table
from gdrun.parts.registry import Part


class Source(Part):
    """Where a table comes from.

    Class attributes:
        suffixes: For files: the endings, in lower case, of a path that alone asks for this
            part; the part then has a parameter ``path``.
        nameless: Whether a mapping of its parameters asks for this part without ``name``.
        draws: Whether the table may be another one for another ``rng``.
    """

    family = "sources"

    suffixes: ClassVar[tuple[str, ...]] = ()
    nameless: ClassVar[bool] = False
    draws: ClassVar[bool] = True

    @abstractmethod
    def read(self, folder: Path, rng: np.random.Generator) -> Table:
        """The whole table. Paths are relative to ``folder``; generators draw from ``rng``.

        Raises:
            DataError: If there is no usable table.
        """
