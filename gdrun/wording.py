"""Words that messages and tables share: numbers of things, lists, quoted text, near misses."""

import difflib
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

LONGEST_QUOTED = 40
"""Letters of a text that is quoted; what is longer is cut."""


def several(number: int, noun: str) -> str:
    """``1 seed``, ``1,000 seeds``."""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def first_few(numbers: Sequence[int]) -> str:
    """``3, 1, 4``; of more than eight the first and their number."""
    listed = ", ".join(map(str, numbers[:8]))
    return listed if len(numbers) <= 8 else f"{listed} … ({len(numbers):,} of them)"


def at_most(most: int, words: Sequence[str]) -> str:
    """``a, b, c``; of more than so many the first, and ``…``."""
    return ", ".join([*words[:most], *(["…"] if len(words) > most else [])])


def either(options: Iterable[str], last: str = "or") -> str:
    """``a, b or c``; what is there twice is said once."""
    *first, final = dict.fromkeys(options)
    return f"{', '.join(first)} {last} {final}" if first else final


def closest(word: str, known: Iterable[str]) -> str | None:
    """The known word that is spelled most like ``word``, if one is like it at all."""
    return next(iter(difflib.get_close_matches(word, list(known), n=1)), None)


def meant_or_all(name: str, known: Sequence[str]) -> str:
    """The name from a file that was perhaps meant, or else which there are."""
    close = closest(name, known)
    if close:
        return f"did you mean {quoted(close)}?"
    return f"there are {at_most(10, [quoted(each) for each in known])}"


def did_you_mean(word: object, known: Iterable[str]) -> str:
    """ "did you mean …?" with the known word that is spelled most like ``word``, or nothing.

    Capitals and hyphens make no difference: known words are in lower case, with underscores.
    """
    if not isinstance(word, str):
        return ""
    close = closest(word.lower().replace("-", "_"), known)
    return f"did you mean `{close}`?" if close else ""


def visible(text: str) -> str:
    """The text without what a terminal would obey, and without signs that nobody sees.

    What stands for such a sign is Python's escape of it: control characters, changes of the
    direction of writing, marks of no width, halves of a character. Line breaks stay, and so do
    spaces of any width and the joiners that some scripts are spelled with.
    """
    if text.isprintable():
        return text
    return "".join(sign if _may_stay(sign) else ascii(sign)[1:-1] for sign in text)


def _may_stay(sign: str) -> bool:
    return sign.isprintable() or sign in _LEFT or unicodedata.category(sign) == "Zs"


_LEFT = "\n\u200c\u200d"


def printable(text: str) -> str:
    """The text on one line, without what a terminal would take for commands."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def quoted(text: str) -> str:
    """A text from a file as messages show it: in backquotes, printable, and not too long."""
    shown = printable(text)
    return f"`{shown}`" if len(shown) <= LONGEST_QUOTED else f"`{shown[:LONGEST_QUOTED]}…`"


def shown(value: Any) -> str:
    """A value as short as it can be told: of a part, its name and its parameters in brackets."""
    if isinstance(value, dict):
        rest = ", ".join(f"{k}={shown(v)}" for k, v in value.items() if k != "name")
        return f"{value.get('name', '')}({rest})" if rest else str(value.get("name", "{}"))
    if isinstance(value, float):
        short = f"{value:g}"
        return short if float(short) == value else repr(value)
    if isinstance(value, list):
        return f"[{','.join(map(shown, value))}]"
    return str(value)
