"""Looking at trials that ended, many at once: from histories and layers to diagnoses."""

from collections.abc import Sequence
from functools import lru_cache
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
    restored: bool
    """Whether its weights are those of the best epoch."""


def diagnose(trials: Sequence[Ended]) -> list[Diagnoses | None]:
    """What is seen of each trial, of whatever variant; None of one that diverged or failed.

    What is told by a record alone is not among it.
    """
    found: list[Diagnoses | None] = [None] * len(trials)
    alike: dict[tuple[object, ...], list[int]] = {}
    for place, (status, history, layers, _) in enumerate(trials):
        if status in _USABLE and len(history.values):
            key = _VALIDATION in history.columns, len(history.values), len(layers)
            alike.setdefault(key, []).append(place)
    for places in alike.values():
        told = _diagnose([trials[place] for place in places])
        for place, diagnoses in zip(places, told, strict=True):
            found[place] = diagnoses
    return found


def _diagnose(trials: Sequence[Ended]) -> list[Diagnoses]:
    """Of trials with the same losses in as many rows, and as many layers."""
    looked = Looked(
        epochs=np.stack([trial.history.epochs for trial in trials]),
        train=_course(trials, _TRAIN),
        validation=_course(trials, _VALIDATION)
        if _VALIDATION in trials[0].history.columns
        else None,
        cut_off=np.array([trial.status is Status.FINISHED for trial in trials]),
        restored=np.array([trial.restored for trial in trials]),
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
    return [_shared(tuple(each)) for each in found]


@lru_cache(1000)
def _shared(diagnoses: Diagnoses) -> Diagnoses:
    """The same tuple for all trials that have the same: a sweep may have a million of them."""
    return diagnoses


def _course(trials: Sequence[Ended], column: str) -> Course:
    histories = [trial.history for trial in trials]
    places = [history.columns.index(column) for history in histories]
    columns = [history.values[:, place] for history, place in zip(histories, places, strict=True)]
    first = [
        history.values[0, place] if history.first is None else history.first[place]
        for history, place in zip(histories, places, strict=True)
    ]
    return Course(np.stack(columns), np.array(first))
