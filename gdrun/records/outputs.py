"""What a trial gives for the rows that it was not trained on, and what its data was made by."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray


class KeepOutputs(StrEnum):
    """What is kept of a trial's outputs for each row that it was not trained on."""

    NONE = "none"
    LOSSES = "losses"
    """Of classes the predicted one; of numbers the raw outputs; and the loss."""
    ALL = "all"
    """The raw outputs, and of classes the predicted one; and the loss."""


@dataclass(frozen=True, slots=True)
class RowOutputs:
    """What a network gives for each row of a held-out portion, in the portion's order.

    Of classes ``raw`` may be missing. Of numbers there are no ``classes``, and stores that earlier
    versions wrote lack their ``losses``.
    """

    raw: NDArray[np.floating] | None
    """The raw outputs, (rows, outputs)."""
    classes: NDArray[np.unsignedinteger] | None
    """The predicted classes' indices, (rows,)."""
    losses: NDArray[np.float32] | None
    """The loss of each row, whatever it weighs, (rows,)."""


Outputs = Mapping[str, RowOutputs]
"""By portion: ``validation`` and ``test``, as far as there are such rows."""


class Document:
    """Plain data that many trials have in common, known by a hash of what it says.

    It may go to another process: what it holds is data alone.
    """

    def __init__(self, *, said: Mapping[str, Any] | None = None, text: bytes = b"") -> None:
        """A document that says this, or that has this text."""
        self._given = said
        self._read = text

    @classmethod
    def saying(cls, said: Mapping[str, Any]) -> Self:
        """A document that says this; the same data gives the same text."""
        return cls(said=said)

    @classmethod
    def of(cls, text: bytes) -> Self:
        """The document with a text that was kept."""
        return cls(text=text)

    @cached_property
    def text(self) -> bytes:
        """Its JSON, which is made when it is first needed."""
        if self._given is None:
            return self._read
        return json.dumps(self._given, sort_keys=True, separators=(",", ":")).encode()

    @cached_property
    def said(self) -> Mapping[str, Any]:
        """What it says, as it is read from its text."""
        return dict(json.loads(self.text))

    @cached_property
    def key(self) -> str:
        """A hash of its text: 32 hexadecimal digits."""
        return hashlib.blake2b(self.text, digest_size=16).hexdigest()


@dataclass(frozen=True, slots=True)
class Documents:
    """What a trial's data was made by, and which rows it was not trained on."""

    preparation: Document
    """How a row of the source becomes one of the network: see ``gdrun.data.preparation``."""
    rows: Document
    """By portion: ``rows``, their numbers in their source from 0 on; ``lines`` in its file, where
    they are known (of both see ``steps_of``); ``targets``, class indices or numbers in original
    units; ``weights``, if there are some."""


def steps_of(numbers: NDArray[np.integer]) -> list[int]:
    """The first number, and how far each other is above the one before it.

    In order they take a third of the room when compressed. ``numbers_of`` is the opposite.
    """
    steps: list[int] = np.diff(numbers, prepend=0).tolist()
    return steps


def numbers_of(steps: Sequence[int]) -> NDArray[np.int64]:
    """The numbers that ``steps_of`` told."""
    return np.cumsum(np.array(steps, np.int64))


def probabilities_of(raw: NDArray[np.floating]) -> NDArray[np.float64]:
    """The classes' probabilities, (…, classes): the sigmoid of one output, or the softmax of
    several."""
    outputs = raw.astype(np.float64)
    if outputs.shape[-1] == 1:
        outputs = np.concatenate([np.zeros_like(outputs), outputs], axis=-1)
    powers = np.exp(outputs - outputs.max(axis=-1, keepdims=True))
    found: NDArray[np.float64] = powers / powers.sum(axis=-1, keepdims=True)
    return found
