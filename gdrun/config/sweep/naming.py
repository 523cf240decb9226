"""What a combination of values is called."""

from collections.abc import Iterable, Sequence
from typing import Any

from gdrun.wording import shown


def variant_name(paths: Sequence[tuple[str, ...]], values: Iterable[Any]) -> str:
    """``learning_rate=0.1, batch_size=32``; keys whose last words are the same are written whole.

    Args:
        paths: The words of each dotted key.
        values: One for each key.
    """
    last = [path[-1] for path in paths]
    keys = [path[-1] if last.count(path[-1]) == 1 else ".".join(path) for path in paths]
    return ", ".join(f"{key}={shown(value)}" for key, value in zip(keys, values, strict=True))
