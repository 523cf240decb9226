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
    records_of,
    seeds_in_words,
)
from gdrun.evidence.pictures.scales import Scale, half_way_to_one, scale_of
from gdrun.evidence.scope import judge, trials_of
from gdrun.evidence.summaries import summary_of
from gdrun.records import JUDGED, PORTIONS
from gdrun.statistics import About, Summary
from gdrun.wording import several

MOST_SHOWN = 30
"""More have no room."""
_BELOW = 10.0
"""A logarithmic frame begins at most so many times below the least value."""


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
    scale: Scale
    span: tuple[float, float]
    """From the least to the most that the frame is for: all seeds, and the ends of intervals."""
    same_data: bool
    """Whether all have the same, so that a seed means the same split and batches."""
    notes: tuple[str, ...]

    @property
    def paired(self) -> tuple[int, ...]:
        """The seeds that several variants have, in order: their values belong together."""
        if not self.same_data:
            return ()
        counts = Counter(seed for each in self.variants for seed in each.values)
        return tuple(sorted(seed for seed, count in counts.items() if count > 1))


def seeds(candidates: Sequence[Candidate], metric: str, asked: About | None = None) -> Seeds:
    """Every seed of some variants, on validation or, without such a part, on what is held out.

    Args:
        candidates: At most `MOST_SHOWN`.
        metric: Its name, without a portion.
        asked: What intervals are to be about; None for as much as there is evidence for.

    Raises:
        PictureError: If no trial has the metric.
    """
    portion = _portion(candidates, metric)
    named_by, names = labels_of(candidates)
    shown = [
        _of_variant(each, name, portion, metric, asked)
        for each, name in zip(candidates, names, strict=True)
    ]
    if not any(each.values for each in shown):
        raise PictureError(f"{experiments_in_words(candidates)}: every seed diverged")
    abouts = {each.summary.about for each in shown if each.summary and each.summary.ci95}
    seeds_of_all = seeds_in_words(records_of(candidates))
    measured = candidates[0].outcome.measured(metric)
    scale = scale_of([value for each in shown for value in each.values.values()], measured)
    span = _span(shown, scale)
    beyond = sum(
        not span[0] <= value <= span[1] for each in shown for value in each.values.values()
    )
    return Seeds(
        title=f"{experiments_in_words(candidates)}: {portion} {metric}, {seeds_of_all}",
        metric=f"{portion}.{metric}",
        named_by=named_by,
        variants=tuple(shown),
        scale=scale,
        span=span,
        same_data=len({str(each.variant.preparation.get("data")) for each in candidates}) == 1,
        notes=(
            *(
                f"Bars: 95% intervals of the mean {ABOUT[each]}."
                for each in About
                if each in abouts
            ),
            *([f"{several(beyond, 'value')} beyond the frame, drawn at its edge."] * bool(beyond)),
            *notes_on_kind(candidates, metric),
        ),
    )


def _span(shown: Sequence[SeedsOfVariant], scale: Scale) -> tuple[float, float]:
    values = [value for each in shown for value in each.values.values()]
    values += [each.summary.mean for each in shown if each.summary]
    ends = [end for each in shown if each.summary for end in each.summary.ci95 or ()]
    if scale is Scale.NEAR_ONE:
        most = half_way_to_one(max(values))
        return min([*values, *ends]), max(min(end, most) for end in [*values, *ends])
    # An interval that reaches 0 would take all of a logarithmic axis.
    least = min(value for value in values if value > 0 or scale is Scale.LINEAR)
    lows = [end for end in ends if scale is Scale.LINEAR or end > least / _BELOW]
    return min([least, *lows]), max([*values, *ends])


def _of_variant(
    candidate: Candidate, name: str, portion: str, metric: str, asked: About | None
) -> SeedsOfVariant:
    records = by_variant(candidate.outcome)[candidate.variant.name]
    ended = [record for record in records if record.status.complete]
    measured = candidate.outcome.measured(metric)
    judged = judge([trials_of(candidate, ended)], portion, measured, asked)
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
    """Validation or, where some variants lack that, a portion that all have, if there is one."""
    known = [
        {
            portion
            for record in records
            for portion, told in record.metrics.items()
            if metric in told
        }
        for records in records_of(candidates)
    ]
    # Of what diverged with every seed nothing is known.
    known = [each for each in known if each]
    for enough in (all, any):
        for portion in (JUDGED, *reversed(PORTIONS)):
            if known and enough(portion in each for each in known):
                return portion
    raise PictureError(f"{candidates[0].outcome.experiment}: no trial has a {metric}")
