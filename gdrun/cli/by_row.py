"""Judging row by row the one variant that a command is about."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gdrun.evidence.judged_rows import JudgedRows
    from gdrun.records import Outcome, Variant


def judged(
    outcome: "Outcome", portion: str | None, confusion: bool, hardest: int | None
) -> "JudgedRows":
    """The outcome's one variant row by row; its records have outputs and documents.

    Raises:
        StoreError: If there is not what is needed.
    """
    from gdrun.evidence.judged_rows import MOST_HARDEST, judge_rows

    (variant,) = outcome.variants
    return judge_rows(
        outcome,
        portion,
        confusion=confusion,
        hardest=hardest or MOST_HARDEST,
        exponential=_is_exponential(variant),
    )


def _is_exponential(variant: "Variant") -> bool | None:
    """Whether outputs are logarithms of what is predicted; None if that is not known here.

    The loss tells. Code of a user's own is not run to show something.
    """
    loss: Any = variant.config["loss"]
    if loss is None:
        return False
    import gdrun.parts.losses  # noqa: F401  (fills the registry)
    from gdrun.parts.registry import parts

    known: Any = parts("losses").get(loss["name"])
    return None if known is None else known.suits == "counts"
