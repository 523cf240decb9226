"""How far variants are from the best of the others, with the intervals that decide."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gdrun.errors import PictureError
from gdrun.evidence.comparability import Candidate
from gdrun.evidence.endings import by_variant, share_diverged
from gdrun.evidence.pairwise import PairwiseComparisons, compare_pairwise
from gdrun.evidence.pictures.labels import (
    ABOUT,
    experiments_in_words,
    labels_of,
    notes_on_kind,
    records_of,
    seeds_in_words,
)
from gdrun.evidence.pictures.scales import span_of
from gdrun.evidence.ranking import RankedVariant, rank_variants
from gdrun.records import JUDGED, Outcome, without_portion
from gdrun.statistics import About, Share, Verdict
from gdrun.wording import several

MOST_SHOWN = 30
"""More have no room."""
_FAR = 5.0
"""How far behind the others one may be to be in the frame, see `span_of`."""


@dataclass(frozen=True)
class Difference:
    """One variant against the best of the others."""

    name: str
    estimate: float | None
    """Its mean minus that of the best other; None where one of them has none."""
    interval: tuple[float, float] | None
    """None where signs decide, or nothing is known."""
    behind: bool
    """Whether it is decided that another is better."""
    diverged: Share | None
    """How many of its seeds did; None where no trial has ended."""

    @property
    def is_lost(self) -> bool:
        """Whether every seed of it diverged."""
        return self.diverged is not None and self.diverged.share == 1


@dataclass(frozen=True)
class Differences:
    """Variants in their order, the best first."""

    title: str
    metric: str
    """With its portion."""
    largest_is_best: bool
    named_by: str
    """What the names say; empty if they are the variants' own."""
    rows: tuple[Difference, ...]
    span: tuple[float, float] | None
    """From the least to the most difference that the frame is for: 0, and the others without those
    that are far behind. None if nothing is known."""
    notes: tuple[str, ...]


def differences_of_sweep(outcome: Outcome, metric: str, asked: About | None = None) -> Differences:
    """Of the first variants of a sweep, as its ranking judges them.

    Args:
        outcome: The sweep.
        metric: Its name, without a portion.
        asked: What intervals are to be about; None for as much as there is evidence for.

    Raises:
        PictureError: If nothing can be ranked.
    """
    ranking = rank_variants(outcome, metric, asked=asked)
    if ranking is None:
        raise PictureError(
            f"{outcome.experiment}: no trial has a {JUDGED} {metric}, by which variants are "
            "judged: add `data.split.validation`"
        )
    shown = ranking.variants[:MOST_SHOWN]
    larger = outcome.measured(metric).largest_is_best
    named_by, names = labels_of([Candidate(outcome, each.variant) for each in shown])
    left_out = len(ranking.variants) - len(shown)
    rows = tuple(
        Difference(
            name,
            _minus_best_other(each, ranking.variants, metric),
            each.distance,
            each.may_be_best is False,
            share_diverged(each.records),
        )
        for name, each in zip(names, shown, strict=True)
    )
    seeds = seeds_in_words(by_variant(outcome).values())
    return Differences(
        title=f"{outcome.experiment}: {JUDGED} {metric} minus the best other, {seeds}",
        metric=f"{JUDGED}.{metric}",
        largest_is_best=larger,
        named_by=named_by,
        rows=rows,
        span=_span(rows, larger),
        notes=(
            *_notes(rows, f"{ABOUT[ranking.judged.about]}, which hold together in 95% of sweeps"),
            *([f"{several(left_out, 'variant')} further behind left out."] if left_out else []),
        ),
    )


def _minus_best_other(
    ranked: RankedVariant, variants: Sequence[RankedVariant], metric: str
) -> float | None:
    other = next((each for each in variants if each.place != ranked.place), None)
    means = [
        each.summaries[JUDGED][metric].mean
        for each in (ranked, other)
        if each and metric in each.summaries.get(JUDGED, {})
    ]
    return means[0] - means[1] if len(means) == 2 else None


def differences_of_candidates(candidates: Sequence[Candidate], metric: str) -> Differences:
    """Of any variants against the best of them, by a metric without its portion.

    Raises:
        StoreError: If they cannot be compared.
    """
    return differences_of_pairs(compare_pairwise(candidates, metric, force=False))


def differences_of_pairs(found: PairwiseComparisons) -> Differences:
    """Of variants that were compared against the best of them."""
    candidates = found.candidates
    first, *others = found.order
    named_by, names = labels_of(candidates)
    metric = found.metric.replace(".", " ")
    # Some may have no seed in common with the best.
    with_first = [(i, found.comparisons.get((i, first))) for i in others]
    rows = tuple(
        Difference(
            names[i],
            each.difference,
            each.interval,
            each.verdict is Verdict.WORSE,
            found.diverged[i],
        )
        for i, each in with_first[:MOST_SHOWN]
        if each
    )
    about = f"{experiments_in_words(candidates)}: {metric} minus {names[first]}"
    # Of pairs those count that all have.
    shared = several(len(found.seeds), "seed")
    seeds = shared if found.seeds else seeds_in_words(records_of(candidates))
    return Differences(
        title=f"{about}, {seeds}",
        metric=found.metric,
        largest_is_best=found.largest_is_best,
        named_by=named_by,
        rows=rows,
        span=_span(rows, found.largest_is_best),
        notes=(
            *_notes(rows, ABOUT[found.judged.about]),
            *notes_on_kind(candidates, without_portion(found.metric)),
        ),
    )


def _notes(rows: Sequence[Difference], about: str) -> Iterator[str]:
    """What bars are about, and why some lack."""
    told = [row for row in rows if row.estimate is not None]
    if any(row.interval for row in told):
        yield f"Bars: 95% intervals {about}."
    if not all(row.interval for row in told):
        yield "Without a bar: seeds diverged or are too few, so that no interval is known."
    if any(row.behind and row.interval and 0 in row.interval for row in told):
        yield "A bar ends at 0 where it is decided that another is better."


def _span(rows: Sequence[Difference], larger: bool) -> tuple[float, float] | None:
    told = [each.estimate for each in rows if each.estimate is not None]
    found = span_of(told, largest_is_best=larger, reach=_FAR)
    return (min(found[0], 0.0), max(found[1], 0.0)) if found else None
