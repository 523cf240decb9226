"""Looking at trials that ended, many at once: from histories and layers to diagnoses."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from gdrun.evidence.diagnoses.course import Course
from gdrun.evidence.diagnoses.rules import RULES, Looked
from gdrun.records import Diagnoses, Diagnosis, History, LayersSeen, Status

_TRAIN, _VALIDATION = "train.loss", "validation.loss"
_USABLE = (Status.FINISHED, Status.CONVERGED, Status.EARLY_STOPPED)


class Ended(NamedTuple):
    """What is looked at of a trial that ended."""

    status: Status
    history: History
    layers: LayersSeen


def diagnose(trials: Sequence[Ended], *, restored: bool) -> list[Diagnoses | None]:
    """What is seen of each of a variant's trials; None of one that diverged or failed.

    What is told by a record alone is not among it.

    Args:
        trials: All of one variant.
        restored: Whether the weights of the best epoch were restored.
    """
    found: list[Diagnoses | None] = [None] * len(trials)
    alike: dict[tuple[object, ...], list[int]] = {}
    for place, (status, history, layers) in enumerate(trials):
        if status in _USABLE and len(history.values):
            key = history.columns, len(history.values), len(layers)
            alike.setdefault(key, []).append(place)
    for places in alike.values():
        told = _diagnose([trials[place] for place in places], restored)
        for place, diagnoses in zip(places, told, strict=True):
            found[place] = diagnoses
    return found


def _diagnose(trials: Sequence[Ended], restored: bool) -> list[Diagnoses]:
    """Of trials whose histories have the same columns and as many rows."""
    looked = Looked(
        epochs=np.stack([trial.history.epochs for trial in trials]),
        train=_course(trials, _TRAIN),
        validation=_course(trials, _VALIDATION)
        if _VALIDATION in trials[0].history.columns
        else None,
        cut_off=np.array([trial.status is Status.FINISHED for trial in trials]),
        restored=restored,
        layers=np.stack([trial.layers for trial in trials]),
    )
    found: list[list[Diagnosis]] = [[] for _ in trials]
    # A validation loss may be infinite.
    with np.errstate(all="ignore"):
        for rule in RULES:
            if rule.find is None:
                continue
            numbers = rule.find(looked)
            for k in np.flatnonzero(numbers).tolist():
                told = {rule.tells: int(numbers[k])} if rule.tells else {}
                found[k].append(Diagnosis(rule.name, **told))
    return [tuple(each) for each in found]


def _course(trials: Sequence[Ended], column: str) -> Course:
    place = trials[0].history.columns.index(column)
    losses = np.stack([trial.history.values[:, place] for trial in trials])
    first = np.array(
        [
            losses[k, 0] if trial.history.first is None else trial.history.first[place]
            for k, trial in enumerate(trials)
        ]
    )
    return Course(losses, first)
