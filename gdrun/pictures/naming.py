"""What files are called where nobody says."""

import re

from gdrun.pictures.kind import Kind, Subject
from gdrun.records import Outcome


def file_stem(outcome: Outcome, *more: str) -> str:
    """``digits-k3xw``, and what follows after further hyphens."""
    name = re.sub(r"[^\w.-]+", "-", outcome.experiment).strip("-.")[:60]
    return "-".join(filter(None, (name, outcome.id, *more)))


def picture_name(subject: Subject, kind: Kind) -> str:
    """``digits-k3xw-curves.png``; of several experiments the first one's name and id."""
    return f"{file_stem(subject.candidates[0].outcome, kind.name)}.png"
