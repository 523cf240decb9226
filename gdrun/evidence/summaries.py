"""Summaries of a variant's trials: the numbers that tables and JSON show."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from gdrun.errors import StoreError
from gdrun.evidence.comparability import Candidate
from gdrun.evidence.endings import by_variant
from gdrun.evidence.possible_scope import main_portion
from gdrun.evidence.scope import Judged, judge, trials_of
from gdrun.records import PORTIONS, Outcome, Record, Variant
from gdrun.statistics import About, Summary, describe

Summaries = Mapping[str, Mapping[str, Summary]]
"""Portion → metric → summary."""


@dataclass(frozen=True)
class Summarized:
    """Summaries of one variant, and what is to be said of their intervals."""

    summaries: Summaries
    notes: tuple[str, ...]
    splits: int | None
    """How many splits the seeds of held-out portions have; None where it is one."""
    rows: Mapping[str, int]
    """By portion how many rows each seed was tested on, as far as that is known."""


def summarize_variant(
    outcome: Outcome,
    variant: Variant,
    records: Sequence[Record],
    metrics: Sequence[str],
    asked: About | None = None,
) -> Summarized:
    """Summaries of these metrics over the usable ones of a variant's records.

    A value that is missing or not finite is left out of its metric, so ``n`` may be less than the
    trials, and a metric without any value is left out.

    Args:
        outcome: The experiment.
        variant: One of its variants.
        records: The variant's.
        metrics: Names of metrics.
        asked: What intervals are to be about; None for as much as there is evidence for. Those of
            metrics that there is none for are about less, which is said.

    Raises:
        StoreError: If there is no evidence for what is asked, of the primary metric on the
            `main_portion`.
    """
    summaries: dict[str, dict[str, Summary]] = {}
    notes: dict[str, None] = {}
    rows: dict[str, int] = {}
    splits = None
    trials = trials_of(Candidate(outcome, variant), records)
    there = {portion for record in records for portion in record.metrics}
    for portion in (each for each in PORTIONS if each in there):
        for metric in metrics:
            primary = metric == outcome.primary_metric
            try:
                judged = judge([trials], portion, outcome.measured(metric), asked)
            except StoreError as error:
                if primary and portion == main_portion(there):
                    raise
                judged = judge([trials], portion, outcome.measured(metric))
                if primary:
                    notes[f"Those of {portion} are about {judged.about}, as {error}."] = None
            if (summary := summary_of(judged, 0)) is None:
                continue
            summaries.setdefault(portion, {})[metric] = summary
            if judged.rows is not None:
                rows[portion] = judged.rows
            splits = judged.splits or splits
            if summary.ci95:
                notes |= dict.fromkeys(judged.notes)
    return Summarized(summaries, tuple(notes), splits, rows)


def summary_of(judged: Judged, place: int) -> Summary | None:
    """That of one of the variants that were judged; None if no seed has a value."""
    values = judged.contest.values[place]
    ended = np.flatnonzero(np.isfinite(values))
    if not ended.size:
        return None
    interval = None
    if ended.size > 1:
        interval = judged.evidence.select([place], ended.tolist()).interval(0)
    return replace(describe(values[ended]), ci95=interval, about=judged.about)


def summarize_variants(outcome: Outcome, metrics: Sequence[str]) -> dict[str, Summaries]:
    """Those of every variant, by its name."""
    grouped = by_variant(outcome)
    return {
        variant.name: summarize_variant(outcome, variant, grouped[variant.name], metrics).summaries
        for variant in outcome.variants
    }


def portions_of(summaries: Iterable[Summaries]) -> list[str]:
    """The portions that any of them has, in order."""
    found = list(summaries)
    return [portion for portion in PORTIONS if any(portion in each for each in found)]
