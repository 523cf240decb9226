"""Which random streams follow the seed, and how far from it each is."""

from typing import Annotated, Any, Literal, TypeVar

import numpy as np
from numpy.typing import NDArray
from pydantic import AfterValidator, Field, SerializerFunctionWrapHandler, model_serializer

from gdrun.config.choice import mistake
from gdrun.config.section import Section

Stream = Literal["data", "split", "init", "order", "rounding", "dropout"]

HIGHEST_SEED = 2**32 - 1
"""What seeds a stream is one word of 32 bits."""

Distinct = TypeVar("Distinct", int, str)
Seeds = TypeVar("Seeds", int, NDArray[np.int64])
"""One seed, or many."""


def distinct(values: tuple[Distinct, ...]) -> tuple[Distinct, ...]:
    """The values as they are.

    Raises:
        PydanticCustomError: If one is there twice.
    """
    met = set()
    for i, value in enumerate(values):
        if value in met:
            raise mistake(f"`{value}` is there twice", at=(i,))
        met.add(value)
    return values


Offset = Annotated[int, Field(ge=0, le=HIGHEST_SEED)]


class OffsetsSection(Section):
    """What is added to the seed of each stream, so that each can have a seed of its own."""

    data: Offset = 0
    split: Offset = 0
    init: Offset = 0
    order: Offset = 0
    rounding: Offset = 0
    dropout: Offset = 0

    def said(self) -> dict[Stream, int]:
        """Those that are not 0."""
        return {stream: offset for stream, offset in self if offset}  # type: ignore[misc]

    @model_serializer(mode="wrap")
    def _without_zeros(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return {stream: offset for stream, offset in handler(self).items() if offset}


class RandomnessSection(Section):
    """Which random streams follow the seed."""

    vary: Annotated[tuple[Stream, ...], AfterValidator(distinct)] = Field(
        ("init", "order"),
        description="Streams that follow the seed; the others stay at seed 0. "
        "Left out, init, order and, if layers draw, dropout.",
    )
    seeds_per_split: Annotated[int, Field(ge=1, le=HIGHEST_SEED)] = Field(
        1, description="So many seeds in a row share a split: seed s has split s // this."
    )
    offsets: OffsetsSection = Field(
        OffsetsSection(), description="What is added to the seed of a stream."
    )

    def seed_of(self, stream: Stream, seed: Seeds, *, folds: int | None) -> Seeds:
        """What seeds a stream in the trial with this seed, or for many in those with these.

        Folds follow the seed whatever is said. One repetition divides the same rows, so data and
        split are seeded by its number.
        """
        shared = self.seeds_per_split if stream == "split" else 1
        if folds and stream in ("data", "split"):
            shared = folds
        follows = stream in self.vary or (folds and stream == "split")
        own = seed // shared if follows else 0 * seed
        return own + int(getattr(self.offsets, stream))

    @model_serializer(mode="wrap")
    def _without_unused(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        # Stores hold hashes of configs that were resolved before there were these keys.
        nothing = {"seeds_per_split": 1, "offsets": {}}
        said = handler(self)
        return {key: each for key, each in said.items() if each != nothing.get(key)}
