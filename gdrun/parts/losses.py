"""Losses: what training makes small."""

from collections.abc import Callable
from typing import ClassVar, Literal

from gdrun.parts.elementary import exp, log, log1p
from gdrun.parts.kernels import KernelPart, Matrix, Vector


class Loss(KernelPart):
    """A loss of the network's raw outputs.

    ``value(outputs, targets, hyper, gradient)`` returns the sum of the examples' losses as
    float64 and writes the derivative of each example's loss by its outputs to ``gradient``.
    ``outputs`` and ``gradient`` have shape (rows, outputs), ``targets`` (rows, targets); class
    targets are one column that holds the class's index. The engine divides by the batch's size.

    Class attributes:
        suits: What the target must be: ``binary`` (two classes, one output), ``classes`` (one
            output a class) or ``numbers`` (one output a target column).
    """

    family = "losses"

    suits: ClassVar[Literal["binary", "classes", "numbers"]]
    value: ClassVar[Callable[..., float]]


class CrossEntropy(Loss):
    """Softmax cross-entropy: −log(exp(o_y) / Σⱼ exp(oⱼ)) for class y, from raw outputs o.

    The largest output is subtracted first, so that no exponential overflows.
    Bridle, "Probabilistic interpretation of feedforward classification network outputs", 1990.
    """

    name: Literal["cross_entropy"] = "cross_entropy"
    aliases = ("softmax_cross_entropy",)
    suits = "classes"

    @staticmethod
    def value(outputs: Matrix, targets: Matrix, hyper: Vector, gradient: Matrix) -> float:
        rows, classes = outputs.shape
        one = outputs.dtype.type(1)
        total = 0.0
        for i in range(rows):
            largest = outputs[i, 0]
            for j in range(1, classes):
                largest = outputs[i, j] if outputs[i, j] > largest else largest
            for j in range(classes):
                gradient[i, j] = outputs[i, j] - largest
            total -= gradient[i, int(targets[i, 0])]
        # All exponentials in one loop, which vectorises however few the classes.
        shifted = gradient.reshape(gradient.size)
        for i in range(shifted.size):
            shifted[i] = exp(shifted[i])
        # The logarithm of a product costs less than many logarithms; no factor is below 1.
        product = 1.0
        for i in range(rows):
            denominator = gradient[i, 0]
            for j in range(1, classes):
                denominator += gradient[i, j]
            product *= denominator
            if not product < 1e200:
                total += log(product)
                product = 1.0
            scale = one / denominator
            for j in range(classes):
                gradient[i, j] *= scale
            gradient[i, int(targets[i, 0])] -= one
        return total + log(product)


class BinaryCrossEntropy(Loss):
    """Logistic loss of one raw output o for a class y of 0 or 1: log(1 + eᵒ) − y·o.

    Computed as max(o, 0) − y·o + log(1 + e^(−|o|)), which neither overflows nor cancels.
    Cox, "The regression analysis of binary sequences", 1958.
    """

    name: Literal["binary_cross_entropy"] = "binary_cross_entropy"
    aliases = ("bce",)
    suits = "binary"

    @staticmethod
    def value(outputs: Matrix, targets: Matrix, hyper: Vector, gradient: Matrix) -> float:
        rows = outputs.shape[0]
        zero, one = outputs.dtype.type(0), outputs.dtype.type(1)
        total = 0.0
        for i in range(rows):
            output, target = outputs[i, 0], targets[i, 0]
            small = exp(-abs(output))
            positive = output if output > zero else zero
            total += positive - target * output + log1p(small)
            probability = (one if output > zero else small) / (one + small)
            gradient[i, 0] = probability - target
        return total


class MeanSquaredError(Loss):
    """Mean squared error: the mean over outputs of (o − y)².

    Legendre, "Nouvelles méthodes pour la détermination des orbites des comètes", 1805.
    """

    name: Literal["mse"] = "mse"
    aliases = ("mean_squared_error",)
    suits = "numbers"

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
