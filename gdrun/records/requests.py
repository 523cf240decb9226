"""How an experiment was asked for."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Request:
    """An experiment in the words of whoever asked for it last."""

    text: str
    """The config as it was written, with its comments; empty if it was no text."""
    description: str
    """What the config says that it is for; empty if it says nothing."""
    folder: str
    """Where relative paths in the config start from; absolute."""
    command_line: tuple[str, ...]
    """What was typed, from the command's name on; empty if it was asked for in Python."""
    claims: tuple[str, ...] = ()
    """What was claimed of its results last, as it was written."""
    claims_about: str = ""
    """What claims are to be about, ``seeds``, ``rows`` or ``data``; empty for as much as there is
    evidence for."""
