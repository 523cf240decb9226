"""Adding seeds until an interval is narrow enough."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count, islice

import numpy as np

from gdrun.config.split import whole_repetitions
from gdrun.errors import PartError
from gdrun.evidence.comparability import Candidate
from gdrun.evidence.possible_scope import is_about_data
from gdrun.evidence.scope import Trials, judge
from gdrun.experiment.plan import Plan, PlannedVariant, with_seeds
from gdrun.records import JUDGED, PORTIONS, Outcome, Record
from gdrun.statistics import (
    FIRST_SEEDS,
    About,
    Precision,
    SeedValues,
    SplitValues,
    is_reached,
    seeds_needed,
)
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
    samples = _samples(plan, outcome, records, metric)
    return with_seeds(
        plan,
        {
            variant.name: _more(
                variant,
                seeds_needed(
                    *samples[variant.name], until.precision, max_seeds=_most(variant, until)
                ),
            )
            for variant in plan.variants
        },
    )


def what_it_took(
    plan: Plan, outcome: Outcome, records: Sequence[Record], metric: str, until: Until
) -> tuple[str, ...]:
    """In words, for each variant, how many seeds were needed, or that they were not enough."""
    amount = until.precision.amount
    wanted = f"±{amount:.6g}" if not until.precision.relative else f"±{100 * amount:.6g}%"
    told, waited = [], False
    for name, (sample, tried) in _samples(plan, outcome, records, metric).items():
        of = f"{name}: " if len(plan.variants) > 1 else ""
        finite = sample.values[0].tolist()
        seeds = several(tried, "seed")
        if 0 < len(finite) < tried:
            seeds += f", of which {tried - len(finite):,} diverged,"
        if tried < FIRST_SEEDS:
            told.append(
                f"{of}{seeds} tell too little of the spread to say whether they are enough for "
                f"{wanted} of {metric}: --until looks from {FIRST_SEEDS} seeds on"
            )
        elif is_reached(sample, until.precision):
            told.append(f"{of}{seeds} were enough for {wanted} of {metric}, {_ABOUT[type(sample)]}")
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


_ABOUT: Mapping[type, str] = {
    SeedValues: "about seeds alone",
    SplitValues: "about data like these",
}


def _judged(records: Sequence[Record]) -> str:
    """The portion that is judged, else the one that training saw least of."""
    present = {portion for record in records for portion in record.metrics}
    order = (JUDGED, *reversed(PORTIONS))
    return next((portion for portion in order if portion in present), PORTIONS[0])


def _samples(
    plan: Plan, outcome: Outcome, records: Sequence[Record], metric: str
) -> Mapping[str, tuple[SeedValues | SplitValues, int]]:
    """By variant the values of the seeds that ended, and how many seeds there were."""
    portion, measured = _judged(records), outcome.measured(metric)
    of_variant: dict[str, list[Record]] = {variant.name: [] for variant in plan.variants}
    for record in records:
        of_variant[record.variant].append(record)
    samples = {}
    for variant in outcome.variants:
        trials = of_variant[variant.name]
        candidate = Candidate(outcome, variant)
        asked = About.DATA if is_about_data(candidate, portion) else About.SEEDS
        judged = judge([Trials(candidate, trials)], portion, measured, asked)
        ended = np.flatnonzero(np.isfinite(judged.contest.values[0])).tolist()
        chosen = judged.evidence.select([0], ended)
        assert isinstance(chosen, SeedValues | SplitValues)
        samples[variant.name] = chosen, len(trials)
    return samples


def _most(variant: PlannedVariant, until: Until) -> int:
    """The most seeds that a variant may have, in whole repetitions or splits."""
    whole = _whole(variant)
    return until.max_seeds // whole * whole


def _more(variant: PlannedVariant, seeds: int) -> tuple[int, ...]:
    """The seeds there are and the smallest others, ``seeds`` in all, in whole repetitions or
    splits."""
    seeds = whole_repetitions(seeds, _whole(variant))
    taken = set(variant.seeds)
    others = (seed for seed in count() if seed not in taken)
    return variant.seeds + tuple(islice(others, max(0, seeds - len(variant.seeds))))


def _whole(variant: PlannedVariant) -> int:
    """How many seeds have one repetition of folds, or one split, in common."""
    return variant.config.data.folds or variant.config.randomness.seeds_per_split
