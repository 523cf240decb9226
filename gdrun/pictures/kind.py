"""What a kind of picture says of itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gdrun.evidence.comparability import Candidate
from gdrun.evidence.endings import usable
from gdrun.pictures.numbers.table import Numbers
from gdrun.records import Outcome
from gdrun.statistics import About

if TYPE_CHECKING:
    from matplotlib.figure import Figure


class Need(StrEnum):
    """Arrays that records do not hold unless they are asked for."""

    HISTORIES = "histories"
    WEIGHTS = "weights"
    DOCUMENTS = "documents"
    """What tells what weights are of."""
    OUTPUTS = "outputs"
    PROBABILITIES = "probabilities"
    """Outputs that are whole."""


@dataclass(frozen=True)
class Subject:
    """What a picture is of."""

    candidates: tuple[Candidate, ...]
    """At least one, in the order in which they were named."""
    command: str
    """What was run: ``train``, ``sweep`` or ``variance``; ``compare`` of several experiments."""
    metric: str
    """What variants are judged by, without its portion."""
    about: About | None = None
    """What intervals and verdicts are to be about; None for as much as there is evidence for."""
    notes: tuple[str, ...] = ()
    """What is to be said of the choice of candidates."""
    parts: tuple[Path, ...] = ()
    """Files of a user's own parts, whose code may be run."""
    lacking: Mapping[Need, frozenset[str]] = field(default_factory=dict)
    """Labels of candidates, by the arrays that were not kept of them."""
    on_status: Callable[[str], None] = lambda _: None
    """Told, in words, of what takes long."""


def outcome_subject(outcome: Outcome, command: str, metric: str) -> Subject:
    """All variants of what was just run, whose records hold what they held then."""
    candidates = tuple(Candidate(outcome, each, each.name) for each in outcome.variants)
    names = {each.name for each in outcome.variants}
    ran = {each.variant for each in outcome.records if each.history.columns}
    trained = {e.variant for e in outcome.records if usable(e) and e.weights.size}
    lacking = {
        Need.HISTORIES: frozenset(names - ran),
        Need.WEIGHTS: frozenset(names - trained),
    }
    return Subject(candidates, command, metric, lacking=lacking)


@dataclass(frozen=True)
class Kind:
    """One kind of picture: a module in ``kinds`` has one, called ``KIND``."""

    name: str
    """What ``--kind`` calls it."""
    shows: str
    """What one sees, in a few words."""
    place: int
    """Of several kinds that suit, the one with the least is drawn unless one is named."""
    why_not: Callable[[Subject], str]
    """Why it does not suit a subject, whose records need not hold arrays; empty if it does."""
    make: Callable[[Subject], Any]
    """From a subject that it suits to what is drawn. Raises a ``PictureError`` if what it needs
    was not kept."""
    draw: "Callable[[Any, Figure], None]"
    """Draws that on an empty figure. Matplotlib is imported when it is called, and not before."""
    numbers: Callable[[Any], Numbers]
    """What is drawn, as a table."""
    needs: frozenset[Need] = frozenset()
    """Which arrays ``make`` looks at."""
    narrow: Callable[[Subject], Subject] = lambda subject: subject
    """What of a subject is shown; only of that are arrays read."""
    own_ground: bool = False
    """Whether its colours are for a light ground alone, so that they stay on one in the dark."""
