"""The rules by which a training is diagnosed; the guide's chapter on diagnoses explains them."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gdrun.evidence.diagnoses.course import Course
from gdrun.records import LayersSeen
from gdrun.records.layers import ALIKE, SAME, SLOPE, UNITS

_FEWEST = 5
"""Of fewer epochs nothing is told of losses."""

_FEWEST_SETTLED = 8
"""Of fewer nobody can tell noise from what goes on."""

_STILL = 0.04
"""A loss still falls if the last quarter of the epochs brought this part of the whole fall."""

_NOISE = 2
"""That must be so many times as much as the steps scatter."""

_JUMP = 0.15
"""A loss jumps if it changes from epoch to epoch by this part of itself, …"""
_UPWARDS = 0.3
"""… and so often upwards, …"""
_SETTLED = 0.7
"""… while the last quarter brought it no lower than to this part, or not as far as a jump, …"""
_HIGH = 0.07
"""… and it is still this part of what it began with: near 0 jumps mean nothing."""

_ABOVE = 0.1
"""A loss that ends by this part above its beginning was driven there."""

_RISE = 0.1
"""A validation loss rises if it ends by this part above its lowest, …"""
_RISE_OF_FALL = 0.02
"""… and by this part of how far it had fallen."""

_MOST = 2 / 3
"""So many units of a layer are most of them."""

_VANISHED = 0.01
"""A gradient vanishes if this part of it arrives."""
_STUCK = 0.5
"""Nobody minds that where less than this part of the first loss is left."""


@dataclass(frozen=True)
class Looked:
    """What is looked at of some trials, which have as many epochs and layers."""

    epochs: NDArray[np.int64]
    """The number of each row's epoch: (trials, rows)."""
    train: Course
    validation: Course | None
    """None if there is no validation portion."""
    cut_off: NDArray[np.bool_]
    """Whether training ended because the epochs did, (trials,): not converged, nor stopped."""
    restored: NDArray[np.bool_]
    """Whether the weights of the best epoch were restored, (trials,)."""
    layers: LayersSeen
    """(trials, layers, COLUMNS)."""


Found = NDArray[np.int64]
"""0 where a rule does not hold; else the number that it tells, or 1: (trials,)."""


@dataclass(frozen=True)
class Rule:
    """One diagnosis, and how it is found."""

    name: str
    mark: str
    """A letter that stands for it where there is no place."""
    words: str
    """What was seen."""
    advice: str
    """What to try then."""
    find: Callable[[Looked], Found] | None = None
    """None of what a record tells without its history."""
    tells: str = ""
    """``epoch`` or ``layer``, if the rule tells one."""


def _equal_units(looked: Looked) -> Found:
    """A hidden layer whose units all have equal weights and biases: they compute one thing."""
    return _first_layer(looked.layers[:, :-1, ALIKE] == 1)


def _silent_units(looked: Looked) -> Found:
    """A hidden layer most of whose units give the same for every row that was looked at."""
    hidden = looked.layers[:, :-1]
    return _first_layer(hidden[:, :, SAME] >= _MOST * hidden[:, :, UNITS])


def _vanishing_gradients(looked: Looked) -> Found:
    """Of several hidden layers one that hardly any gradient reaches, and a loss that is still high.

    Units that never fire pass on none at all, which is another fault.
    """
    slopes = looked.layers[:, :, SLOPE]
    if slopes.shape[1] < 3:
        return np.zeros(len(slopes), np.int64)
    vanished = (slopes[:, :-1] > 0) & (slopes[:, :-1] < _VANISHED * slopes[:, -1:])
    stuck = looked.train.late > _STUCK * looked.train.first
    return _first_layer(vanished & stuck[:, np.newaxis])


def _jumping_loss(looked: Looked) -> Found:
    """A training loss that ends above its beginning, or changes much without falling."""
    train, validation = looked.train, looked.validation
    above = train.late > train.first + _ABOVE * np.abs(train.first)
    if validation:
        # With dropout the training loss begins higher than that of the first weights.
        above &= validation.late > validation.first
    if train.rows < _FEWEST_SETTLED:
        return (above & (train.rows >= _FEWEST)).astype(np.int64)
    stays = (train.late > _SETTLED * train.early) | (train.early - train.late < train.jump)
    jumps = (
        (train.jump > _JUMP * np.abs(train.late))
        & ((train.steps > 0).mean(axis=1) >= _UPWARDS)
        & (train.late > _HIGH * train.first)
        & stays
    )
    found: Found = (above | jumps).astype(np.int64)
    return found


def _rising_validation_loss(looked: Looked) -> Found:
    """A validation loss well above its lowest since some epoch, while the training loss fell."""
    validation = looked.validation
    if validation is None or validation.rows < _FEWEST:
        return np.zeros(len(looked.epochs), np.int64)
    best = validation.lowest
    low = validation.around(best)
    rise = validation.late - low
    rises = (
        ~looked.restored
        & (rise > _RISE * np.abs(low))
        & (rise > _RISE_OF_FALL * (validation.first - low))
        & (rise > validation.noise)
        & (looked.train.late < looked.train.around(best))
        & (validation.rows - 1 - best >= max(validation.rows // 4, 3))
    )
    since = looked.epochs[np.arange(len(best)), best]
    found: Found = np.where(rises, since, 0)
    return found


def _falling_loss(looked: Looked) -> Found:
    """A training loss, and a validation loss, whose fall was not over when the epochs were."""
    if looked.train.rows < _FEWEST:
        return np.zeros(len(looked.epochs), np.int64)
    falls = looked.cut_off & _falls(looked.train)
    if looked.validation:
        falls &= _falls(looked.validation)
    if falls.any():
        falls &= _jumping_loss(looked) == 0
    return falls.astype(np.int64)


def _falls(course: Course) -> NDArray[np.bool_]:
    gain, whole = course.early - course.late, course.first - course.late
    downwards = (course.steps < 0).mean(axis=1)
    falls: NDArray[np.bool_] = (
        (whole > 0)
        & (gain > _STILL * whole)
        & (gain > _NOISE * course.noise)
        # Of few steps most go down by chance often enough.
        & (downwards > 0.5 if course.rows >= _FEWEST_SETTLED else downwards == 1)
    )
    return falls


def _first_layer(holds: NDArray[np.bool_]) -> Found:
    """Of each trial the first layer, from 1 on, of which it holds; 0 if of none: (trials, …)."""
    if not holds.shape[1]:
        return np.zeros(len(holds), np.int64)
    return np.where(holds.any(axis=1), holds.argmax(axis=1) + 1, 0)


DIVERGED = Rule("diverged", "D", "training diverged", "a lower learning rate")
NO_BETTER = Rule(
    "no_better_than_baseline",
    "B",
    "no better than always the same answer",
    "another metric if classes are rare, another learning rate, or inputs that tell more",
)
RULES = (
    DIVERGED,
    Rule(
        "equal_units",
        "E",
        "all units of a hidden layer are equal",
        "first weights that are drawn at random",
        _equal_units,
        "layer",
    ),
    Rule(
        "silent_units",
        "S",
        "most units of a hidden layer give the same for every row",
        "a lower learning rate, smaller first weights, or `leaky_relu`",
        _silent_units,
        "layer",
    ),
    Rule(
        "vanishing_gradients",
        "V",
        "hardly any gradient reaches a hidden layer",
        "`relu` or `tanh`, fewer layers, or `model.normalization: layer`",
        _vanishing_gradients,
        "layer",
    ),
    Rule(
        "jumping_loss",
        "J",
        "the training loss jumped without falling",
        "a lower learning rate, or a decay",
        _jumping_loss,
    ),
    NO_BETTER,
    Rule(
        "rising_validation_loss",
        "R",
        "the validation loss was rising while the training loss fell",
        "`training.stop.monitor`, a penalty, dropout, or fewer units",
        _rising_validation_loss,
        "epoch",
    ),
    Rule(
        "falling_loss",
        "F",
        "the loss was still falling at the end",
        "more epochs, or a higher learning rate",
        _falling_loss,
    ),
)
"""All of them, the most severe first."""
