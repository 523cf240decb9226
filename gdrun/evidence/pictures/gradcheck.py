"""How the error of differences depends on ε."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gdrun.errors import PictureError
from gdrun.records.gradients import PAIRS, GradientReport

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Valley:
    """Errors that fall with ε as long as the loss bends, and rise again as it is rounded."""

    title: str
    steps: Floats
    """ε, (steps,)."""
    plain: Floats
    """Median relative errors of central differences, (steps,)."""
    extrapolated: Floats
    """Of Richardson's extrapolation."""
    tolerance: float
    notes: tuple[str, ...]


def valley(report: GradientReport) -> Valley:
    """What the report's study of steps found.

    Raises:
        PictureError: If there is none, as every entry is at a kink.
    """
    if not report.study:
        raise PictureError("each entry meets a kink with some ε, so there is no curve of errors")
    return Valley(
        title=f"Gradient check: {report.checks[0].network}",
        steps=np.array([each.step for each in report.study]),
        plain=np.array([each.plain for each in report.study]),
        extrapolated=np.array([each.extrapolated for each in report.study]),
        tolerance=report.tolerances[PAIRS[0]],
        notes=(f"{report.verdict}: {report.checked:,} gradients checked.",),
    )
