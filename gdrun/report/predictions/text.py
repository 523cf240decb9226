"""Predictions as CSV: a line for each row, in the order in which the rows came."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from gdrun.records import Answers, ClassAnswers, Prediction
from gdrun.report.exports.csv_text import cell, csv_pieces

Places = NDArray[np.int64]

INCOMPLETE = "a value is missing"
_BLOCK = 1000


def prediction_pieces(prediction: Prediction) -> Iterator[str]:
    """The text in pieces.

    Columns: ``line``, or ``row`` from 0 where rows have no lines; of classes ``class``, the share
    of seeds that agree, and the probability of each; of numbers each target, and its standard
    deviation over the seeds. A row that lacks a value has none of these, and a ``note``.
    """
    number = number_name(prediction)
    also = [] if len(prediction.complete) == prediction.rows else ["note"]
    return csv_pieces([number, *headings(prediction), *also], _lines(prediction, also))


def number_name(prediction: Prediction) -> str:
    """What the rows' numbers are called: another name where a target has theirs."""
    name = "row" if prediction.lines is None else "line"
    return f"source {name}" if name in headings(prediction) else name


def headings(prediction: Prediction) -> list[str]:
    """What is said of each row."""
    several, answers = len(prediction.seeds) > 1, prediction.answers
    if isinstance(answers, ClassAnswers):
        agreement = ["agreement"] if several else []
        return ["class", *agreement, *(f"p({name})" for name in answers.class_names)]
    spreads = [f"{name} std" for name in answers.target_names] if several else []
    return [*answers.target_names, *spreads]


def rows_of(prediction: Prediction) -> Iterator[tuple[int, Sequence[object] | None]]:
    """For each row its line or number, and what is said of it; None if it lacks a value."""
    lines, several = prediction.lines, len(prediction.seeds) > 1
    numbers = range(prediction.rows) if lines is None else lines.tolist()
    places = np.full(prediction.rows, -1)
    places[prediction.complete] = np.arange(len(prediction.complete))
    for first in range(0, prediction.rows, _BLOCK):
        block = places[first : first + _BLOCK]
        answers = iter(_answers(prediction.answers, block[block >= 0], several))
        for number, place in zip(numbers[first : first + _BLOCK], block.tolist(), strict=True):
            yield number, next(answers) if place >= 0 else None


def _lines(prediction: Prediction, also: Sequence[str]) -> Iterator[Sequence[object]]:
    empty = [""] * len(headings(prediction))
    for number, said in rows_of(prediction):
        if said is None:
            yield [number, *empty, INCOMPLETE]
        else:
            yield [number, *map(cell, said), *("" for _ in also)]


def _answers(answers: Answers, places: Places, several: bool) -> list[list[object]]:
    if isinstance(answers, ClassAnswers):
        names = [answers.class_names[each] for each in answers.classes[places]]
        numbers = answers.probabilities[places]
        if several:
            numbers = np.column_stack([answers.agreement[places], numbers])
        return [[name, *row] for name, row in zip(names, numbers.tolist(), strict=True)]
    values = [answers.values[places]]
    if answers.spread is not None:
        values.append(answers.spread[places])
    return [list(row) for row in np.hstack(values).tolist()]
