"""How a metric depends on a number that is swept over."""

from gdrun.evidence.pictures.sensitivity import MOST_LINES, Sensitivity, lines_of, sensitivity
from gdrun.evidence.pictures.swept import numeric_axes
from gdrun.pictures.drawing.sensitivity import draw_sensitivity
from gdrun.pictures.kind import Kind, Subject
from gdrun.pictures.numbers.variants import sensitivity_numbers
from gdrun.pictures.sweeps import why_not_ranked


def why_not(subject: Subject) -> str:
    """It takes a sweep over a number."""
    if subject.command != "sweep":
        return "it is for a sweep over a number"
    variants = [each.variant for each in subject.candidates]
    axes = numeric_axes(variants)
    if not axes:
        return "no number is swept over"
    lines = len(lines_of(variants, axes[0]))
    if lines > MOST_LINES:
        return f"it would have {lines:,} lines, and shows at most {MOST_LINES}"
    return why_not_ranked(subject)


def make(subject: Subject) -> Sensitivity:
    """With the metric that variants are judged by."""
    return sensitivity(subject.candidates[0].outcome, subject.metric, subject.about)


KIND = Kind(
    "sensitivity",
    "a metric over a number that was swept, with its intervals",
    place=11,
    why_not=why_not,
    make=make,
    draw=draw_sensitivity,
    numbers=sensitivity_numbers,
)
