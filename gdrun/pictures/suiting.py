"""Whether a kind of picture can be drawn of a subject, and if not why."""

from gdrun.evidence.endings import every_seed_diverged
from gdrun.evidence.pictures.labels import records_of
from gdrun.pictures.kind import Kind, Need, Subject
from gdrun.wording import at_most

_HOW = {
    Need.HISTORIES: "run it again with --fresh --history every",
    Need.WEIGHTS: "run it again with --keep-weights all",
    Need.OUTPUTS: "run it again with --keep-outputs all",
    Need.PROBABILITIES: "run it again with --keep-outputs all",
}
_ONE_IS_ENOUGH = (Need.HISTORIES,)
"""Of the variants that have these a picture is drawn without the others."""
_MOST_NAMED = 3


def why_not(kind: Kind, subject: Subject) -> str:
    """Why it does not suit, or what was not kept that it needs; empty if neither."""
    return _of_no_kind(subject) or kind.why_not(subject) or _missing(kind, subject)


def _of_no_kind(subject: Subject) -> str:
    """Why no kind suits; empty if one may. The trials of ``variance`` are a design, whose variants
    are not there to be compared."""
    if subject.command != "variance":
        return ""
    known = subject.candidates[0].outcome.id or "ID"
    return f"what `gdrun variance` finds is told in numbers: `gdrun show {known}` prints the shares"


def _missing(kind: Kind, subject: Subject) -> str:
    """Which arrays were not kept, and how to keep them; empty if nothing is missing."""
    candidates = kind.narrow(subject).candidates
    for need, how in _HOW.items():
        if need not in kind.needs:
            continue
        labels = subject.lacking.get(need, ())
        lacking = [each for each in candidates if each.label in labels]
        whole = len(lacking) == len(candidates)
        if lacking and (whole or need not in _ONE_IS_ENOUGH):
            named = at_most(_MOST_NAMED, [each.label for each in lacking])
            of = "" if whole else f" of {named}"
            if need not in _ONE_IS_ENOUGH and all(map(every_seed_diverged, records_of(lacking))):
                return f"every seed{of} diverged"
            return f"no {need} were kept{of}: {how}"
    return ""
