"""Metrics of how probabilities put rows, or the classes of a row, in order."""

from typing import Literal

import numpy as np

from gdrun.parts.elementary import count_below, count_up_to, sort_together
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
    judges = "probabilities"
    largest_is_best = True

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
        total, met = 0.0, 0
        for k in range(1 if classes == 2 else 0, classes):
            inside, outside, uneven = 0, 0, 0
            inside_weight, outside_weight = 0.0, 0.0
            for i in range(rows):
                weight = float(weights[i])
                uneven += weight != 1.0
                if int(targets[i, 0]) == k:
                    room[0, inside], room[1, inside] = predictions[i, k], weight
                    inside += 1
                    inside_weight += weight
                else:
                    room[2, outside], room[3, outside] = predictions[i, k], weight
                    outside += 1
                    outside_weight += weight
            if inside_weight == 0.0 or outside_weight == 0.0:
                continue
            won = 0.0
            # Pairs are counted in vectors, which for some hundred rows takes less than to sort.
            if rows <= 1000 and uneven == 0:
                for i in range(inside):
                    score, beaten_twice = room[0, i], 0
                    for j in range(outside):
                        beaten_twice += room[2, j] < score
                        beaten_twice += room[2, j] <= score
                    won += 0.5 * beaten_twice
            else:
                sort_together(room[2], room[3], outside)
                for j in range(1, outside):
                    room[3, j] += room[3, j - 1]
                for i in range(inside):
                    below = count_below(room[2], outside, room[0, i])
                    up_to = count_up_to(room[2], outside, room[0, i])
                    beaten = room[3, below - 1] if below > 0 else 0.0
                    beaten += room[3, up_to - 1] if up_to > 0 else 0.0
                    won += 0.5 * room[1, i] * beaten
            total += won / (inside_weight * outside_weight)
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
    judges = "probabilities"
    largest_is_best = True

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
        total, met = 0.0, 0
        for k in range(1 if classes == 2 else 0, classes):
            inside, outside, uneven = 0, 0, 0
            inside_weight, outside_weight = 0.0, 0.0
            for i in range(rows):
                weight = float(weights[i])
                uneven += weight != 1.0
                if int(targets[i, 0]) == k:
                    room[0, inside], room[1, inside] = predictions[i, k], weight
                    inside += 1
                    inside_weight += weight
                else:
                    room[2, outside], room[3, outside] = predictions[i, k], weight
                    outside += 1
                    outside_weight += weight
            if inside_weight == 0.0:
                continue
            precisions = 0.0
            # As for the area under the ROC curve.
            if rows <= 1000 and uneven == 0:
                for i in range(inside):
                    score, hits, others = room[0, i], 0, 0
                    for j in range(inside):
                        hits += room[0, j] >= score
                    for j in range(outside):
                        others += room[2, j] >= score
                    precisions += hits / (hits + others)
            else:
                sort_together(room[0], room[1], inside)
                sort_together(room[2], room[3], outside)
                for j in range(1, inside):
                    room[1, j] += room[1, j - 1]
                for j in range(1, outside):
                    room[3, j] += room[3, j - 1]
                for i in range(rows):
                    if int(targets[i, 0]) == k:
                        score = predictions[i, k]
                        below = count_below(room[0], inside, score)
                        others_below = count_below(room[2], outside, score)
                        above = inside_weight - (room[1, below - 1] if below > 0 else 0.0)
                        others_above = outside_weight
                        others_above -= room[3, others_below - 1] if others_below > 0 else 0.0
                        weight = float(weights[i])
                        # A row without weight may be above all that have some.
                        if weight > 0.0:
                            precisions += weight * (above / (above + others_above))
            total += precisions / inside_weight
            met += 1
        return total / met if met > 0 else np.nan


class TopThree(Metric):
    """The share of rows whose class is among the ``k`` most probable.

    h / s, for s rows of which h are met so. Of equally probable classes the later ones go
    first. Absent where there are no more than k classes, and all rows would count. As
    ``sklearn.metrics.top_k_accuracy_score``.
    """

    name: Literal["top_3"] = "top_3"
    k: Count = 3

    valid = ({}, {"k": 1})
    invalid = ({"k": 0},)
    judges = "probabilities"
    largest_is_best = True

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
        if classes <= hyper[0]:
            return np.nan
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
