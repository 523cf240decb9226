"""Which random stream makes the spread of a metric, from the trials of Saltelli's design."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdrun.evidence.comparability import Candidate, check_metric
from gdrun.evidence.endings import by_variant, usable
from gdrun.evidence.held_out import answers_of
from gdrun.evidence.scope import known_row_values, trials_of
from gdrun.records import JUDGED, PORTIONS, Outcome, Record, Status, portion_and_name
from gdrun.statistics import LEAST_SAMPLES, InputEffects, Sensitivity, sensitivity


@dataclass(frozen=True)
class RowsError:
    """How much a trial's value owes to which rows it was judged on."""

    std: float | None
    """The mean over trials of its standard error over rows; None if it is not known."""
    rows: int
    """So many there are, 0 if that is not known."""
    why_not: str = ""
    """Why it is not known, in words."""


@dataclass(frozen=True)
class StreamVariance:
    """The spread of a metric, and what each stream has to do with it."""

    outcome: Outcome
    metric: str
    """With its portion: ``validation.accuracy``."""
    streams: tuple[str, ...]
    """All that vary, and each of which is redrawn alone."""
    samples: int
    """Rows that the design was to have."""
    left_out: Mapping[str, int]
    """How many of them are not looked at, by what a trial in them did: ``failed``, ``diverged``,
    ``undefined`` (it has no such metric), or ``missing``."""
    found: Sensitivity | None
    """From the other rows; None if they are fewer than ``LEAST_SAMPLES``."""
    rows_error: RowsError

    @property
    def used(self) -> int:
        """So many rows are looked at."""
        return self.samples - sum(self.left_out.values())

    @property
    def effects(self) -> Mapping[str, InputEffects]:
        """By stream; empty if there are too few rows, or no spread."""
        found = self.found.effects if self.found else ()
        return dict(zip(self.streams, found, strict=False))


def variance_by_stream(outcome: Outcome, metric: str | None = None) -> StreamVariance:
    """What the trials of ``gdrun variance`` tell.

    Args:
        outcome: Its variants are that of A and B, then one for each stream.
        metric: What is looked at, such as ``test.loss``; None for the primary one. Without a
            portion it is that on the one that was asked for when it was run, else on validation
            or, where there is none, on the one that training saw least of.

    Raises:
        StoreError: If there is no such metric.
    """
    portion, name = _looked_at(outcome, metric)
    check_metric(name, [outcome])
    base, *others = outcome.variants
    config: Mapping[str, Any] = base.config
    streams = tuple(next(iter(each.parameters)).rpartition(".")[2] for each in others)
    samples = config["seeds"] // 2
    of_variant = by_variant(outcome)
    states = np.full((len(others) + 2, samples), "missing", dtype="<U9")
    values = np.full(states.shape, np.nan)
    for place, variant in enumerate(outcome.variants):
        for record in of_variant[variant.name]:
            # The first variant's seeds are A and B.
            row = record.seed // samples if place == 0 else place + 1
            at = row, record.seed % samples
            states[at], values[at] = _state(record, portion, name)
    whole = (states == _USABLE).all(axis=0)
    first, second, *mixed = values[:, whole]
    found = sensitivity(first, second, mixed) if len(first) >= LEAST_SAMPLES else None
    return StreamVariance(
        outcome=outcome,
        metric=f"{portion}.{name}",
        streams=streams,
        samples=samples,
        left_out=_reasons(states[:, ~whole]),
        found=found,
        rows_error=_rows_error(Candidate(outcome, base), of_variant[base.name], portion, name),
    )


_USABLE = "usable"
_REASONS = ("failed", "diverged", "undefined", "missing")


def _looked_at(outcome: Outcome, metric: str | None) -> tuple[str, str]:
    said = metric or outcome.primary_metric
    portion, name = portion_and_name(said)
    if name != said:
        return portion, name
    there = {portion for record in outcome.records for portion in record.metrics}
    order = ((outcome.facts or {}).get("portion", JUDGED), JUDGED, *reversed(PORTIONS))
    return next((each for each in order if each in there), JUDGED), name


def _state(record: Record, portion: str, name: str) -> tuple[str, float]:
    if not record.status.complete:
        return "failed", math.nan
    if record.status is Status.DIVERGED:
        return "diverged", math.nan
    value = record.metrics.get(portion, {}).get(name, math.nan)
    return (_USABLE, value) if math.isfinite(value) else ("undefined", math.nan)


def _reasons(states: NDArray[np.str_]) -> Mapping[str, int]:
    """How many columns are left out, each for the worst of its trials."""
    worst = Counter(
        next(reason for reason in _REASONS if reason in column) for column in states.T.tolist()
    )
    return {reason: worst[reason] for reason in _REASONS if worst[reason]}


def _rows_error(base: Candidate, records: Sequence[Record], portion: str, name: str) -> RowsError:
    """Of the trials of A and B."""
    if portion == PORTIONS[0]:
        return RowsError(None, 0, "outputs are kept for rows that were not trained on")
    ended = [each for each in records if usable(each) and name in each.metrics.get(portion, {})]
    errors, rows = [], 0
    for record in trials_of(base, ended).records:
        # Each has rows of its own where the split is drawn.
        kept = answers_of([record], portion)
        if kept is None:
            return RowsError(None, 0, "no outputs were kept")
        metric = np.array([record.metrics[portion][name]])
        values, why = known_row_values(kept[1], name, metric)
        if values is None:
            return RowsError(None, 0, why)
        rows = values.shape[1]
        if rows > 1:
            spread = float(values.std(ddof=1, dtype=np.float64))
            errors.append(spread / math.sqrt(rows))
    if not errors:
        return RowsError(None, 0, "no trial ended well")
    return RowsError(math.fsum(errors) / len(errors), rows)
