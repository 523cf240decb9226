"""Documents that are larger than memory: JSON, written piece by piece."""

import json
from collections.abc import Iterator
from typing import Any


def pieces(document: Any, depth: int = 0) -> Iterator[str]:
    """``json.dumps(document, indent=1)`` in pieces.

    Args:
        document: Plain data, in which an iterator stands for a list that is made as it is written.
            It is looked for in mappings alone.
        depth: How deep the document is in another one.
    """
    inside, end = "\n" + " " * (depth + 1), "\n" + " " * depth
    if isinstance(document, Iterator):
        first = True
        for item in document:
            yield ("[" if first else ",") + inside
            yield from pieces(item, depth + 1)
            first = False
        yield "[]" if first else f"{end}]"
    elif isinstance(document, dict) and _has_iterators(document):
        for place, (key, value) in enumerate(document.items()):
            yield f"{',' if place else '{'}{inside}{json.dumps(key)}: "
            yield from pieces(value, depth + 1)
        yield f"{end}}}"
    else:
        # No text has line breaks of its own in JSON.
        yield json.dumps(document, indent=1).replace("\n", end)


def whole(document: Any) -> Any:
    """``document`` with lists for the iterators in it."""
    if isinstance(document, Iterator):
        return list(document)
    if isinstance(document, dict):
        return {key: whole(value) for key, value in document.items()}
    return document


def _has_iterators(document: dict[str, Any]) -> bool:
    return any(
        isinstance(value, Iterator) or (isinstance(value, dict) and _has_iterators(value))
        for value in document.values()
    )
