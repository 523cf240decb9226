"""A metric over two numbers."""

from gdrun.evidence.pictures.sensitivity import HeatMap, heat_map, is_over_two
from gdrun.pictures.drawing.heat_map import draw_heat_map
from gdrun.pictures.kind import Kind, Subject
from gdrun.pictures.numbers.variants import heat_map_numbers
from gdrun.pictures.sweeps import why_not_ranked


def why_not(subject: Subject) -> str:
    """It takes a sweep over two numbers."""
    if subject.command != "sweep":
        return "it is for a sweep over two numbers"
    if not is_over_two([each.variant for each in subject.candidates]):
        return "what is swept over is not two numbers and nothing else"
    return why_not_ranked(subject)


def make(subject: Subject) -> HeatMap:
    """With the metric that variants are judged by."""
    return heat_map(subject.candidates[0].outcome, subject.metric, subject.about)


KIND = Kind(
    "heat_map",
    "a metric over two numbers that were swept",
    place=10,
    why_not=why_not,
    make=make,
    draw=draw_heat_map,
    numbers=heat_map_numbers,
)
