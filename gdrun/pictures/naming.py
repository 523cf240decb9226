"""What files are called where nobody says."""

import re
from collections.abc import Sequence

from gdrun.evidence.comparability import Candidate
from gdrun.pictures.kind import Kind, Subject

_MOST_NAMED = 8
"""Of more experiments and variants only the first are in a name."""


def file_stem(candidates: Sequence[Candidate], *more: str) -> str:
    """``digits-k3xw``, with the numbers of variants that are some of a sweep, and other ids."""
    first = candidates[0].outcome
    name = re.sub(r"[^\w.-]+", "-", first.experiment).strip("-.")[:60]
    told: dict[str, list[str]] = {}
    for each in candidates:
        names = [variant.name for variant in each.outcome.variants]
        numbers = told.setdefault(each.outcome.id or "", [])
        numbers.append(str(names.index(each.variant.name) + 1))
    whole = {each.outcome.id or "": len(each.outcome.variants) for each in candidates}
    words = []
    for known, numbers in told.items():
        words += [known, *(numbers if len(numbers) < whole[known] else ())]
    return "-".join(filter(None, (name, *words[:_MOST_NAMED], *more)))


def picture_name(subject: Subject, kind: Kind) -> str:
    """``digits-k3xw-curves.png``, or ``digits-k3xw-2-curves.png`` of the second variant."""
    return f"{file_stem(subject.candidates, kind.name)}.png"
