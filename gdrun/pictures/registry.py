"""The kinds of pictures there are, and the one that a person means."""

import pkgutil
from collections.abc import Mapping
from functools import cache
from importlib import import_module

from gdrun.errors import PictureError
from gdrun.pictures import kinds as modules
from gdrun.pictures.kind import Kind, Subject
from gdrun.pictures.suiting import why_not
from gdrun.wording import did_you_mean, either


@cache
def kinds() -> Mapping[str, Kind]:
    """Every kind by its name, found by looking into the folder of ``kinds``."""
    found = (
        import_module(f"{modules.__name__}.{each.name}").KIND
        for each in pkgutil.iter_modules(modules.__path__)
    )
    return {kind.name: kind for kind in sorted(found, key=lambda kind: (kind.place, kind.name))}


def choose_kind(name: str | None, subject: Subject) -> Kind:
    """The kind called ``name``, or else the first that suits what was run.

    Raises:
        PictureError: If there is no such kind, or it does not suit.
    """
    known = kinds()
    reasons = {kind.name: why_not(kind, subject) for kind in known.values()}
    suiting = [each for each, why in reasons.items() if not why]
    if name is None:
        if not suiting:
            raise PictureError(f"no picture suits this: {_in_words(reasons)}")
        return known[suiting[0]]
    if name not in known:
        hint = did_you_mean(name, known) or f"there are {either(known, 'and')}"
        raise PictureError(f"--kind {name}: this is no kind of picture; {hint}")
    if why := reasons[name]:
        others = f"; here {either(suiting, 'and')} can be drawn" if suiting else ""
        said = "does not suit this" if known[name].why_not(subject) else "cannot be drawn"
        raise PictureError(f"--kind {name} {said}: {why}{others}")
    return known[name]


def _in_words(reasons: Mapping[str, str]) -> str:
    """Why each kind does not suit; what all have in common is said once."""
    if len(set(reasons.values())) == 1:
        return next(iter(reasons.values()))
    return "; ".join(f"{name}: {why}" for name, why in reasons.items())
