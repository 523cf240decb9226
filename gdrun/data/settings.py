"""What this room needs to know of a config's ``data`` section."""

from typing import Literal, Protocol

from gdrun.files.delimited.reading import Missing
from gdrun.parts.normalizers import Normalizer
from gdrun.parts.sources import Source

Task = Literal["classification", "regression"]


class Shares(Protocol):
    """How many rows each portion gets: up to 1 a fraction, above 1 a count, 0 or None none."""

    @property
    def train(self) -> float | None: ...

    @property
    def validation(self) -> float | None: ...

    @property
    def test(self) -> float | None: ...

    @property
    def folds(self) -> int | None:
        """If there are any, ``train`` and ``test`` are None, and ``validation`` is of the rest."""


class SeparateSources(Protocol):
    """A source for each portion of the data."""

    @property
    def train(self) -> Source: ...

    @property
    def validation(self) -> Source | None: ...

    @property
    def test(self) -> Source | None: ...


class ColumnSettings(Protocol):
    """What the columns of a table are."""

    @property
    def leave_out(self) -> tuple[str, ...]: ...


class DataSettings(Protocol):
    """The ``data`` section. ``split`` None is all rows for training."""

    @property
    def source(self) -> Source | SeparateSources: ...

    @property
    def target(self) -> int | str | None: ...

    @property
    def header(self) -> bool | None: ...

    @property
    def missing(self) -> Missing | None:
        """None is ``error``."""

    @property
    def columns(self) -> ColumnSettings | None: ...

    @property
    def split(self) -> Shares | None: ...

    @property
    def stratify(self) -> bool: ...

    @property
    def normalize(self) -> Normalizer: ...

    @property
    def normalize_target(self) -> Normalizer | None: ...

    @property
    def weights(self) -> str | None: ...

    @property
    def groups(self) -> str | None: ...

    @property
    def task(self) -> Task | None: ...
