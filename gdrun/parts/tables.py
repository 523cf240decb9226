"""Tables: what data sources yield."""

from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray


@dataclass(frozen=True)
class Table:
    """One data set as its source holds it, before splitting, encoding and normalising."""

    origin: str
    """What messages call it: the set's name, or the file's path."""
    inputs: NDArray[Any]
    """Finite numbers of shape (rows, columns), at least one of each, in the source's own dtype."""
    targets: NDArray[Any]
    """Finite numbers or text, of shape (rows,) or (rows, targets)."""
    feature_names: tuple[str, ...]
    """One for each column of ``inputs``."""
    class_names: tuple[str, ...] | None = None
    """If the source knows them: the class that the target ``i`` stands for is called ``[i]``."""

    @property
    def rows(self) -> int:
        """The number of examples."""
        return len(self.inputs)

    @property
    def columns(self) -> int:
        """The number of features."""
        return len(self.feature_names)

    @property
    def target_columns(self) -> int:
        """The number of targets of each example."""
        return 1 if self.targets.ndim == 1 else len(self.targets[0])
