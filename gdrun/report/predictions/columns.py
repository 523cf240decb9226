"""Predictions column by column, as arrays."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdrun.records import ClassAnswers, Prediction
from gdrun.report.predictions.text import headings


def prediction_columns(prediction: Prediction) -> dict[str, NDArray[Any]]:
    """The columns of the CSV by name, (rows,), with None or NaN for rows that lack a value."""
    answers, names = prediction.answers, headings(prediction)
    columns: list[NDArray[Any]]
    if isinstance(answers, ClassAnswers):
        agreement = [answers.agreement] if len(prediction.seeds) > 1 else []
        columns = [answers.labels[answers.classes], *agreement, *answers.probabilities.T]
    else:
        spread = [] if answers.spread is None else list(answers.spread.T)
        columns = [*answers.values.T, *spread]
    found = {}
    for name, values in zip(names, columns, strict=True):
        if len(prediction.complete) == prediction.rows:
            found[name] = values
            continue
        is_number = values.dtype.kind == "f"
        whole = np.full(
            prediction.rows, np.nan if is_number else None, float if is_number else object
        )
        whole[prediction.complete] = values
        found[name] = whole
    return found
