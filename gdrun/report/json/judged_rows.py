"""A variant judged row by row, as one JSON object."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from gdrun.evidence.confusion import ERROR_BINS, Calibration, Confusion, Spread
from gdrun.evidence.judged_rows import JudgedRows
from gdrun.report.json.plain import finite
from gdrun.report.json.writing import pieces


def judged_pieces(judged: JudgedRows) -> Iterator[str]:
    """The JSON text, in pieces; numbers that are not finite are None.

    ``confusion`` is there if it was asked for. Its matrices have a row for each true class.
    """
    (variant,) = judged.outcome.variants
    held, hardest = judged.held_out, judged.hardest
    document = {
        "experiment": judged.outcome.experiment,
        "store": judged.outcome.store,
        "id": judged.outcome.id,
        "variant": variant.name,
        "portion": held.portion,
        "seeds": list(held.seeds),
        "left_out": held.left_out,
        "notes": list(judged.notes),
        **({"confusion": _confusion(judged.confusion)} if judged.confusion else {}),
        "hardest": None if hardest is None else [asdict(each) for each in hardest],
    }
    return pieces(finite(document))


def _confusion(confusion: Confusion) -> dict[str, Any]:
    return {
        "class_names": list(confusion.class_names),
        "counts": _spread(confusion.spread),
        "shares": _spread(confusion.shares),
        "classes": [asdict(each) for each in confusion.classes],
        "calibration": _calibration(confusion.calibration) if confusion.calibration else None,
    }


def _spread(spread: Spread) -> dict[str, Any]:
    return {"mean": spread.mean.tolist(), "std": spread.std.tolist()}


def _calibration(calibration: Calibration) -> dict[str, Any]:
    told = asdict(calibration)
    return {**told, "error_bins": ERROR_BINS}
