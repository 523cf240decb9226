"""The rows of a held-out portion, with what each trial of a variant gives for them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdrun.errors import StoreError
from gdrun.evidence.endings import usable
from gdrun.evidence.row_values import RowAnswers
from gdrun.records import (
    PORTIONS,
    Outcome,
    Record,
    RowOutputs,
    Status,
    Variant,
    numbers_of,
)
from gdrun.wording import either, first_few

Answers = tuple[NDArray[np.int64], RowAnswers]
"""The numbers of rows in their source, from 0, (rows,), and what was given for them."""


@dataclass(frozen=True)
class HeldOutRows:
    """Those of one trial, in the portion's order."""

    seed: int
    class_names: tuple[str, ...]
    """Empty for numbers."""
    rows: NDArray[np.int64]
    """Their numbers in their source, from 0: (rows,)."""
    lines: NDArray[np.int64] | None
    """Their lines in its file, (rows,); None if it has none."""
    targets: NDArray[Any]
    """Class indices, (rows,), or numbers in original units, (rows, targets)."""
    outputs: RowOutputs
    shift: NDArray[np.float64]
    """Of numbers, (targets,): output · scale + shift is in original units. Of classes empty."""
    scale: NDArray[np.float64]


@dataclass(frozen=True)
class HeldOutTrials:
    """Those of all trials of a variant of which outputs are kept."""

    portion: str
    class_names: tuple[str, ...]
    """Empty for numbers."""
    trials: tuple[HeldOutRows, ...]
    """At least one."""
    same_rows: bool
    """Whether a row's number means the same row for each seed."""
    left_out: Mapping[str, tuple[int, ...]]
    """The seeds of the other trials, by why: ``diverged``, ``failed``, ``without_outputs``."""

    @property
    def seeds(self) -> tuple[int, ...]:
        """Those of the trials."""
        return tuple(trial.seed for trial in self.trials)

    def notes(self) -> Iterator[str]:
        """What is to be said of those that are left out."""
        for why, seeds in self.left_out.items():
            if seeds:
                yield f"Left out: {named_seeds(seeds)}, {_WORDS[why]}"


_WORDS = {
    "diverged": "diverged",
    "failed": "failed, or interrupted",
    "without_outputs": "without outputs: with --keep-outputs losses they are computed again",
}


def named_seeds(seeds: Sequence[int]) -> str:
    """``seed 3``, ``seeds 1, 4``."""
    return f"{'seed' if len(seeds) == 1 else 'seeds'} {first_few(seeds)}"


def held_out_trials(outcome: Outcome, portion: str | None) -> HeldOutTrials:
    """What is kept of an outcome's only variant, whose records have outputs and documents.

    Args:
        outcome: Of a training, or of one variant of a sweep.
        portion: ``validation`` or ``test``; None for test if there is such a portion.

    Raises:
        StoreError: If there is no such portion, or nothing is kept of it.
    """
    (variant,) = outcome.variants
    ended = [record for record in outcome.records if usable(record)]
    if not ended:
        raise StoreError(f"{outcome.experiment}: no trial ended well, so there are no outputs")
    kept = [record for record in ended if _has_outputs(record)]
    if not kept:
        raise StoreError(
            f"{outcome.experiment}: no outputs were kept of its trials: run it again with "
            "--keep-outputs losses, or all"
        )
    there = [each for each in PORTIONS if any(each in (record.outputs or ()) for record in kept)]
    if not there:
        raise StoreError(
            f"{outcome.experiment}: no row was held out: add `data.split.validation` or "
            "`data.split.test`"
        )
    if portion is not None and portion not in there:
        raise StoreError(f"{outcome.experiment} has no {portion} part; it has {either(there)}")
    chosen = portion or there[-1]
    target = _prepared(kept[0])["target"]
    return HeldOutTrials(
        portion=chosen,
        class_names=tuple(target.get("classes", ())),
        trials=tuple(
            held_out_of(record, chosen) for record in kept if chosen in (record.outputs or ())
        ),
        same_rows=not _may_be_drawn(variant),
        left_out={
            "diverged": _seeds(r for r in outcome.records if r.status is Status.DIVERGED),
            "failed": _seeds(r for r in outcome.records if not r.status.complete),
            "without_outputs": _seeds(r for r in ended if not _has_outputs(r)),
        },
    )


def answers_of(records: Sequence[Record], portion: str) -> Answers | None:
    """The numbers of a portion's rows, and what the trials of one variant gave for them.

    Returns:
        None if a trial has no outputs, or they are not of the same rows.
    """
    if not all(_has_outputs(record) and portion in (record.outputs or ()) for record in records):
        return None
    first = held_out_of(records[0], portion)
    assert records[0].documents is not None
    same = records[0].documents.rows.key
    for record in records[1:]:
        assert record.documents is not None
        if record.documents.rows.key != same and not np.array_equal(
            held_out_of(record, portion).rows, first.rows
        ):
            return None
    outputs = [(record.outputs or {})[portion] for record in records]
    losses = _stacked([each.losses for each in outputs])
    return first.rows, RowAnswers(
        first.class_names,
        first.targets,
        _stacked([each.classes for each in outputs]),
        None if losses is None else losses.astype(np.float64),
        _stacked([each.raw for each in outputs]),
        first.shift,
        first.scale,
    )


def _stacked(arrays: Sequence[NDArray[Any] | None]) -> NDArray[Any] | None:
    """One above the other, if all are there."""
    known = [each for each in arrays if each is not None]
    return np.stack(known) if len(known) == len(arrays) else None


def _has_outputs(record: Record) -> bool:
    return record.outputs is not None and record.documents is not None


def held_out_of(record: Record, portion: str) -> HeldOutRows:
    """The held-out rows of a record that has outputs and documents."""
    assert record.documents is not None
    assert record.outputs is not None
    said = record.documents.rows.said[portion]
    target = _prepared(record)["target"]
    targets, lines = np.array(said["targets"]), said["lines"]
    if "classes" in target:
        targets = targets.astype(np.intp)
    else:
        targets = targets.astype(np.float64).reshape(len(targets), -1)
    return HeldOutRows(
        seed=record.seed,
        class_names=tuple(target.get("classes", ())),
        rows=numbers_of(said["rows"]),
        lines=None if lines is None else numbers_of(lines),
        targets=targets,
        outputs=record.outputs[portion],
        shift=np.array(target.get("shift", ())),
        scale=np.array(target.get("scale", ())),
    )


def _may_be_drawn(variant: Variant) -> bool:
    """Whether each seed may have rows of its own, which others know nothing of."""
    config: Mapping[str, Any] = variant.config
    if "data" not in config["randomness"]["vary"]:
        return False
    # Of separate sources it is known of the first alone.
    separate = not {"name", "path", "X"} & set(config["data"]["source"])
    return separate or bool(variant.preparation.get("data_follows_seed", True))


def _prepared(record: Record) -> Mapping[str, Any]:
    assert record.documents is not None
    return record.documents.preparation.said


def _seeds(records: Iterator[Record]) -> tuple[int, ...]:
    return tuple(record.seed for record in records)
