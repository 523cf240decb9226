"""How the error of differences depends on ε."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gdrun.errors import PictureError
from gdrun.records.gradients import PAIRS, GradientReport

Floats = NDArray[np.float64]

_CLEAR = 10.0
"""What grows by such a factor away from the lowest error is no accident."""


@dataclass(frozen=True)
class Valley:
    """Errors of central differences against ε.

    With a large ε they fall as ε², for what is cut off the loss's Taylor series does. With a small
    ε they rise as 1/ε, for the loss is rounded. Where both meet they are lowest.
    """

    title: str
    steps: Floats
    """ε, ascending, (steps,)."""
    plain: Floats
    """Median relative errors of central differences, (steps,)."""
    extrapolated: Floats
    """Of Richardson's extrapolation, whose truncation falls as ε⁴."""
    rounding: float | None
    """c of the error c/ε on the left of the lowest ``plain``; None if there is no such side."""
    truncation: float | None
    """c of the error c·ε² on its right."""
    step: float
    """The largest ε of the check itself."""
    tolerance: float
    """Of the check itself, which is about the worst error."""
    notes: tuple[str, ...]

    @property
    def best_plain(self) -> int:
        """Where the error of central differences is lowest."""
        return _lowest(self.plain)

    @property
    def best_extrapolated(self) -> int:
        """Where that of the extrapolation is."""
        return _lowest(self.extrapolated)


def valley(report: GradientReport) -> Valley:
    """What the report's study of steps found.

    Raises:
        PictureError: If there is none, as every entry is at a kink.
    """
    if not report.study:
        raise PictureError("each entry meets a kink with some ε, so there is no curve of errors")
    study = sorted(report.study, key=lambda each: each.step)
    steps = np.array([each.step for each in study])
    plain = np.array([each.plain for each in study])
    lowest = _lowest(plain)
    return Valley(
        title=_title(report),
        steps=steps,
        plain=plain,
        extrapolated=np.array([each.extrapolated for each in study]),
        rounding=_constant(plain[: lowest + 1] * steps[: lowest + 1], plain[: lowest + 1]),
        truncation=_constant(plain[lowest:] / steps[lowest:] ** 2, plain[lowest:]),
        step=report.step,
        tolerance=report.tolerances[PAIRS[0]],
        notes=(f"{report.verdict}: {report.checked:,} gradients checked.",),
    )


def _title(report: GradientReport) -> str:
    """The network that was studied, which is the first."""
    networks = len(report.checks)
    among = f", one of {networks:,} networks" if networks > 1 else ""
    return f"Gradient check: {report.checks[0].network}{among}"


def _lowest(errors: Floats) -> int:
    return int(np.argmin(np.where(np.isfinite(errors), errors, np.inf)))


def _constant(constants: Floats, errors: Floats) -> float | None:
    """The middle one, if the errors of this side go far beyond the lowest."""
    finite = np.isfinite(errors)
    if not finite.any() or errors[finite].max() <= _CLEAR * errors[finite].min():
        return None
    # The lowest itself is where both sides meet.
    beyond = finite & (errors > errors[finite].min())
    return float(np.median(constants[beyond]))
