"""From what was found to the lines of a picture."""

import numpy as np
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


def drawn_curves(outcome: Outcome, width: int) -> list[Text]:
    """The curves of one variant whose records hold their histories.

    Raises:
        PictureError: If they do not.
    """
    (variant,) = outcome.variants
    with np.errstate(all="ignore"):
        value = curves([Candidate(outcome, variant, variant.name)], outcome.primary_metric)
        return curves_lines(value, width)


def drawn_sensitivity(outcome: Outcome, ranking: Ranking, width: int) -> list[Text]:
    """Of a sweep over a number; nothing of others."""
    names = (Candidate(outcome, each, each.name) for each in outcome.variants)
    if why_not(Subject(tuple(names), "sweep", ranking.metric)):
        return []
    with np.errstate(all="ignore"):
        return sensitivity_lines(sensitivity_of(outcome, ranking), width)
