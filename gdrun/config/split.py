"""How a config divides its rows: shares of them, or folds, and the seeds that folds need."""

from collections.abc import Sequence
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    Field,
    SerializerFunctionWrapHandler,
    model_serializer,
    model_validator,
)

from gdrun.config.choice import mistake
from gdrun.config.section import Section
from gdrun.wording import at_most


def _fraction_or_count(value: float) -> float:
    if value <= 1:
        return value
    if not value.is_integer():
        raise mistake(f"`{value}` is neither a fraction up to 1 nor a whole number of rows")
    return int(value)


Rows = Annotated[float, Field(allow_inf_nan=False), AfterValidator(_fraction_or_count)]
"""Up to 1 a fraction of all rows, above 1 their number."""


class SplitSection(Section):
    """How the rows are divided; numbers up to 1 are fractions, whole numbers above 1 counts."""

    train: Annotated[Rows, Field(gt=0)] | None = Field(None, description="Rows to train on.")
    validation: Annotated[Rows, Field(ge=0)] | None = Field(
        None, description="Rows to choose by; beside folds, of the rows outside the fold."
    )
    test: Annotated[Rows, Field(ge=0)] | None = Field(None, description="Rows for the final word.")
    folds: Annotated[int, Field(ge=2)] | None = Field(
        None,
        description="Instead of train and test: so many parts, each of which tests what the others "
        "train. Seed s has fold s % folds of repetition s // folds.",
    )

    @model_validator(mode="after")
    def _at_most_all(self) -> Self:
        if self.folds is not None:
            self._check_beside_folds()
            return self
        if self.train is None:
            raise mistake("`train` is missing")
        shares = [share or 0 for share in (self.train, self.validation, self.test)]
        total = sum(share for share in shares if share <= 1)
        if total > 1 + 1e-9:
            raise ValueError(f"the fractions add up to {total:.6g}, which is more than all rows")
        return self

    def _check_beside_folds(self) -> None:
        for key in ("train", "test"):
            if getattr(self, key) is not None:
                raise mistake(
                    f"`{key}` is beside `folds`, which say what trains and what tests",
                    f"leave out `{key}`",
                    at=(key,),
                )
        if self.validation == 1:
            raise mistake(
                "`validation` is a share of the rows outside the fold, and 1 leaves none to train",
                "write a fraction below 1",
                at=("validation",),
            )

    @model_serializer(mode="wrap")
    def _as_said(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """As before there were folds, or with nothing but them."""
        said = handler(self)
        if self.folds is None:
            return {key: each for key, each in said.items() if key != "folds"}
        return {key: said[key] for key in ("folds", "validation") if said[key] is not None}


DEFAULT_SPLIT = SplitSection(train=0.7, validation=0.15, test=0.15)


def whole_repetitions(seeds: int, folds: int) -> int:
    """The least number of seeds, at least ``seeds``, that fills whole repetitions."""
    return -(-seeds // folds) * folds


def check_repetitions(seeds: int | Sequence[int], folds: int) -> None:
    """Sees that a config's ``seeds`` have every fold of each repetition that they begin.

    Raises:
        PydanticCustomError: If not, with what would be right.
    """
    if isinstance(seeds, int):
        if seeds % folds:
            more = whole_repetitions(seeds, folds)
            fewer = f"{more - folds:,} or " if more > folds else ""
            raise mistake(
                f"{seeds:,} seeds do not fill whole repetitions of {folds:,} folds",
                f"write {fewer}{more:,}",
                at=("seeds",),
            )
        return
    begun = dict.fromkeys(seed // folds for seed in seeds)
    there = set(seeds)
    lacking = [
        seed
        for repetition in begun
        for seed in range(repetition * folds, (repetition + 1) * folds)
        if seed not in there
    ]
    if lacking:
        first = lacking[0] // folds
        raise mistake(
            f"the seeds do not fill whole repetitions of {folds:,} folds: the repetition of seed "
            f"{first * folds} has the seeds {first * folds} to {(first + 1) * folds - 1}",
            f"add {at_most(8, [str(seed) for seed in lacking])}",
            at=("seeds",),
        )
