"""Metrics of predicted numbers, in original units.

They are means over rows and, where there are several target columns, over these. An error is taken
in the precision of the data, as the loss takes it, and all else in float64.
"""

from typing import Literal

import numpy as np

from gdrun.parts.elementary import sort_together, sqrt
from gdrun.parts.kernels import Matrix, Vector
from gdrun.parts.metrics.metric import Metric
from gdrun.parts.registry import Inside


class RootMeanSquaredError(Metric):
    """Root mean squared error: √(Σ e² / n), over the n values of all rows and columns.

    With one target column as ``sklearn.metrics.root_mean_squared_error``, which takes the root of
    each column's mean.
    """

    name: Literal["rmse"] = "rmse"
    judges = "numbers"
    largest_is_best = False
    lowest = 0.0
    usual = True
    primary = True

    @staticmethod
    def value(
        predictions: Matrix,
        targets: Matrix,
        weights: Vector,
        about: Vector,
        hyper: Vector,
        room: Matrix,
    ) -> float:
        (rows, columns), number = predictions.shape, targets.dtype.type
        squares, total = 0.0, 0.0
        for j in range(columns):
            squared, total = 0.0, 0.0
            for i in range(rows):
                weight = float(weights[i])
                error = about[j] * (number(predictions[i, j]) - targets[i, j])
                total += weight
                squared += weight * error * error
            squares += squared
        return sqrt(squares / (total * columns))


class MeanAbsoluteError(Metric):
    """Mean absolute error: Σ |e| / n, over the n values of all rows and columns.

    As ``sklearn.metrics.mean_absolute_error``.
    """

    name: Literal["mae"] = "mae"
    judges = "numbers"
    largest_is_best = False
    lowest = 0.0
    usual = True

    @staticmethod
    def value(
        predictions: Matrix,
        targets: Matrix,
        weights: Vector,
        about: Vector,
        hyper: Vector,
        room: Matrix,
    ) -> float:
        (rows, columns), number = predictions.shape, targets.dtype.type
        absolute, total = 0.0, 0.0
        for i in range(rows):
            weight = float(weights[i])
            total += weight
            for j in range(columns):
                error = abs(about[j] * (number(predictions[i, j]) - targets[i, j]))
                absolute += weight * error
        return absolute / (total * columns)


class R2(Metric):
    """Coefficient of determination: 1 − Σ e² / Σ (y − ȳ)², the mean over columns.

    A column without spread counts 1 if it is met exactly, else 0. Absent for fewer than two rows.
    As ``sklearn.metrics.r2_score``. Wright, "Correlation and causation", Journal of Agricultural
    Research 20, 1921.
    """

    name: Literal["r2"] = "r2"
    judges = "numbers"
    largest_is_best = True
    highest = 1.0
    usual = True

    @staticmethod
    def value(
        predictions: Matrix,
        targets: Matrix,
        weights: Vector,
        about: Vector,
        hyper: Vector,
        room: Matrix,
    ) -> float:
        (rows, columns), number = predictions.shape, targets.dtype.type
        if rows < 2:
            return np.nan
        result = 0.0
        for j in range(columns):
            squared, mean, total = 0.0, 0.0, 0.0
            for i in range(rows):
                weight = float(weights[i])
                error = about[j] * (number(predictions[i, j]) - targets[i, j])
                total += weight
                squared += weight * error * error
                mean += weight * float(targets[i, j])
            mean /= total
            spread = 0.0
            for i in range(rows):
                deviation = about[j] * (float(targets[i, j]) - mean)
                spread += float(weights[i]) * deviation * deviation
            if spread > 0.0:
                result += 1.0 - squared / spread
            elif squared == 0.0:
                result += 1.0
        return result / columns


class MedianAbsoluteError(Metric):
    """Median absolute error: the median of |e| over rows, the mean over columns.

    Half of the rows' weight lies below it; where that falls between two rows a and b, it is
    (a + b) / 2. As ``sklearn.metrics.median_absolute_error``.
    """

    name: Literal["median_absolute_error"] = "median_absolute_error"
    judges = "numbers"
    largest_is_best = False
    lowest = 0.0

    @staticmethod
    def value(
        predictions: Matrix,
        targets: Matrix,
        weights: Vector,
        about: Vector,
        hyper: Vector,
        room: Matrix,
    ) -> float:
        (rows, columns), number = predictions.shape, targets.dtype.type
        result = 0.0
        for j in range(columns):
            total, count = 0.0, 0
            for i in range(rows):
                weight = float(weights[i])
                if weight > 0.0:
                    error = about[j] * (number(predictions[i, j]) - targets[i, j])
                    room[0, count], room[1, count] = abs(error), weight
                    total += weight
                    count += 1
            sort_together(room[0], room[1], count)
            below, place = room[1, 0], 0
            while 2.0 * below < total and place < count - 1:
                place += 1
                below += room[1, place]
            after = min(place + 1, count - 1) if 2.0 * below == total else place
            result += 0.5 * (room[0, place] + room[0, after])
        return result / columns


class MeanAbsolutePercentageError(Metric):
    """Mean absolute percentage error: the mean of |e| / |y|, as a share and not in percent.

    |y| counts as 2⁻⁵² at least, so that a y of 0 gives a large number. Where targets are
    normalised, a y of 0 comes back as the rounding of its scale, which makes that number another
    one. As
    ``sklearn.metrics.mean_absolute_percentage_error``. de Myttenaere et al., "Mean absolute
    percentage error for regression models", Neurocomputing 192, 2016.
    """

    name: Literal["mape"] = "mape"
    judges = "numbers"
    largest_is_best = False
    lowest = 0.0

    @staticmethod
    def value(
        predictions: Matrix,
        targets: Matrix,
        weights: Vector,
        about: Vector,
        hyper: Vector,
        room: Matrix,
    ) -> float:
        (rows, columns), number = predictions.shape, targets.dtype.type
        shares, total = 0.0, 0.0
        for i in range(rows):
            weight = float(weights[i])
            total += weight
            for j in range(columns):
                target = float(targets[i, j])
                size = abs(about[j] * target + about[columns + j])
                error = abs(about[j] * (number(predictions[i, j]) - targets[i, j]))
                shares += weight * (error / max(size, 2.0**-52))
        return shares / (total * columns)


class Pinball(Metric):
    """Pinball loss: the mean of q·max(e, 0) + (1 − q)·max(−e, 0), for e = y − prediction.

    q is ``quantile``: the conditional quantile makes it least. As
    ``sklearn.metrics.mean_pinball_loss``. Koenker & Bassett, "Regression quantiles", Econometrica
    46, 1978.
    """

    name: Literal["pinball"] = "pinball"
    quantile: Inside = 0.5

    valid = ({}, {"quantile": 0.9})
    invalid = ({"quantile": 0.0}, {"quantile": 1.0})
    judges = "numbers"
    largest_is_best = False
    lowest = 0.0

    @staticmethod
    def value(
        predictions: Matrix,
        targets: Matrix,
        weights: Vector,
        about: Vector,
        hyper: Vector,
        room: Matrix,
    ) -> float:
        (rows, columns), number = predictions.shape, targets.dtype.type
        losses, total = 0.0, 0.0
        for i in range(rows):
            weight = float(weights[i])
            total += weight
            for j in range(columns):
                error = about[j] * (targets[i, j] - number(predictions[i, j]))
                losses += weight * (hyper[0] * error if error > 0.0 else (hyper[0] - 1.0) * error)
        return losses / (total * columns)
