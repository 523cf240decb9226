"""Variants seed by seed: dots beside means and their intervals."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gdrun.errors import PictureError
from gdrun.evidence.comparability import Candidate
from gdrun.evidence.endings import by_variant, usable
from gdrun.evidence.pictures.labels import (
    ABOUT,
    experiments_in_words,
    labels_of,
    notes_on_kind,
    seeds_in_words,
)
from gdrun.evidence.scope import judge, trials_of
from gdrun.evidence.summaries import summary_of
from gdrun.records import JUDGED, PORTIONS
from gdrun.statistics import Summary

MOST_SHOWN = 30
"""More have no room."""


@dataclass(frozen=True)
class SeedsOfVariant:
    """One variant."""

    name: str
    values: Mapping[int, float]
    """By seed, of those that did not diverge."""
    diverged: int
    """How many did."""
    summary: Summary | None
    """None if all diverged."""


@dataclass(frozen=True)
class Seeds:
    """Every seed of some variants."""

    title: str
    metric: str
    """With its portion."""
    named_by: str
    """What the names say; empty if they are the variants' own."""
    variants: tuple[SeedsOfVariant, ...]
    notes: tuple[str, ...]

    @property
    def paired(self) -> tuple[int, ...]:
        """The seeds that several variants have, in order: their values belong together."""
        counts = Counter(seed for each in self.variants for seed in each.values)
        return tuple(sorted(seed for seed, count in counts.items() if count > 1))


def seeds(candidates: Sequence[Candidate], metric: str) -> Seeds:
    """Every seed of some variants, on validation or, without such a part, on what is held out.

    Args:
        candidates: At most `MOST_SHOWN`.
        metric: Its name, without a portion.

    Raises:
        PictureError: If no trial has the metric.
    """
    portion = _portion(candidates, metric)
    named_by, names = labels_of(candidates)
    shown = [
        _of_variant(each, name, portion, metric)
        for each, name in zip(candidates, names, strict=True)
    ]
    if not any(each.values for each in shown):
        raise PictureError(f"{experiments_in_words(candidates)}: every seed diverged")
    abouts = {each.summary.about for each in shown if each.summary and each.summary.ci95}
    records = [record for each in candidates for record in each.outcome.records]
    return Seeds(
        title=f"{experiments_in_words(candidates)}: {portion} {metric}, {seeds_in_words(records)}",
        metric=f"{portion}.{metric}",
        named_by=named_by,
        variants=tuple(shown),
        notes=(
            *(f"Bars: 95% intervals of the mean {ABOUT[about]}." for about in abouts),
            *notes_on_kind(candidates, metric),
        ),
    )


def _of_variant(candidate: Candidate, name: str, portion: str, metric: str) -> SeedsOfVariant:
    records = by_variant(candidate.outcome)[candidate.variant.name]
    ended = [record for record in records if record.status.complete]
    judged = judge([trials_of(candidate, ended)], portion, candidate.outcome.measured(metric))
    return SeedsOfVariant(
        name,
        {
            record.seed: record.metrics[portion][metric]
            for record in ended
            if usable(record) and metric in record.metrics.get(portion, {})
        },
        sum(not usable(record) for record in ended),
        summary_of(judged, 0),
    )


def _portion(candidates: Sequence[Candidate], metric: str) -> str:
    records = [record for each in candidates for record in each.outcome.records]
    for portion in (JUDGED, *reversed(PORTIONS)):
        if any(metric in record.metrics.get(portion, {}) for record in records):
            return portion
    raise PictureError(f"{candidates[0].outcome.experiment}: no trial has a {metric}")
