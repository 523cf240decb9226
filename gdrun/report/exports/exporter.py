"""What a format of exports says of itself."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gdrun.records import Outcome
    from gdrun.report.tables.text_table import TextTable

Content = str | bytes | Iterable[str]
"""Text, at once or in pieces, as there may be more of it than of memory; or bytes."""


@dataclass(frozen=True)
class Exporter:
    """One format: a module in ``formats`` has one, called ``EXPORTER``."""

    name: str
    """What ``--format`` calls it."""
    endings: tuple[str, ...]
    """Of files that hold it, in lower case and with their dots."""
    holds: str
    """What it tells of an experiment, in a few words."""
    write: "Callable[[Outcome], Content]"
    """The outcome, a training or a sweep, in this format; whole lines of text, or bytes.

    Without trials, or with diverged and failed ones, there is less to tell, and that is no error.
    """
    aliases: tuple[str, ...] = ()
    """Other names that ``--format`` takes."""
    by_ending: tuple[str, ...] = ()
    """Formats that hold the same: one of them is meant where this is named, and its file's ending
    is theirs."""
    binary: bool = False
    """Whether it is bytes, which no terminal can show."""
    needs_histories: bool = False
    """Whether it is made of histories; ``write`` is then given what there is of them."""
    needs_weights: bool = False
    """Whether it is made of weights; ``write`` is then given some trial that has them."""
    seeds: tuple[str, ...] = ()
    """Of a format that holds a network to be used: what ``--seed`` may say beside a number,
    ``best`` or ``all``, that which is meant if nothing is said first. ``write`` is then given one
    variant, and trials that have weights and documents."""
    notes: "Callable[[Outcome], Sequence[str]]" = lambda _: ()
    """What a person should know of what was written, each in a line."""
    write_tables: "Callable[[Sequence[TextTable]], str] | None" = None
    """Tables with their titles and notes in this format, if it is one of tables."""

    def tables(self, tables: "Sequence[TextTable]") -> str:
        """Of a format of tables, what ``write_tables`` makes of them."""
        assert self.write_tables is not None
        return self.write_tables(tables)
