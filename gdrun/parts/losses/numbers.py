"""Losses for numbers."""

from typing import Literal

from gdrun.parts.elementary import exp, log1p, tanh
from gdrun.parts.kernels import Matrix, Vector
from gdrun.parts.losses.loss import Loss
from gdrun.parts.registry import Positive


class MeanSquaredError(Loss):
    """Mean squared error: the mean over outputs of (o − y)².

    As ``torch.nn.MSELoss``; scikit-learn's networks take half of it.
    Legendre, "Nouvelles méthodes pour la détermination des orbites des comètes", 1805.
    """

    name: Literal["mse"] = "mse"
    aliases = ("mean_squared_error",)
    suits = "numbers"
    lowest = 0.0

    @staticmethod
    def value(outputs: Matrix, targets: Matrix, hyper: Vector, gradient: Matrix) -> float:
        rows, columns = outputs.shape
        scale = outputs.dtype.type(2.0 / columns)
        total = 0.0
        for i in range(rows):
            for j in range(columns):
                error = outputs[i, j] - targets[i, j]
                total += error * error
                gradient[i, j] = scale * error
        return total / columns


class MeanAbsoluteError(Loss):
    """Mean absolute error: the mean over outputs of |o − y|, with derivative 0 at 0.

    As ``torch.nn.L1Loss``. Boscovich, 1757; Laplace, 1793.
    """

    name: Literal["mae"] = "mae"
    aliases = ("mean_absolute_error",)
    suits = "numbers"
    lowest = 0.0

    @staticmethod
    def value(outputs: Matrix, targets: Matrix, hyper: Vector, gradient: Matrix) -> float:
        rows, columns = outputs.shape
        zero, scale = outputs.dtype.type(0), outputs.dtype.type(1 / columns)
        total = 0.0
        for i in range(rows):
            for j in range(columns):
                error = outputs[i, j] - targets[i, j]
                total += abs(error)
                gradient[i, j] = scale if error > zero else -scale if error < zero else error
        return total / columns

    @staticmethod
    def sides(outputs: Matrix, targets: Matrix, hyper: Vector, sides: Matrix) -> float:
        rows, columns = outputs.shape
        zero, one = outputs.dtype.type(0), outputs.dtype.type(1)
        for i in range(rows):
            for j in range(columns):
                error = outputs[i, j] - targets[i, j]
                sides[i, j] = one if error > zero else -one if error < zero else zero
        return 0.0


class Huber(Loss):
    """Huber: the mean over outputs of e²/2 where |e| ≤ δ, and δ(|e| − δ/2) beyond, for e = o − y.

    δ is ``delta``, in units of the normalised target. As ``torch.nn.HuberLoss``. Huber, "Robust
    estimation of a location parameter", Annals of Mathematical Statistics 35, 1964.
    """

    name: Literal["huber"] = "huber"
    delta: Positive = 1.0

    valid = ({}, {"delta": 0.3})
    invalid = ({"delta": 0.0},)
    suits = "numbers"
    lowest = 0.0

    @staticmethod
    def value(outputs: Matrix, targets: Matrix, hyper: Vector, gradient: Matrix) -> float:
        rows, columns = outputs.shape
        number = outputs.dtype.type
        half, scale, delta = number(0.5), number(1 / columns), hyper[0]
        total = 0.0
        for i in range(rows):
            for j in range(columns):
                error = outputs[i, j] - targets[i, j]
                bounded = delta if error > delta else -delta if error < -delta else error
                total += bounded * (error - half * bounded)
                gradient[i, j] = scale * bounded
        return total / columns

    @staticmethod
    def sides(outputs: Matrix, targets: Matrix, hyper: Vector, sides: Matrix) -> float:
        rows, columns = outputs.shape
        zero, one, delta = outputs.dtype.type(0), outputs.dtype.type(1), hyper[0]
        for i in range(rows):
            for j in range(columns):
                error = outputs[i, j] - targets[i, j]
                sides[i, j] = one if error > delta else -one if error < -delta else zero
        return 0.0


class LogCosh(Loss):
    """Log-cosh: the mean over outputs of log cosh(o − y), with derivative tanh(o − y).

    Computed as |e| + log(1 + e^(−2|e|)) − log 2, which does not overflow. Green, 1990.
    """

    name: Literal["log_cosh"] = "log_cosh"
    aliases = ("logcosh",)
    suits = "numbers"
    lowest = 0.0

    @staticmethod
    def value(outputs: Matrix, targets: Matrix, hyper: Vector, gradient: Matrix) -> float:
        rows, columns = outputs.shape
        number = outputs.dtype.type
        two, scale = number(2), number(1 / columns)
        total = 0.0
        for i in range(rows):
            for j in range(columns):
                error = outputs[i, j] - targets[i, j]
                size = abs(error)
                total += size + log1p(exp(-two * size)) - number(0.69314718055994530942)
                gradient[i, j] = scale * tanh(error)
        return total / columns


class Poisson(Loss):
    """Poisson: the mean over outputs of eᵒ − y·o, for counts y and the logarithm o of their rate.

    The targets are not normalised, and predictions are eᵒ. As ``torch.nn.PoissonNLLLoss``.
    Nelder & Wedderburn, "Generalized linear models", 1972.
    """

    name: Literal["poisson"] = "poisson"
    aliases = ("poisson_nll",)
    suits = "counts"

    @staticmethod
    def value(outputs: Matrix, targets: Matrix, hyper: Vector, gradient: Matrix) -> float:
        rows, columns = outputs.shape
        scale = outputs.dtype.type(1 / columns)
        total = 0.0
        for i in range(rows):
            for j in range(columns):
                rate = exp(outputs[i, j])
                total += rate - targets[i, j] * outputs[i, j]
                gradient[i, j] = scale * (rate - targets[i, j])
        return total / columns
