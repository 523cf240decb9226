"""Losses for classes, of raw outputs."""

from typing import Literal

from gdrun.parts.elementary import exp, log1p, softmax_cross_entropy
from gdrun.parts.kernels import Matrix, Vector
from gdrun.parts.losses.loss import Loss
from gdrun.parts.registry import BelowOne, Positive


class CrossEntropy(Loss):
    """Softmax cross-entropy: −log p_y for class y, with p = exp(o) / Σⱼ exp(oⱼ) of outputs o.

    With ``label_smoothing`` ε: −(1 − ε) log p_y − ε Σⱼ log pⱼ / n for n classes. As
    ``torch.nn.CrossEntropyLoss``.
    Bridle, "Probabilistic interpretation of feedforward classification network outputs", 1990.
    """

    name: Literal["cross_entropy"] = "cross_entropy"
    label_smoothing: BelowOne = 0.0

    aliases = ("softmax_cross_entropy",)
    valid = ({}, {"label_smoothing": 0.1})
    invalid = ({"label_smoothing": 1.0}, {"label_smoothing": -0.1})
    suits = "classes"
    lowest = 0.0

    @staticmethod
    def value(outputs: Matrix, targets: Matrix, hyper: Vector, gradient: Matrix) -> float:
        total = softmax_cross_entropy(outputs, targets, gradient)
        smoothing = hyper[0]
        if smoothing > outputs.dtype.type(0):
            rows, classes = outputs.shape
            share = smoothing / outputs.dtype.type(classes)
            for i in range(rows):
                label = int(targets[i, 0])
                gradient[i, label] += smoothing
                for j in range(classes):
                    gradient[i, j] -= share
                    total += share * (outputs[i, label] - outputs[i, j])
        return total


class BinaryCrossEntropy(Loss):
    """Logistic loss of one raw output o for a class y of 0 or 1: log(1 + eᵒ) − y·o.

    Computed as max(o, 0) − y·o + log(1 + e^(−|o|)), which neither overflows nor cancels.
    Cox, "The regression analysis of binary sequences", 1958.
    """

    name: Literal["binary_cross_entropy"] = "binary_cross_entropy"
    aliases = ("bce",)
    suits = "binary"
    lowest = 0.0

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


class MultiMargin(Loss):
    """Multi-class hinge: Σⱼ max(0, margin − o_y + oⱼ) / n over the n − 1 classes j other than y.

    The derivative at a kink is 0. As ``torch.nn.MultiMarginLoss``. Crammer & Singer, "On the
    algorithmic implementation of multiclass kernel-based vector machines", JMLR 2, 2001.
    """

    name: Literal["multi_margin"] = "multi_margin"
    margin: Positive = 1.0

    aliases = ("multiclass_hinge",)
    valid = ({}, {"margin": 0.5})
    invalid = ({"margin": 0.0},)
    suits = "classes"
    lowest = 0.0

    @staticmethod
    def value(outputs: Matrix, targets: Matrix, hyper: Vector, gradient: Matrix) -> float:
        rows, classes = outputs.shape
        zero, margin = outputs.dtype.type(0), hyper[0]
        share = outputs.dtype.type(1 / classes)
        total = 0.0
        for i in range(rows):
            label = int(targets[i, 0])
            threshold = outputs[i, label] - margin
            pull = zero
            for j in range(classes):
                excess = outputs[i, j] - threshold
                # NaN counts as a violation, and is passed on.
                violates = j != label and not excess <= zero
                total += share * excess if violates else zero
                gradient[i, j] = share + zero * excess if violates else zero
                pull += gradient[i, j]
            gradient[i, label] = -pull
        return total

    @staticmethod
    def sides(outputs: Matrix, targets: Matrix, hyper: Vector, sides: Matrix) -> float:
        rows, classes = outputs.shape
        zero, one = outputs.dtype.type(0), outputs.dtype.type(1)
        for i in range(rows):
            label = int(targets[i, 0])
            threshold = outputs[i, label] - hyper[0]
            for j in range(classes):
                sides[i, j] = one if j != label and outputs[i, j] > threshold else zero
        return 0.0


class Hinge(Loss):
    """Hinge: max(0, margin − s·o) for one output o and a class of sign s = ±1.

    The derivative at the kink is 0. Cortes & Vapnik, "Support-vector networks", Machine Learning
    20, 1995.
    """

    name: Literal["hinge"] = "hinge"
    margin: Positive = 1.0

    valid = ({}, {"margin": 0.5})
    invalid = ({"margin": 0.0},)
    suits = "binary"
    lowest = 0.0

    @staticmethod
    def value(outputs: Matrix, targets: Matrix, hyper: Vector, gradient: Matrix) -> float:
        zero, one, two = outputs.dtype.type(0), outputs.dtype.type(1), outputs.dtype.type(2)
        margin = hyper[0]
        total = 0.0
        for i in range(outputs.shape[0]):
            sign = two * targets[i, 0] - one
            excess = margin - sign * outputs[i, 0]
            violates = not excess <= zero
            total += excess if violates else zero
            gradient[i, 0] = zero * excess - sign if violates else zero
        return total

    @staticmethod
    def sides(outputs: Matrix, targets: Matrix, hyper: Vector, sides: Matrix) -> float:
        zero, one, two = outputs.dtype.type(0), outputs.dtype.type(1), outputs.dtype.type(2)
        for i in range(outputs.shape[0]):
            sign = two * targets[i, 0] - one
            sides[i, 0] = one if hyper[0] > sign * outputs[i, 0] else zero
        return 0.0
