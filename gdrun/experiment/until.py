"""Adding seeds until an interval is narrow enough."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count, islice

from gdrun.config.split import whole_repetitions
from gdrun.errors import PartError
from gdrun.evidence.comparability import Candidate, overlap
from gdrun.experiment.plan import Plan, PlannedVariant, with_seeds
from gdrun.records import JUDGED, PORTIONS, Outcome, Record, Status
from gdrun.statistics import FIRST_SEEDS, Precision, is_reached, seeds_needed
from gdrun.wording import several

MAX_SEEDS = 200
"""So many seeds a variant at most, unless more are allowed."""


@dataclass(frozen=True)
class Until:
    """The precision that a variant's mean is to have, and the seeds it may take."""

    precision: Precision
    max_seeds: int = MAX_SEEDS


def check_until(until: Until, plan: Plan) -> None:
    """Sees that there can be an interval to judge, and that it can be waited for.

    Raises:
        PartError: If no random stream follows the seed, or ``max_seeds`` are fewer than the seeds
            before the first look, or than there are already.
    """
    for variant in plan.variants:
        if not variant.config.randomness.vary and not variant.config.data_streams():
            raise PartError(
                "--until: no random stream follows the seed, so all seeds give the same and there "
                "is no spread to judge by: see `randomness.vary`"
            )
    if until.max_seeds < FIRST_SEEDS:
        raise PartError(
            f"--max-seeds {until.max_seeds:,}: so few seeds tell too little of the spread; --until "
            f"looks from {FIRST_SEEDS} seeds on, so allow as many at least"
        )
    for variant in plan.variants:
        most, folds = _most(variant, until), variant.config.data.folds
        if folds and most < FIRST_SEEDS:
            raise PartError(
                f"--max-seeds {until.max_seeds:,}: whole repetitions of {folds:,} folds take "
                f"{most:,} of these seeds, which tell too little of the spread; allow "
                f"{whole_repetitions(FIRST_SEEDS, folds):,} at least"
            )
    given = max(len(variant.seeds) for variant in plan.variants)
    if given > until.max_seeds:
        raise PartError(
            f"--until: {given:,} seeds are asked for, and --max-seeds {until.max_seeds:,} allows "
            "fewer: allow more, or ask for fewer"
        )


def grown(
    plan: Plan, outcome: Outcome, records: Sequence[Record], metric: str, until: Until
) -> Plan:
    """The plan with the seeds that should be tried next, besides those it has.

    Args:
        plan: What was run.
        outcome: What it is of; its own records do not matter.
        records: What came of it.
        metric: Whose mean is to be precise.
        until: How precise.
    """
    values = _values(plan, records, metric)
    shared = _overlaps(outcome, records)
    return with_seeds(
        plan,
        {
            variant.name: _more(
                variant,
                seeds_needed(
                    values[variant.name],
                    until.precision,
                    max_seeds=_most(variant, until),
                    overlap=shared[variant.name],
                ),
            )
            for variant in plan.variants
        },
    )


def what_it_took(
    plan: Plan, outcome: Outcome, records: Sequence[Record], metric: str, until: Until
) -> tuple[str, ...]:
    """In words, for each variant, how many seeds were needed, or that they were not enough."""
    shared = _overlaps(outcome, records)
    amount = until.precision.amount
    wanted = f"±{amount:.6g}" if not until.precision.relative else f"±{100 * amount:.6g}%"
    told, waited = [], False
    for name, values in _values(plan, records, metric).items():
        of = f"{name}: " if len(plan.variants) > 1 else ""
        finite = [value for value in values if math.isfinite(value)]
        seeds = several(len(values), "seed")
        if 0 < len(finite) < len(values):
            seeds += f", of which {len(values) - len(finite):,} diverged,"
        if len(values) < FIRST_SEEDS:
            told.append(
                f"{of}{seeds} tell too little of the spread to say whether they are enough for "
                f"{wanted} of {metric}: --until looks from {FIRST_SEEDS} seeds on"
            )
        elif is_reached(values, until.precision, overlap=shared[name]):
            told.append(f"{of}{seeds} were enough for {wanted} of {metric}")
            waited = True
        elif not finite:
            told.append(f"{of}all {seeds} diverged, so there is no {metric} to narrow down")
        elif finite.count(finite[0]) == len(finite):
            told.append(
                f"{of}{seeds} have all the same {metric}: without a spread there is no telling "
                f"whether they are enough for {wanted}"
            )
        else:
            told.append(f"{of}{seeds} were not enough for {wanted} of {metric}")
    if waited:
        told.append(
            "intervals that were waited for hold the truth in some 94% of cases, not in 95%"
        )
    return tuple(told)


def _overlaps(outcome: Outcome, records: Sequence[Record]) -> Mapping[str, float]:
    """By variant, how far seeds share rows; 0 where that cannot be told."""
    portion = _judged(records)
    return {
        variant.name: overlap(Candidate(outcome, variant), portion) or 0.0
        for variant in outcome.variants
    }


def _judged(records: Sequence[Record]) -> str:
    """The portion that is judged, else the one that training saw least of."""
    present = {portion for record in records for portion in record.metrics}
    order = (JUDGED, *reversed(PORTIONS))
    return next((portion for portion in order if portion in present), PORTIONS[0])


def _values(plan: Plan, records: Sequence[Record], metric: str) -> Mapping[str, list[float]]:
    """By variant, NaN where a seed diverged."""
    portion = _judged(records)
    values: dict[str, list[float]] = {variant.name: [] for variant in plan.variants}
    for record in records:
        bad = record.status is Status.DIVERGED
        value = record.metrics.get(portion, {}).get(metric, math.nan)
        values[record.variant].append(math.nan if bad else value)
    return values


def _most(variant: PlannedVariant, until: Until) -> int:
    """The most seeds that a variant may have: of folds, in whole repetitions."""
    folds = variant.config.data.folds or 1
    return until.max_seeds // folds * folds


def _more(variant: PlannedVariant, seeds: int) -> tuple[int, ...]:
    """The seeds there are and the smallest others, ``seeds`` in all; of folds, whole
    repetitions."""
    seeds = whole_repetitions(seeds, variant.config.data.folds or 1)
    taken = set(variant.seeds)
    others = (seed for seed in count() if seed not in taken)
    return variant.seeds + tuple(islice(others, max(0, seeds - len(variant.seeds))))
