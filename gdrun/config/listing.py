"""What a config can choose, as plain data: what ``gdrun list`` shows."""

from collections.abc import Iterable
from typing import Any

from gdrun.config.schema import chosen_at
from gdrun.parts.registry import families, names, parts

Listing = dict[str, list[dict[str, Any]]]
"""Rows for each family, one a part: names, parameters with their defaults, documentation."""


def list_families(what: str | None) -> Listing:
    """The family that ``what`` names: itself, or a config's key that chooses of it; None for all.

    Empty if it names none.
    """
    if what is None:
        return {family: _rows(family, parts(family)) for family in families()}
    keys = {family.removesuffix("s"): family for family in families()} | chosen_at()
    family = keys.get(what.rpartition(".")[2], what)
    return {family: _rows(family, parts(family))} if family in families() else {}


def list_part(name: str) -> Listing:
    """The parts of that name or alias, of which families may have one each; empty if none has."""
    return {
        family: _rows(family, [known[name]])
        for family in families()
        if name in (known := dict(names(family)))
    }


def _rows(family: str, chosen: Iterable[str]) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "aliases": list(part.aliases),
            "parameters": part.parameters(),
            "meaning": part.summary(),
            "documentation": part.documentation(),
            "meanings": part.meanings(),
        }
        for name, part in ((name, parts(family)[name]) for name in chosen)
    ]
