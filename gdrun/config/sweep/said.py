"""What is to be swept over, as it is said: in a config's ``sweep``, by ``--over``, or in Python.

All three come to the same plain data. Values are a list, or a mapping that makes some, such as
``{log: [0.001, 1, 4]}``. What cannot be read is a mistake in the place of it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gdrun.config.sweep.axes import MAKERS
from gdrun.config.yaml.document import Document, Location, Mistake, Place, from_mapping
from gdrun.config.yaml.reading import read_value, shortened
from gdrun.errors import ConfigError

_LISTS = ("hidden", "milestones", "vary")
"""The last words of keys that take a list, so that ``--over KEY=[8]`` is one value."""


@dataclass(frozen=True)
class Said:
    """A dotted key, what is said of its values, and where."""

    key: str
    values: Any
    place: Place
    places: tuple[Place, ...]
    """Of each value, if they are a list."""


def sweep_section(document: Document) -> list[Said | Mistake]:
    """What a config's ``sweep`` says."""
    section = document.data.get("sweep") or {}
    if isinstance(section, dict):
        return [_said(document, ("sweep", key), values) for key, values in section.items()]
    place = document.value_place(("sweep",))
    return [Mistake(place, "`sweep` must be a mapping of dotted keys to values")]


def over_values(over: Mapping[str, Iterable[Any]]) -> list[Said]:
    """What a mapping of dotted keys to lists says; NumPy's numbers and arrays are taken, too.

    Raises:
        TypeError: If values are no list, or one is nothing that YAML can say.
        ConfigError: If they hold what no config may.
    """
    document = from_mapping({key: _listed(key, values) for key, values in over.items()}, "over")
    return [_said(document, (key,), values) for key, values in document.data.items()]


def over_options(options: Sequence[str]) -> list[Said | Mistake]:
    """What options of the form ``KEY=A,B,C`` say, with values as YAML writes them."""
    found: list[Said | Mistake] = []
    chosen: set[str] = set()
    for option in options:
        key, equals, text = option.partition("=")
        key = key.strip()
        place = Place(f"--over {shortened(option)}")
        if not equals or not key or not text.strip():
            hint = "for example optimizer.learning_rate=0.1,0.01"
            found.append(Mistake(place, "this is not KEY=A,B,C", hint))
            continue
        if key in chosen:
            found.append(Mistake(place, f"--over says `{key}` twice", "list all values once"))
            continue
        chosen.add(key)
        try:
            read = read_value(f"[{text}]", place.origin)
        except ConfigError as error:
            found += [Mistake(place, p.message, p.hint) for p in error.problems]
            continue
        values = _unwrapped(key, read.data["value"])
        places = (place,) * len(values) if isinstance(values, list) else ()
        found += [*read.mistakes, Said(key, values, place, places)]
    return found


def _said(document: Document, location: Location, values: Any) -> Said:
    number = len(values) if isinstance(values, list) else 0
    places = tuple(document.value_place((*location, i)) for i in range(number))
    return Said(str(location[-1]), values, document.key_place(location), places)


def _unwrapped(key: str, values: list[Any]) -> Any:
    """Values without the brackets that ``--over`` may have: a range, or a list of them."""
    if len(values) != 1:
        return values
    (only,) = values
    if isinstance(only, dict) and len(only) == 1 and next(iter(only)) in MAKERS:
        return only
    if not isinstance(only, list):
        return values
    is_value = key.rpartition(".")[2] in _LISTS and not any(isinstance(v, list) for v in only)
    return values if is_value else only


def _listed(key: str, values: object) -> list[Any]:
    if isinstance(values, str | Mapping) or not isinstance(values, Iterable):
        raise TypeError(f"`over`: the values of `{key}` must be a list, such as [{values!r}]")
    return [_plain(key, value) for value in values]


def _plain(key: str, value: Any) -> Any:
    # NumPy's numbers and arrays, as from `np.arange`, know how to become Python's.
    if hasattr(value, "tolist"):
        return value.tolist()
    if isinstance(value, Mapping):
        return {name: _plain(key, inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(key, inner) for inner in value]
    if value is None or isinstance(value, bool | int | float | str):
        return value
    raise TypeError(
        f"`over`: the values of `{key}` must be what YAML can say: numbers, text, lists, "
        f"mappings, and {value!r} is none of them"
    )
