"""What each trial gave for each held-out row, as one table."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from gdrun.evidence.comparability import Candidate
from gdrun.evidence.endings import by_variant, usable
from gdrun.evidence.held_out import held_out_of
from gdrun.evidence.scope import trials_of
from gdrun.records import PORTIONS, Outcome, Record, probabilities_of
from gdrun.report.exports.trial_table import setting_names

_TOLD = ("portion", "row", "line", "output", "target", "predicted", "probability", "loss")


def row_names(outcome: Outcome) -> list[str]:
    """The table's columns.

    ``row`` is the row's number in its source, from 0, and ``line`` that in its file. ``output`` is
    the number of the target, from 1, of numbers. ``probability`` is that of the true class, where
    probabilities are kept.
    """
    return ["variant", *setting_names(outcome), "seed", *_TOLD]


def row_rows(outcome: Outcome) -> Iterator[list[Any]]:
    """A row for each target of each held-out row of each trial of which outputs are kept."""
    keys, records = setting_names(outcome), by_variant(outcome)
    for variant in outcome.variants:
        settings = [variant.parameters.get(key) for key in keys]
        trials = trials_of(Candidate(outcome, variant), records[variant.name])
        for record in trials.records:
            if not usable(record) or record.documents is None:
                continue
            for portion in (each for each in PORTIONS if each in (record.outputs or ())):
                for told in _of_portion(record, portion):
                    yield [variant.name, *settings, record.seed, portion, *told]


def _of_portion(record: Record, portion: str) -> Iterator[list[Any]]:
    """What is told of each row; None where it is not known."""
    held = held_out_of(record, portion)
    outputs, count = held.outputs, len(held.rows)
    nothing = [None] * count
    lines = nothing if held.lines is None else held.lines.tolist()
    losses = nothing if outputs.losses is None else outputs.losses.tolist()
    if held.class_names:
        names, probability = held.class_names, nothing
        if outputs.raw is not None:
            every = probabilities_of(outputs.raw)
            probability = every[np.arange(count), held.targets].tolist()
        said = nothing if outputs.classes is None else [names[each] for each in outputs.classes]
        true = [names[each] for each in held.targets]
        for each in zip(
            held.rows.tolist(), lines, nothing, true, said, probability, losses, strict=True
        ):
            yield list(each)
        return
    predicted = None
    if outputs.raw is not None:
        predicted = outputs.raw.astype(np.float64) * held.scale + held.shift
    for place, row in enumerate(held.rows.tolist()):
        for target in range(held.targets.shape[1]):
            value = None if predicted is None else float(predicted[place, target])
            true_value = float(held.targets[place, target])
            yield [row, lines[place], target + 1, true_value, value, None, losses[place]]
