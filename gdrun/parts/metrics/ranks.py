"""Metrics of how probabilities put rows, or the classes of a row, in order."""

from typing import Literal

import numpy as np

from gdrun.parts.kernels import Matrix, Vector
from gdrun.parts.metrics.metric import Metric
from gdrun.parts.registry import Count


class RocAuc(Metric):
    """Area under the ROC curve: how often a row of the class ranks above one of another class.

    (a + t/2) / (p·n), for p rows of the class and n others: in a of their pairs the row of the
    class ranks above, and t rank equally. With two classes it is that of class 1; with more,
    the mean over the classes, one against the rest, that some rows have and some have not.
    Absent where no class is of that kind. As
    ``sklearn.metrics.roc_auc_score(multi_class="ovr")``, which asks for all classes. Hanley &
    McNeil, "The meaning and use of the area under a receiver operating characteristic (ROC)
    curve", Radiology 143, 1982.
    """

    name: Literal["roc_auc"] = "roc_auc"
    judges = "ranks"
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
        classes = int(about[0])
        for k in range(classes):
            room[0, k], room[1, k], room[2, k] = 0.0, 0.0, 0.0
        for i in range(predictions.shape[0]):
            k, weight = int(targets[i, 0]), float(weights[i])
            lower, equal, higher = predictions[i, 0], predictions[i, 1], predictions[i, 2]
            room[0, k] += weight
            room[1, k] += weight * (lower + 0.5 * equal)
            room[2, k] = lower + equal + higher
        total, met = 0.0, 0
        for k in range(1 if classes == 2 else 0, classes):
            if room[0, k] > 0.0 and room[2, k] > 0.0:
                total += room[1, k] / (room[0, k] * room[2, k])
                met += 1
        return total / met if met > 0 else np.nan


class AveragePrecision(Metric):
    """Average precision: the mean, over the rows of a class, of the precision down to their rank.

    (1 / p) Σ hᵢ / rᵢ over its p rows, of which hᵢ are among the rᵢ rows that rank as high as row i
    or higher. With two classes it
    is that of class 1; with more, the mean over the classes that occur, one against the rest.
    Absent where class 1 of two does not occur. As ``sklearn.metrics.average_precision_score``,
    which counts classes that do not occur as 0. Zhu, "Recall, precision and average precision",
    University of Waterloo, 2004.
    """

    name: Literal["average_precision"] = "average_precision"
    judges = "ranks"
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
        classes = int(about[0])
        for k in range(classes):
            room[0, k], room[1, k] = 0.0, 0.0
        for i in range(predictions.shape[0]):
            k, weight = int(targets[i, 0]), float(weights[i])
            others, own = predictions[i, 1] + predictions[i, 2], predictions[i, 3]
            # A row without weight may rank above all that have some.
            if weight > 0.0:
                room[0, k] += weight
                room[1, k] += weight * (own / (own + others))
        total, met = 0.0, 0
        for k in range(1 if classes == 2 else 0, classes):
            if room[0, k] > 0.0:
                total += room[1, k] / room[0, k]
                met += 1
        return total / met if met > 0 else np.nan


class TopThree(Metric):
    """The share of rows whose class is among the ``k`` most probable.

    h / s, for s rows of which h are met so. Of equally probable classes the later ones count
    as more probable. Only where there are more than k classes, as else all rows would count. As
    ``sklearn.metrics.top_k_accuracy_score``.
    """

    name: Literal["top_3"] = "top_3"
    k: Count = 3

    valid = ({}, {"k": 1})
    invalid = ({"k": 0},)
    judges = "probabilities"
    largest_is_best = True
    lowest = 0.0
    highest = 1.0

    def suits(self, classes: int) -> bool:
        return classes > self.k

    @staticmethod
    def value(
        predictions: Matrix,
        targets: Matrix,
        weights: Vector,
        about: Vector,
        hyper: Vector,
        room: Matrix,
    ) -> float:
        rows, classes = predictions.shape
        hits, total = 0.0, 0.0
        for i in range(rows):
            truth = int(targets[i, 0])
            before = 0
            for j in range(classes):
                before += predictions[i, j] > predictions[i, truth]
                before += j > truth and predictions[i, j] == predictions[i, truth]
            weight = float(weights[i])
            total += weight
            hits += weight if before < hyper[0] else 0.0
        return hits / total
