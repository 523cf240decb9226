"""Predictions as one JSON object."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from gdrun.evidence.scores import Scores
from gdrun.records import Prediction
from gdrun.report.json.plain import finite
from gdrun.report.json.writing import pieces
from gdrun.report.predictions.text import headings, number_name, rows_of


def prediction_document(prediction: Prediction, scores: Scores | None) -> Iterator[str]:
    """The JSON text, in pieces.

    ``rows`` has one object for each row, in order, as the CSV has its columns; of a row that lacks
    a value all but its line or number is null. ``score`` is null if no target is known.
    """
    number = number_name(prediction)
    names = headings(prediction)
    nothing = [None] * len(names)
    document: dict[str, Any] = {
        "seeds": list(prediction.seeds),
        "notes": list(prediction.notes),
        "score": None if scores is None else _score(prediction, scores),
        "rows": (
            {number: place, **dict(zip(names, finite(said or nothing), strict=True))}
            for place, said in rows_of(prediction)
        ),
    }
    return pieces(document)


def _score(prediction: Prediction, scores: Scores) -> dict[str, Any]:
    told = {
        "rows": scores.rows,
        "summary": {name: asdict(summary) for name, summary in scores.each.items()},
        "together": None if scores.together is None else {"accuracy": asdict(scores.together)},
        "seeds": [
            {"seed": seed, "metrics": dict(metrics)} for seed, metrics in prediction.metrics.items()
        ],
    }
    if scores.together_rmse is not None:
        told["together"] = {"rmse": scores.together_rmse}
    return finite(told)  # type: ignore[no-any-return]
