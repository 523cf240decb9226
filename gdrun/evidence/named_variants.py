"""Which variant of a sweep a person means."""

from collections.abc import Sequence

from gdrun.errors import StoreError
from gdrun.records import Outcome, Variant
from gdrun.wording import at_most, quoted

MOST_LISTED = 20


def variant_named(outcome: Outcome, said: str | None) -> Variant:
    """The variant of an outcome that is meant, as ``place_named`` says."""
    return outcome.variants[place_named([each.name for each in outcome.variants], said)]


def place_named(names: Sequence[str], said: str | None) -> int:
    """The place of a name, a number, or values: ``adam``, ``adam, 0.1``, ``batch_size=32``.

    Args:
        names: Of all variants.
        said: What one is called, perhaps in quotes; None for the only one.

    Raises:
        StoreError: If none is meant, or several.
    """
    if said is None:
        if len(names) == 1:
            return 0
        raise StoreError(f"say which variant, as in `… of NAME`; {_listed(names)}")
    name = _unquoted(said.strip())
    if name in names:
        return names.index(name)
    wanted = [_unquoted(piece) for piece in _pieces(name)]
    found = [place for place, each in enumerate(names) if all(map(_spellings(each).count, wanted))]
    # What is in quotes is a value, and no number of a variant.
    if name == said.strip() and name.isdecimal() and 0 < int(name) <= len(names):
        numbered = int(name) - 1
        if found not in ([], [numbered]):
            raise StoreError(
                f"{name} is the number of {names[numbered]}, and a value of others: write "
                f"'{name}' in quotes for the value, or the name; {_listed(names)}"
            )
        return numbered
    if len(found) == 1:
        return found[0]
    which = "no variant" if not found else f"{len(found):,} variants"
    raise StoreError(f"{quoted(name)} stands for {which}; {_listed(names)}")


def _spellings(name: str) -> list[str]:
    """What its settings are called: ``optimizer=adam(learning_rate=0.1)``, its value, its name."""
    found = []
    for piece in _pieces(name):
        key, _, value = piece.partition("=")
        found += [piece, value or key]
        part, bracket, _ = value.partition("(")
        if bracket:
            found += [part, f"{key}={part}"]
    return found


def _unquoted(text: str) -> str:
    """What stands between two quotes of one kind; else the text as it is."""
    ends = len(text) > 1 and text[0] == text[-1] and text[0] in "`'\""
    return text[1:-1] if ends else text


def _pieces(name: str) -> list[str]:
    """A name's settings, divided at commas that are in no brackets."""
    pieces, depth = [""], 0
    for letter in name:
        depth += (letter in "([{") - (letter in ")]}")
        if letter == "," and depth == 0:
            pieces.append("")
        else:
            pieces[-1] += letter
    return [piece.strip() for piece in pieces if piece.strip()]


def _listed(names: Sequence[str]) -> str:
    told = [f"{number} {name}" for number, name in enumerate(names, start=1)]
    return f"there are {at_most(MOST_LISTED, told)}"
