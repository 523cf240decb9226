"""What a combination of values is called."""

from collections.abc import Iterable, Sequence
from typing import Any


def variant_name(paths: Sequence[tuple[str, ...]], values: Iterable[Any]) -> str:
    """``learning_rate=0.1, batch_size=32``; keys whose last words are the same are written whole.

    Args:
        paths: The words of each dotted key.
        values: One for each key.
    """
    last = [path[-1] for path in paths]
    keys = [path[-1] if last.count(path[-1]) == 1 else ".".join(path) for path in paths]
    return ", ".join(f"{key}={shown(value)}" for key, value in zip(keys, values, strict=True))


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
