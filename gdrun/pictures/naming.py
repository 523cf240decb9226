"""What a picture's file is called where nobody says."""

import re

from gdrun.pictures.kind import Kind, Subject


def picture_name(subject: Subject, kind: Kind) -> str:
    """``digits-k3xw-curves.png``; of several experiments the first one's name and id."""
    outcome = subject.candidates[0].outcome
    name = re.sub(r"[^\w.-]+", "-", outcome.experiment).strip("-.")[:60]
    return "-".join(filter(None, (name, outcome.id, kind.name))) + ".png"
