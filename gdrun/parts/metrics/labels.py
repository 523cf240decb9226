"""Metrics of predicted classes."""

from typing import Literal

from gdrun.parts.elementary import count_classes, sqrt
from gdrun.parts.kernels import Matrix, Vector
from gdrun.parts.metrics.metric import Metric


class Accuracy(Metric):
    """The share of rows whose class is predicted.

    h / s, for s rows of which h are met. As ``sklearn.metrics.accuracy_score``.
    """

    name: Literal["accuracy"] = "accuracy"
    judges = "classes"
    largest_is_best = True
    lowest = 0.0
    highest = 1.0
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
        hits, total = 0.0, 0.0
        for i in range(predictions.shape[0]):
            weight = float(weights[i])
            total += weight
            hits += weight if predictions[i, 0] == targets[i, 0] else 0.0
        return hits / total


class MacroF1(Metric):
    """The mean F1 of the classes that occur, truly or as a prediction.

    F1 of a class is 2h / (t + p): it is true t times, predicted p times, and both h times. As
    ``sklearn.metrics.f1_score(average="macro")``. van Rijsbergen, "Information retrieval", 1979.
    """

    name: Literal["macro_f1"] = "macro_f1"
    judges = "classes"
    largest_is_best = True
    lowest = 0.0
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
        count_classes(predictions, targets, weights, room, int(about[0]))
        total, classes = 0.0, 0
        for k in range(int(about[0])):
            occurrences = room[0, k] + room[1, k]
            if occurrences > 0.0:
                total += 2.0 * room[2, k] / occurrences
                classes += 1
        return total / classes


class WeightedF1(Metric):
    """The mean F1 of the classes, each as often as it truly occurs.

    Σ tₖ·F1ₖ / Σ tₖ, with F1 as for macro_f1, and tₖ rows that are of class k. As
    ``sklearn.metrics.f1_score(average="weighted")``.
    """

    name: Literal["weighted_f1"] = "weighted_f1"
    judges = "classes"
    largest_is_best = True
    lowest = 0.0
    highest = 1.0

    @staticmethod
    def value(
        predictions: Matrix,
        targets: Matrix,
        weights: Vector,
        about: Vector,
        hyper: Vector,
        room: Matrix,
    ) -> float:
        count_classes(predictions, targets, weights, room, int(about[0]))
        score, total = 0.0, 0.0
        for k in range(int(about[0])):
            if room[0, k] > 0.0:
                total += room[0, k]
                score += room[0, k] * (2.0 * room[2, k] / (room[0, k] + room[1, k]))
        return score / total


class BalancedAccuracy(Metric):
    """The mean, over the classes that truly occur, of the share of their rows that is met.

    (1 / K) Σ hₖ / tₖ, for K classes that occur: tₖ rows are of class k, and hₖ of these are met. As
    ``sklearn.metrics.balanced_accuracy_score``. Brodersen et al., "The balanced accuracy and its
    posterior distribution", ICPR 2010.
    """

    name: Literal["balanced_accuracy"] = "balanced_accuracy"
    judges = "classes"
    largest_is_best = True
    lowest = 0.0
    highest = 1.0

    @staticmethod
    def value(
        predictions: Matrix,
        targets: Matrix,
        weights: Vector,
        about: Vector,
        hyper: Vector,
        room: Matrix,
    ) -> float:
        count_classes(predictions, targets, weights, room, int(about[0]))
        total, classes = 0.0, 0
        for k in range(int(about[0])):
            if room[0, k] > 0.0:
                total += room[2, k] / room[0, k]
                classes += 1
        return total / classes


class Matthews(Metric):
    """Matthews' correlation of true and predicted classes, from −1 to 1.

    (h·s − Σ tₖpₖ) / √((s² − Σ pₖ²)(s² − Σ tₖ²)) for s rows of which h are met, and class k that is
    true tₖ times and predicted pₖ times. 0 if only one class is true, or predicted. As
    ``sklearn.metrics.matthews_corrcoef``. Gorodkin, "Comparing two K-category assignments by a
    K-category correlation coefficient", Computational Biology and Chemistry 28, 2004.
    """

    name: Literal["matthews"] = "matthews"
    judges = "classes"
    largest_is_best = True
    lowest = -1.0
    highest = 1.0

    @staticmethod
    def value(
        predictions: Matrix,
        targets: Matrix,
        weights: Vector,
        about: Vector,
        hyper: Vector,
        room: Matrix,
    ) -> float:
        count_classes(predictions, targets, weights, room, int(about[0]))
        total, hits, true_classes, predicted_classes = 0.0, 0.0, 0, 0
        for k in range(int(about[0])):
            total += room[0, k]
            hits += room[2, k]
            true_classes += room[0, k] > 0.0
            predicted_classes += room[1, k] > 0.0
        if true_classes < 2 or predicted_classes < 2:
            return 0.0
        common, true, predicted = hits * total, total * total, total * total
        for k in range(int(about[0])):
            common -= room[0, k] * room[1, k]
            true -= room[0, k] * room[0, k]
            predicted -= room[1, k] * room[1, k]
        return common / (sqrt(true) * sqrt(predicted))
