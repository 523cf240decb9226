"""The one variant that a command is about, and judging it row by row."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gdrun.evidence.judged_rows import JudgedRows
    from gdrun.records import Outcome, Variant


def one_variant(outcome: "Outcome", said: str) -> "Variant":
    """The variant of a training, or the one that was named of a sweep.

    Raises:
        StoreError: If there are several.
    """
    from gdrun.errors import StoreError

    if len(outcome.variants) == 1:
        return outcome.variants[0]
    listed = "\n".join(f"  {said}:{i}  {v.name}" for i, v in enumerate(outcome.variants[:20], 1))
    more = len(outcome.variants) - 20
    rest = f"\n  … and {more:,} more" if more > 0 else ""
    raise StoreError(f"{said} is a sweep: name one of its variants\n{listed}{rest}")


def judged(
    outcome: "Outcome", said: str, portion: str | None, confusion: bool, hardest: int | None
) -> "JudgedRows":
    """The outcome's variant row by row; its records have outputs and documents.

    Raises:
        StoreError: If there is not what is needed.
    """
    from gdrun.evidence.judged_rows import MOST_HARDEST, judge_rows

    variant = one_variant(outcome, said)
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
