"""Whether a console shows pictures, and those that it shows."""

import os

import numpy as np
from rich.console import Console
from rich.text import Text

from gdrun.evidence.comparability import Candidate
from gdrun.evidence.pictures.curves import curves
from gdrun.evidence.pictures.sensitivity import sensitivity_of
from gdrun.evidence.ranking import Ranking
from gdrun.pictures.kind import Subject
from gdrun.pictures.kinds.sensitivity import why_not
from gdrun.pictures.terminal.curves import curves_lines
from gdrun.pictures.terminal.sensitivity import sensitivity_lines
from gdrun.records import Outcome
from gdrun.report.console.streams import writable

NARROWEST = 30
"""Columns below which nothing can be told from a picture."""

_WITHOUT = ("dumb", "linux")
"""Values of ``TERM`` of terminals that have no braille; Linux's own has letters alone."""

_EXAMPLE = "⣿█⁻"


def shows_pictures(console: Console) -> bool:
    """Whether it is a terminal that is wide enough, and has the letters."""
    if not console.file.isatty() or os.environ.get("TERM") in _WITHOUT:
        return False
    return console.width >= NARROWEST and writable(_EXAMPLE, console) == _EXAMPLE


def drawn_curves(outcome: Outcome, width: int) -> list[Text]:
    """The curves of one variant whose records hold their histories.

    Raises:
        PictureError: If they do not.
    """
    (variant,) = outcome.variants
    with np.errstate(all="ignore"):
        value = curves([Candidate(outcome, variant, variant.name)])
        highest = {each.name: each.highest for each in outcome.metrics}
        return curves_lines(value, highest, width)


def drawn_sensitivity(outcome: Outcome, ranking: Ranking, width: int) -> list[Text]:
    """Of a sweep over a number; nothing of others."""
    names = (Candidate(outcome, each, each.name) for each in outcome.variants)
    if why_not(Subject(tuple(names), "sweep", ranking.metric)):
        return []
    with np.errstate(all="ignore"):
        highest = outcome.measured(ranking.metric).highest
        return sensitivity_lines(sensitivity_of(outcome, ranking), highest, width)
