"""Pictures as figures whose lines and words tests look at."""

from typing import Any

from matplotlib.figure import Figure

from gdrun.evidence.comparability import Candidate
from gdrun.pictures.drawing.saving import SIZE, drawing
from gdrun.pictures.drawing.style import empty_figure
from gdrun.pictures.kind import Kind, Subject
from gdrun.pictures.registry import kinds
from gdrun.records import Outcome


def subject_of(outcome: Outcome, command: str = "sweep") -> Subject:
    """All variants of what was run."""
    candidates = tuple(Candidate(outcome, each, each.name) for each in outcome.variants)
    return Subject(candidates, command, outcome.primary_metric)


def figure_of(kind: Kind, value: Any, size: tuple[float, float] = SIZE) -> Figure:
    """What a kind draws of a value, laid out."""
    with drawing():
        figure = empty_figure(size)
        kind.draw(value, figure)
        figure.draw_without_rendering()
    return figure


def drawn(name: str, subject: Subject) -> tuple[Any, Figure]:
    """The value of a kind that suits a subject, and its figure."""
    kind = kinds()[name]
    assert not kind.why_not(subject)
    value = kind.make(subject)
    return value, figure_of(kind, value)


def legend_of(figure: Figure) -> list[str]:
    """Its labels."""
    return [text.get_text() for legend in figure.legends for text in legend.get_texts()]
