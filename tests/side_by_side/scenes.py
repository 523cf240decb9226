"""What both checkouts are given: commands, the files they read, and the folder they run in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """What a scene is counted as."""

    COMMANDS = "scenes of commands"
    CONFIG = "packaged configs"
    RANDOM = "random configs"
    MISTAKE = "mistakes"
    STORED = "scenes of stored experiments"
    HANDED = "stores written by the first"


@dataclass(frozen=True)
class Command:
    """One command line, without ``gdrun``."""

    words: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    writes: tuple[str, ...] = ()
    """Files that it is to write, and no other command of its scene."""
    alone: bool = False
    """Whether it runs in a process of its own, as a user's does."""

    @property
    def line(self) -> str:
        """As a user would type it."""
        settings = [f"{name}={value}" for name, value in self.environment.items()]
        return " ".join([*settings, "gdrun", *map(_quoted, self.words)])


@dataclass(frozen=True)
class Scene:
    """Commands that run one after the other in a folder and with a store of their own."""

    name: str
    kind: Kind
    commands: tuple[Command, ...]
    files: Mapping[str, bytes | None] = field(default_factory=dict)


def gdrun(
    *words: str,
    environment: Mapping[str, str] | None = None,
    writes: tuple[str, ...] = (),
    alone: bool = False,
) -> Command:
    """A command of these words."""
    return Command(words, environment or {}, writes, alone)


def config_files(text: str, name: str = "c.yaml") -> dict[str, bytes]:
    """A config as the only file of a scene."""
    return {name: text.encode()}


def _quoted(word: str) -> str:
    return word if word and word.isascii() and not set(word) & set(" \n'\"{}[]*?$") else repr(word)
