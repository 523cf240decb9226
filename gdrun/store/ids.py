"""Ids of experiments: made, and found again from what a person types."""

import base64
import hashlib
from collections.abc import Container, Sequence
from pathlib import Path
from typing import Protocol

from gdrun.errors import StoreError
from gdrun.wording import closest

LAST = "last"


class Named(Protocol):
    """What an experiment is known by."""

    @property
    def id(self) -> str: ...

    @property
    def name(self) -> str: ...


def new_id(identity: str, taken: Container[str]) -> str:
    """The shortest beginning of a hash, of four letters at least, that nothing is called."""
    letters = base64.b32encode(hashlib.sha256(identity.encode()).digest()).decode().lower()
    length = 4
    while letters[:length] in taken:
        length += 1
    return letters[:length]


def find_id(word: str, experiments: Sequence[Named], path: Path, *, single: bool = False) -> str:
    """The id of the experiment that ``word`` stands for.

    Args:
        word: An id or the beginning of one, a name (then the latest), or ``last``.
        experiments: The last used first.
        path: The store's, for messages.
        single: Whether a name that several have is refused.

    Raises:
        StoreError: If none or several could be meant.
    """
    if not experiments:
        raise StoreError(f"{path}: there is no experiment in this store")
    for meant in (
        [each for each in experiments if each.id == word],
        experiments[:1] if word == LAST else [],
        [each for each in experiments if each.name == word],
    ):
        if len(meant) > 1 and single:
            raise StoreError(
                f"`{word}` is the name of {len(meant)} experiments, told apart by `gdrun runs`: "
                f"say one by its id, of {', '.join(each.id for each in meant)}"
            )
        if meant:
            return meant[0].id
    beginning = [each.id for each in experiments if word and each.id.startswith(word)]
    if len(beginning) == 1:
        return beginning[0]
    if beginning:
        raise StoreError(f"`{word}` is the beginning of several ids: {', '.join(beginning[:8])}")
    known = [name for each in experiments for name in (each.id, each.name)]
    close = closest(word, known)
    hint = f"did you mean `{close}`?" if close else "`gdrun runs` lists what there is"
    raise StoreError(f"{path}: there is no experiment `{word}`; {hint}")
