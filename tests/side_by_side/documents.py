"""What commands wrote as lines of which each tells by itself what it is.

Of a JSON document these are values, each after the path to it, of prose whole paragraphs.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

_BROKEN = re.compile(r"^((?:\S+ )*\S+)(?: \n|\n(?<=^.{120}\n))(?=\S)", re.MULTILINE)
"""A line of prose that was broken: it ends with a space, or is as wide as the window."""


def as_lines(text: str) -> str:
    """A JSON document as a line for each value; of any other text paragraphs in one line."""
    document = _document(text)
    return _BROKEN.sub(r"\1 ", text) if document is None else "\n".join(_lines(document, ""))


def trials_in(text: str) -> dict[Any, Mapping[str, Any]]:
    """The trials of a document, by place of the variant and seed; none if it is none."""
    document = _document(text)
    # A comparison has variants, too, of which it tells one metric.
    told = isinstance(document, dict) and "experiment" in document
    return {
        (place, trial["seed"]): trial
        for place, variant in enumerate(document["variants"] if told else ())
        for trial in variant.get("trials", ())
    }


def _document(text: str) -> Any:
    """None if it is no document, or not written as documents are."""
    try:
        found = json.loads(text) if text.startswith(("{", "[")) else None
    except json.JSONDecodeError:
        return None
    written = json.dumps(found, indent=1)
    return found if text in (written, f"{written}\n") else None


def _lines(value: Any, path: str) -> Iterator[str]:
    if value and isinstance(value, dict):
        for key, inside in value.items():
            yield from _lines(inside, f"{path}.{key}" if path else key)
    elif value and isinstance(value, list):
        for place, inside in enumerate(value):
            yield from _lines(inside, f"{path}[{place}]")
    else:
        yield f"{path}: {json.dumps(value)}"
