"""What may differ between two runs of one and the same code: times, dates, ids, a hash of sources.

Each mask is as narrow as can be: all else that is written must be equal.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

_NUMBER = r"\d[\d.,]*(?:e[+-]\d+)?(?: million)?"
_WORST = r",\s+worst\s+relative\s+error\s+\S+(?:\s+\S+\s+where\s+all\s+is\s+smooth)?"
_DURATION = rf"{_NUMBER}\s(?:ms|s|min|h)(?:\s\d+\s(?:s|min))?"


def _in_one_line(match: re.Match[str]) -> str:
    """What follows a time, wherever its length let the line be broken."""
    return f"{match[1]} in TIME{' '.join((match[2] or '').split())}"


MASKS: tuple[tuple[str, str | Callable[[re.Match[str]], str]], ...] = (
    # Lines of text, which a narrow window may break at any space.
    (rf"(steps?)\s+in\s+{_DURATION},\s+{_NUMBER}\s+steps?\s+per\s+second", r"\1 in TIME"),
    (rf"(steps?)\s+in\s+{_DURATION},\s+added\s+up\s+over\s+the\s+trials", r"\1 in TIME, added up"),
    (rf"(networks?|checked)\s+in\s+{_DURATION}({_WORST})?", _in_one_line),
    (r"\d{4}-\d\d-\d\d \d\d:\d\d(?= )", "DATE"),
    (r"(sources\s+)[0-9a-f]{16}", r"\1HASH"),
    (r"[\d,.]+ GB are\s+free", "GIGABYTES are free"),
    # JSON, which stays such.
    (r'"seconds": [\d.e+-]+', '"seconds": "TIME"'),
    (r'"begun": "[\d:T+-]+"', '"begun": "DATE"'),
)
_MASKS = tuple((re.compile(expression), mask) for expression, mask in MASKS)

COMPILING = re.compile(r"compiling .*: some seconds, and only this once\n")
"""Said where code is not compiled yet: with a cache that is kept, by one checkout alone."""

_ID = r"[a-z2-7]{4,}"
_NAMED = re.compile(rf'(?:Stored as |"id": ")({_ID})\b')
_AROUND = (
    r'(?:(?<=Stored as )|(?<=removed )|(?<=its id, of )|(?<=, )|(?<=[("])|^)ID(?=[ ):",]|$)'
    r"|(?<= )ID(?=: )"
)
"""Where an id may stand: a word of four letters elsewhere is none."""


def ids_in(texts: Iterable[str]) -> dict[str, str]:
    """Each id that a scene's commands tell, and what stands for it: as long, and by its number."""
    found = dict.fromkeys(id_ for text in texts for id_ in _NAMED.findall(text))
    return {id_: f"#{n:0{len(id_) - 1}}" for n, id_ in enumerate(found, start=1)}


def masked(text: str, ids: Mapping[str, str], folders: Iterable[Path]) -> str:
    """``text`` without what may differ."""
    for folder in folders:
        text = text.replace(str(folder), "FOLDER")
    for id_, instead in ids.items():
        text = re.sub(_AROUND.replace("ID", id_), instead, text, flags=re.MULTILINE)
    for expression, mask in _MASKS:
        text = expression.sub(mask, text)
    return text
