"""A variant judged row by row: what is confused, what is hardest, and what there is to say."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from gdrun.errors import StoreError
from gdrun.evidence.comparability import Candidate, overlap
from gdrun.evidence.confusion import (
    Calibration,
    Confusion,
    calibrate,
    confusion_of,
    count_confusions,
)
from gdrun.evidence.hardest import HardClass, HardNumber, hardest_classes, hardest_numbers
from gdrun.evidence.held_out import HeldOutTrials, held_out_trials, named_seeds
from gdrun.evidence.possible_scope import is_about_data
from gdrun.records import Outcome, probabilities_of

MOST_HARDEST = 20
"""So many of the hardest rows are told unless more are asked for."""


@dataclass(frozen=True)
class JudgedRows:
    """What the held-out rows of one portion tell."""

    outcome: Outcome
    """Of one variant."""
    held_out: HeldOutTrials
    confusion: Confusion | None
    """None if it was not asked for."""
    hardest: tuple[HardClass, ...] | tuple[HardNumber, ...] | None
    """None if each seed has rows of its own."""
    notes: tuple[str, ...]
    """What is to be known of them, in words."""


def judge_rows(
    outcome: Outcome,
    portion: str | None,
    *,
    confusion: bool,
    hardest: int,
    exponential: bool | None,
) -> JudgedRows:
    """Judges the only variant of an outcome, whose records have outputs and documents.

    Args:
        outcome: Of a training, or of one variant of a sweep.
        portion: ``validation`` or ``test``; None for test if there is such a portion.
        confusion: Whether classes are counted.
        hardest: So many of the hardest rows at most.
        exponential: Whether the outputs are logarithms of what is predicted; None if nobody knows.

    Raises:
        StoreError: If there is no such portion, nothing is kept of it, numbers are predicted where
            classes are to be counted, or it is not known what outputs stand for.
    """
    found = held_out_trials(outcome, portion)
    if confusion and not found.class_names:
        raise StoreError(
            f"{outcome.experiment} predicts numbers, which have no confusion matrix: "
            f"--hardest {MOST_HARDEST} lists the rows with the largest error"
        )
    notes = list(found.notes())
    counted = _confusion(outcome, found) if confusion else None
    if counted:
        config: Any = outcome.variants[0].config
        if config["training"].get("weighted_metrics"):
            notes.append("All rows count alike here; in the metrics they are weighted")
        known = counted.calibration.seeds if counted.calibration else ()
        if not known:
            notes.append(
                "No calibration, as no probabilities were kept: with --keep-outputs all they are"
            )
        elif len(known) < len(found.trials):
            notes.append(f"Calibration is that of {named_seeds(known)}, as others kept none")
    hard: tuple[HardClass, ...] | tuple[HardNumber, ...] | None = None
    if not found.same_rows:
        notes.append("No hardest rows: `randomness.vary: data` gives each seed rows of its own")
    elif found.class_names:
        hard = hardest_classes(found.class_names, found.trials, hardest)
    else:
        hard = hardest_numbers(
            found.trials, hardest, exponential=_exponential(outcome, found, exponential)
        )
    return JudgedRows(outcome, found, counted, hard, tuple(notes))


def _exponential(outcome: Outcome, found: HeldOutTrials, said: bool | None) -> bool:
    if said is not None:
        return said
    if any((trial.scale != 1).any() or trial.shift.any() for trial in found.trials):
        return False  # Counts are never normalised.
    raise StoreError(
        f"{outcome.experiment}: its loss is a part of your own, and nothing else tells what "
        "outputs stand for: gdrun predict with --parts asks its networks"
    )


def _confusion(outcome: Outcome, found: HeldOutTrials) -> Confusion:
    candidate = Candidate(outcome, outcome.variants[0])
    follows = is_about_data(candidate, found.portion)
    shared = (overlap(candidate, found.portion) or 0.0) if follows else None
    counts = [
        count_confusions(trial.targets, trial.outputs.classes, len(found.class_names))
        for trial in found.trials
        if trial.outputs.classes is not None
    ]
    calibration = _calibration(found, shared)
    return confusion_of(found.class_names, np.array(counts), calibration, shared)


def _calibration(found: HeldOutTrials, shared: float | None) -> Calibration | None:
    known = [trial for trial in found.trials if trial.outputs.raw is not None]
    if not known:
        return None
    return calibrate(
        [trial.seed for trial in known],
        [probabilities_of(trial.outputs.raw) for trial in known if trial.outputs.raw is not None],
        [trial.targets for trial in known],
        shared,
    )
