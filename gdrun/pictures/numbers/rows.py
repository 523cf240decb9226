"""The numbers of pictures of what single rows are taken for."""

from gdrun.evidence.pictures.confusion import CalibrationPicture, ConfusionPicture
from gdrun.pictures.numbers.table import Numbers, number, span


def confusion_numbers(value: ConfusionPicture) -> Numbers:
    """A row for each true and predicted class that ever come together."""
    names, shares = value.confusion.class_names, value.confusion.shares
    return Numbers(
        ("true class", "predicted class", "share of the true class, mean over seeds"),
        tuple(
            (true, predicted, number(shares.mean[i, j]))
            for i, true in enumerate(names)
            for j, predicted in enumerate(names)
            if shares.mean[i, j] > 0
        ),
    )


def calibration_numbers(value: CalibrationPicture) -> Numbers:
    """A row for each bin."""
    return Numbers(
        ("confidence from", "to", "rows", "mean confidence", "accuracy", "95% interval"),
        tuple(
            (
                f"{each.low:g}",
                f"{each.high:g}",
                number(each.rows),
                number(each.confidence.mean if each.confidence else None),
                number(each.right.mean if each.right else None),
                span(each.right.ci95 if each.right else None),
            )
            for each in value.calibration.bins
        ),
    )
