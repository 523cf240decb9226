"""What each held-out row contributes to a metric: values whose mean over rows is the metric.

Of a metric that is a mean over rows these are what it is a mean of. Of another they are the rows'
jackknife pseudo-values, moved so that their mean is the metric itself: M + (R − 1)(M − M₋ᵣ) before
that, for M₋ᵣ without row r. Of the area under the ROC curve they are the same as its structural
components.

Sources: J. Tukey, "Bias and confidence in not quite large samples", Ann. Math. Stat. 29, 1958;
E. DeLong, D. DeLong and D. Clarke-Pearson, "Comparing the areas under two or more correlated
receiver operating characteristic curves", Biometrics 44, 1988.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from gdrun.records import probabilities_of

Floats = NDArray[np.float64]

_AT_ONCE = 2**20
"""So many counts are looked at together, which bounds the memory."""


@dataclass(frozen=True)
class RowAnswers:
    """What networks of several seeds gave for the same rows, and what is true."""

    class_names: tuple[str, ...]
    """Empty for numbers."""
    targets: NDArray[np.intp] | Floats
    """Class indices, (rows,), or numbers in original units, (rows, targets)."""
    classes: NDArray[np.integer] | None
    """The predicted classes, (seeds, rows)."""
    losses: Floats | None
    """Of each row, (seeds, rows)."""
    raw: NDArray[np.floating] | None
    """The networks' outputs, (seeds, rows, outputs)."""
    shift: Floats
    """Of numbers, (targets,): output · scale + shift is in original units. Of classes empty."""
    scale: Floats

    @cached_property
    def probabilities(self) -> Floats | None:
        """Of classes, (seeds, rows, classes)."""
        return None if self.raw is None else probabilities_of(self.raw)

    @cached_property
    def predictions(self) -> Floats | None:
        """Of numbers, in original units, (seeds, rows, targets)."""
        return None if self.raw is None else self.raw.astype(np.float64) * self.scale + self.shift


def row_values(answers: RowAnswers, metric: str) -> Floats | NDArray[np.float32] | None:
    """The values of a metric, (seeds, rows): in single precision if each is 0 or 1.

    Returns:
        None if what was kept does not tell them, or the metric is one that none are known of.
    """
    if metric == "loss":
        return answers.losses
    if answers.class_names:
        return _of_classes(answers, metric)
    if answers.predictions is None or metric not in _OF_NUMBERS:
        return None
    assert answers.targets.ndim == 2
    targets = np.asarray(answers.targets, np.float64)
    return _OF_NUMBERS[metric](answers.predictions - targets, targets)


def _of_classes(answers: RowAnswers, metric: str) -> Floats | NDArray[np.float32] | None:
    true = np.asarray(answers.targets, np.intp)
    if answers.classes is not None:
        if metric == "accuracy":
            hits: NDArray[np.float32] = (answers.classes == true).astype(np.float32)
            return hits
        if metric in _OF_COUNTS:
            return _of_counts(_OF_COUNTS[metric], true, answers.classes, len(answers.class_names))
    if answers.probabilities is None:
        return None
    if metric == "brier":
        truth = np.eye(len(answers.class_names))[true]
        squares: Floats = ((answers.probabilities - truth) ** 2).sum(axis=2)
        return squares / 2 if len(answers.class_names) == 2 else squares
    if metric == "top_3":
        return _top_three(answers.probabilities, true)
    if metric in _OF_RANKS and len(answers.class_names) == 2:
        found = [_OF_RANKS[metric](each[:, 1], true == 1) for each in answers.probabilities]
        return None if any(each is None for each in found) else np.array(found)
    return None


def _top_three(probabilities: Floats, true: NDArray[np.intp]) -> NDArray[np.float32]:
    """Of equally probable classes the later ones count as more probable."""
    of_true = np.take_along_axis(probabilities, true[None, :, None], axis=2)
    is_later = np.arange(probabilities.shape[2]) > true[:, None]
    before = (probabilities > of_true) | ((probabilities == of_true) & is_later)
    hits: NDArray[np.float32] = (before.sum(axis=2) < 3).astype(np.float32)
    return hits


def _jackknifed(metric: Floats, without: Floats) -> Floats:
    """The rows' values, (…, rows), of a metric (…, 1) and what it is without each, (…, rows)."""
    rows = without.shape[-1]
    moved = (rows - 1) * (without.mean(axis=-1, keepdims=True) - without)
    values: Floats = metric + moved
    return values


def _of_counts(
    score: Callable[[Floats], Floats], true: NDArray[np.intp], said: NDArray[np.integer], many: int
) -> Floats:
    """The values of a score of how often each of many classes is said for each: (seeds, rows).

    Rows of which the same is true and said count alike, so it is without one of each kind.
    """
    seeds = len(said)
    cells = many * many * np.arange(seeds)[:, None] + many * true + said
    counts = np.bincount(cells.ravel(), minlength=seeds * many * many).astype(np.float64)
    counts = counts.reshape(seeds, many, many)
    kinds, which = np.unique(cells, return_inverse=True)
    without = np.zeros(len(kinds))
    step = max(1, _AT_ONCE // many**2)
    for first in range(0, len(kinds), step):
        few = slice(first, first + step)
        of, row, column = np.unravel_index(kinds[few], counts.shape)
        less = counts[of]
        less[np.arange(len(less)), row, column] -= 1.0
        without[few] = score(less)
    return _jackknifed(score(counts)[:, None], without[which.reshape(cells.shape)])


def _f1(counts: Floats) -> tuple[Floats, Floats]:
    """Of matrices (…, true, said): each class's F1, 0 where it does not occur, and how often."""
    occurrences = counts.sum(axis=2) + counts.sum(axis=1)
    hits = np.diagonal(counts, axis1=1, axis2=2)
    return 2 * hits / np.maximum(occurrences, 1.0), occurrences


def _macro_f1(counts: Floats) -> Floats:
    f1, occurrences = _f1(counts)
    mean: Floats = f1.sum(axis=1) / np.maximum((occurrences > 0).sum(axis=1), 1)
    return mean


def _weighted_f1(counts: Floats) -> Floats:
    f1, _ = _f1(counts)
    true = counts.sum(axis=2)
    mean: Floats = (f1 * true).sum(axis=1) / true.sum(axis=1)
    return mean


def _balanced_accuracy(counts: Floats) -> Floats:
    true, hits = counts.sum(axis=2), np.diagonal(counts, axis1=1, axis2=2)
    recalls = hits / np.maximum(true, 1.0)
    mean: Floats = recalls.sum(axis=1) / np.maximum((true > 0).sum(axis=1), 1)
    return mean


def _matthews(counts: Floats) -> Floats:
    true, said = counts.sum(axis=2), counts.sum(axis=1)
    total, hits = counts.sum(axis=(1, 2)), np.trace(counts, axis1=1, axis2=2)
    spread = (total**2 - (true**2).sum(axis=1)) * (total**2 - (said**2).sum(axis=1))
    common = hits * total - (true * said).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(spread > 0, common / np.sqrt(spread), 0.0)


_OF_COUNTS: dict[str, Callable[[Floats], Floats]] = {
    "macro_f1": _macro_f1,
    "weighted_f1": _weighted_f1,
    "balanced_accuracy": _balanced_accuracy,
    "matthews": _matthews,
}


def _roc_auc(probabilities: Floats, is_one: NDArray[np.bool_]) -> Floats | None:
    """Of class 1 of two, (rows,); None unless each class has two rows, to be without one."""
    if min(is_one.sum(), (~is_one).sum()) < 2:
        return None
    ones, others = np.sort(probabilities[is_one]), np.sort(probabilities[~is_one])

    def ahead(sorted_ones: Floats, values: Floats) -> Floats:
        """The share of ``sorted_ones`` below each value, ties half."""
        left = np.searchsorted(sorted_ones, values, "left")
        right = np.searchsorted(sorted_ones, values, "right")
        share: Floats = (left + right) / (2 * len(sorted_ones))
        return share

    components = np.where(is_one, ahead(others, probabilities), 1.0 - ahead(ones, probabilities))
    auc = components[is_one].mean()
    numbers = np.where(is_one, len(ones), len(others))
    return _jackknifed(auc, (numbers * auc - components) / (numbers - 1))


def _average_precision(probabilities: Floats, is_one: NDArray[np.bool_]) -> Floats | None:
    """Of class 1 of two, (rows,); None unless it has two rows, to be without one."""
    ones, every = np.sort(probabilities[is_one]), np.sort(probabilities)
    if len(ones) < 2:
        return None
    # So many of class 1, and of all, rank as high as a row of class 1 or higher.
    met = len(ones) - np.searchsorted(ones, ones, "left")
    ranks = len(every) - np.searchsorted(every, ones, "left")
    precisions = met / ranks
    # A row counts for those of class 1 that rank no higher, which come first.
    places = np.searchsorted(ones, probabilities, "right")

    def with_others(fewer: Floats) -> Floats:
        """The sums where ``fewer`` are the precisions of those that lose a row."""
        lower, whole = np.append(0.0, fewer.cumsum()), np.append(0.0, precisions.cumsum())
        sums: Floats = lower[places] + whole[-1] - whole[places]
        return sums

    rest = np.maximum(ranks - 1, 1)
    own = ((met - 1) / rest)[np.searchsorted(ones, probabilities).clip(max=len(ones) - 1)]
    without_one = (with_others((met - 1) / rest) - own) / (len(ones) - 1)
    without_other = with_others(met / rest) / len(ones)
    return _jackknifed(precisions.mean(), np.where(is_one, without_one, without_other))


_OF_RANKS: dict[str, Callable[[Floats, NDArray[np.bool_]], Floats | None]] = {
    "roc_auc": _roc_auc,
    "average_precision": _average_precision,
}


def _mean_absolute(errors: Floats, _: Floats) -> Floats:
    values: Floats = np.abs(errors).mean(axis=2)
    return values


def _pinball(errors: Floats, targets: Floats) -> Floats:
    """Of the quantile 0.5."""
    return _mean_absolute(errors, targets) / 2


def _mean_absolute_percentage(errors: Floats, targets: Floats) -> Floats:
    values: Floats = (np.abs(errors) / np.maximum(np.abs(targets), 2.0**-52)).mean(axis=2)
    return values


def _root_mean_squared(errors: Floats, _: Floats) -> Floats:
    squares = (errors**2).mean(axis=2)
    total, rows = squares.sum(axis=1, keepdims=True), squares.shape[1]
    without = np.sqrt(np.maximum(total - squares, 0.0) / (rows - 1))
    return _jackknifed(np.sqrt(total / rows), without)


def _r2(errors: Floats, targets: Floats) -> Floats | None:
    """None where a target has no spread, or has none without some row."""
    rows = len(targets)
    if rows < 3:
        return None
    squares = errors**2
    deviations = (targets - targets.mean(axis=0)) ** 2
    # Without a row the mean moves, too.
    spread = deviations.sum(axis=0) - deviations * rows / (rows - 1)
    if (spread <= 0).any():
        return None
    r2 = 1 - squares.sum(axis=1, keepdims=True) / deviations.sum(axis=0)
    without = 1 - (squares.sum(axis=1, keepdims=True) - squares) / spread
    return _jackknifed(r2.mean(axis=2), without.mean(axis=2))


_OF_NUMBERS: dict[str, Callable[[Floats, Floats], Floats | None]] = {
    "mae": _mean_absolute,
    "mape": _mean_absolute_percentage,
    "pinball": _pinball,
    "rmse": _root_mean_squared,
    "r2": _r2,
}
