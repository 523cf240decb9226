"""Stores that the older checkout wrote, given to both: what is stored must not be lost."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from tests.side_by_side.running import Side
from tests.side_by_side.scenes import Kind, Scene, gdrun

STORE = "gdrun.db"
COMMANDS = (
    gdrun("runs"),
    gdrun("show"),
    gdrun("show", "--json"),
    gdrun("export"),
    gdrun("export", "--format", "npz", "--output", "old.npz", writes=("old.npz",)),
    gdrun("rm", "last"),
    gdrun("runs", "--json"),
)
KINDS = Kind.CONFIG, Kind.STORED
"""The scenes whose stores are handed on."""


def stores_of(before: Side, scenes: Sequence[Scene]) -> Iterator[Scene]:
    """A scene for each store that the older checkout has written."""
    for number, scene in enumerate(scenes):
        path = before.folder(number) / STORE
        if scene.kind in KINDS and path.exists():
            name = f"the store that the first wrote in: {scene.name}"
            yield Scene(name, Kind.HANDED, COMMANDS, {STORE: path.read_bytes()})


def elsewhere(side: Side) -> Side:
    """The same side, which plays in another folder."""
    work = side.work / "stores"
    work.mkdir()
    return replace(side, work=work)
