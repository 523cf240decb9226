"""What the values of trials are evidence about: other seeds, other rows, or other data.

Where the split does not follow the seed, and outputs are kept, it is seeds and held-out rows; where
it does, it is data like these. Without outputs it is seeds alone, and that is said.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdrun.errors import StoreError
from gdrun.evidence.comparability import Candidate, overlap
from gdrun.evidence.data_streams import split_of
from gdrun.evidence.endings import by_variant, usable
from gdrun.evidence.held_out import Answers, answers_of
from gdrun.evidence.possible_scope import main_portion, natural_scope, wanted_scope
from gdrun.evidence.row_values import RowAnswers, row_values
from gdrun.records import Measured, Outcome, Record
from gdrun.statistics import (
    UNLIMITED,
    About,
    Contest,
    Evidence,
    Limits,
    RowValues,
    SeedValues,
    SplitValues,
)

_PRECISION = 1e-4
"""So far, as a part, may a metric be from the mean of its rows' values: those are of outputs in
single precision. A larger difference is another metric: weighted, or of a user's own."""


_WIDENED = (
    "The split follows the seed, so trials share rows; intervals are widened for that by Nadeau "
    "and Bengio's correction."
)


_ONE_ROW = "one row tells nothing of others"


_ONE_SPLIT = (
    "All these seeds have one split, so nothing tells how other rows would do: it takes more "
    "seeds, or a smaller `randomness.seeds_per_split`."
)


@dataclass(frozen=True)
class Judged:
    """Candidates as they are judged by one metric on one portion."""

    portion: str
    """Whose values count."""
    about: About
    contest: Contest
    seeds: tuple[int, ...]
    """The columns of the contest, those that were looked at first first."""
    rows: int | None
    """Held-out rows of each seed; None where that is not known."""
    splits: int | None
    """How many splits the seeds have; None where it is one."""
    row_numbers: NDArray[np.int64] | None
    """The numbers of the rows in their source, from 0, (rows,), where it is about rows."""
    notes: tuple[str, ...]
    """Why it is not about more, in words."""

    @property
    def evidence(self) -> Evidence:
        """What the candidates' values are evidence of."""
        return self.contest.evidence


@dataclass(frozen=True)
class Trials:
    """A candidate with its records, which hold outputs if they are asked for."""

    candidate: Candidate
    records: Sequence[Record]
    unread: bool = False
    """Whether outputs are to be read when they are looked at: those of a large sweep are more than
    memory holds."""
    _answers: dict[tuple[str, tuple[int, ...]], Answers | None] = field(
        default_factory=dict, init=False, repr=False
    )
    """The last that were asked for: of one portion there are several metrics."""

    def with_outputs(self) -> "Trials":
        """These with their outputs, as far as those are kept."""
        return trials_of(self.candidate, self.records) if self.unread else self

    def answers(self, records: Sequence[Record], portion: str) -> Answers | None:
        """Those of some of the records, as ``answers_of`` tells them."""
        asked = portion, tuple(record.seed for record in records)
        if asked not in self._answers:
            self._answers.clear()
            self._answers[asked] = answers_of(records, portion)
        return self._answers[asked]


def trials_of(candidate: Candidate, records: Sequence[Record]) -> Trials:
    """A candidate's trials with their outputs, as far as those are kept."""
    read = candidate.outcome.read_outputs
    if read is None or not records:
        return Trials(candidate, records)
    return Trials(candidate, read(candidate.variant.name, records))


def check_scope(outcome: Outcome, asked: About) -> None:
    """Sees that trials are evidence for what is asked, before anything is printed.

    Raises:
        StoreError: If there is none of the primary metric, on the `main_portion` of some variant.
    """
    grouped = by_variant(outcome)
    metric = outcome.measured(outcome.primary_metric)
    for variant in outcome.variants:
        trials = [trials_of(Candidate(outcome, variant), grouped[variant.name])]
        there = {portion for record in grouped[variant.name] for portion in record.metrics}
        if portion := main_portion(there):
            judge(trials, portion, metric, asked)


def judge(
    trials: Sequence[Trials], portion: str, metric: Measured, asked: About | None = None
) -> Judged:
    """What the trials of some candidates are evidence of.

    Args:
        trials: Of each candidate, tested on the same rows unless they are of other data.
        portion: Whose values count.
        metric: Which.
        asked: What it is to be about; None for as much as there is evidence for.

    Raises:
        StoreError: If there is no evidence for what is asked.
    """
    found = [_values(each.records, portion, metric.name) for each in trials]
    # What was looked at later does not change what was found by then.
    now = max((each.candidate.outcome.number for each in trials), default=0)
    seeds = _in_order_of_looks(trials, now, found)
    values = np.array([[each.get(seed, math.nan) for seed in seeds] for each in found])
    present = np.array([[seed in each for seed in seeds] for each in found], dtype=bool)
    values = values.reshape(len(trials), len(seeds))
    present = present.reshape(values.shape)
    candidates = [each.candidate for each in trials]
    natural, notes = natural_scope(candidates, portion)
    about = About.SEEDS
    if len(seeds) > 1:
        about = wanted_scope(natural, asked, portion, apart=bool(notes))
    rows = _number_of_rows(candidates, portion)
    limits = limits_of(metric, values)
    evidence: Evidence | None = None
    numbers: NDArray[np.int64] | None = None
    if about is About.ROWS:
        evidence, numbers, why = _row_evidence(trials, seeds, values, portion, metric, limits)
        if evidence is None:
            # Of what diverged with every seed there is nothing to be about.
            some = np.isfinite(values).any()
            if asked is About.ROWS and some:
                raise StoreError(why)
            if some:
                notes = (*notes, f"Intervals are about seeds alone: {why}")
            about = About.SEEDS
    if evidence is None:
        row = limits.width / rows if rows and math.isfinite(limits.width) else None
        filled = np.where(np.isfinite(values), values, 0.0)
        evidence = SeedValues(filled, limits, row)
        if about is About.DATA:
            splits = _splits(candidates, seeds)
            ratios = np.array([overlap(each, portion) or 0.0 for each in candidates])
            evidence = SplitValues(filled, splits, ratios, limits, row)
    if isinstance(evidence, SplitValues) and evidence.number == 1:
        notes = (*notes, _ONE_SPLIT)
    if isinstance(evidence, SplitValues) and evidence.ratios.any():
        notes = (*notes, _WIDENED)
    looks = [_looks(each, now, seeds) for each in candidates]
    return Judged(
        portion=portion,
        about=about,
        contest=Contest(
            values,
            present,
            evidence,
            larger_is_better=metric.largest_is_best,
            looks=looks if any(looks) else None,
        ),
        seeds=tuple(seeds),
        rows=rows,
        splits=len({*_splits(candidates, seeds)}) if natural is About.DATA else None,
        row_numbers=numbers,
        notes=notes,
    )


def _values(records: Iterable[Record], portion: str, metric: str) -> dict[int, float]:
    """By seed; NaN where training diverged. A metric that is not defined is no loss of its own."""
    found = {}
    for record in records:
        if not record.status.complete:
            continue
        value = record.metrics.get(portion, {}).get(metric)
        if not usable(record):
            found[record.seed] = math.nan
        elif value is not None:
            found[record.seed] = value
    return found


def _looks(candidate: Candidate, now: int, seeds: Sequence[int]) -> dict[int, int]:
    """By experiment up to ``now`` how many of these seeds it has, from two on."""
    found = {n: len({*had} & {*seeds}) for n, had in seeds_until(candidate, now).items()}
    return {number: count for number, count in found.items() if count > 1}


def seeds_until(candidate: Candidate, now: int) -> dict[int, Sequence[int]]:
    """By number of each experiment up to ``now`` that has trials of a candidate, their seeds."""
    of_variant = candidate.outcome.seeds_in.get(candidate.variant.name, {})
    return {number: had for number, had in of_variant.items() if number <= now}


def _in_order_of_looks(
    trials: Sequence[Trials], now: int, found: Sequence[Mapping[int, float]]
) -> list[int]:
    """All seeds: those first that all candidates had first, and so on."""
    there: dict[int, int] = {}
    for each in trials:
        first: dict[int, int] = {}
        for number, had in sorted(seeds_until(each.candidate, now).items()):
            for seed in had:
                first.setdefault(seed, number)
        for seed, number in first.items():
            there[seed] = max(number, there.get(seed, 0))
    return sorted(set().union(*found), key=lambda seed: (there.get(seed, now), seed))


def limits_of(metric: Measured, values: NDArray[np.float64]) -> Limits:
    """What the metric can be, unless a value says otherwise, as of variants with other losses."""
    low = -math.inf if metric.lowest is None else metric.lowest
    high = math.inf if metric.highest is None else metric.highest
    finite = values[np.isfinite(values)]
    if finite.size and (finite.min() < low or finite.max() > high):
        return UNLIMITED
    return Limits(low, high)


def _splits(candidates: Sequence[Candidate], seeds: Sequence[int]) -> list[int]:
    """The number of each seed's split.

    Where candidates have other splits in common, those of the one that has the fewest are taken,
    which is on the safe side.
    """
    numbers = ([split_of(each.variant.config, seed) for seed in seeds] for each in candidates)
    return min(numbers, key=lambda found: len({*found}))


def _number_of_rows(candidates: Sequence[Candidate], portion: str) -> int | None:
    """The held-out rows of each seed, of the candidate with the fewest that are known."""
    known = []
    for each in candidates:
        rows: Any = each.outcome.facts_of(each.variant).get("rows") or {}
        if portion in rows:
            known.append(int(rows[portion]))
    return min(known, default=None)


def _row_evidence(
    trials: Sequence[Trials],
    seeds: Sequence[int],
    values: NDArray[np.float64],
    portion: str,
    metric: Measured,
    limits: Limits,
) -> tuple[RowValues | None, NDArray[np.int64] | None, str]:
    """The values of all rows, (variants, seeds, rows), and these; or why there are none."""
    places = {seed: place for place, seed in enumerate(seeds)}
    table: NDArray[Any] | None = None
    rows: NDArray[np.int64] | None = None
    for i, each in enumerate(trials):
        read = each.with_outputs()
        ended = [r for r in read.records if _has_value(r, values[i], places)]
        if not ended:
            continue
        kept = read.answers(ended, portion)
        if kept is None:
            return (
                None,
                None,
                (
                    f"no outputs of {each.candidate.variant.name} are kept; run it again with "
                    "--keep-outputs losses, or all"
                ),
            )
        numbers, answers = kept
        if rows is None:
            rows = numbers
        if not np.array_equal(rows, numbers):
            return None, None, "variants were tested on different rows"
        columns = [places[record.seed] for record in ended]
        found, why = known_row_values(answers, metric.name, values[i, columns])
        if found is None:
            return None, None, why
        if table is None:
            table = np.zeros((len(trials), len(seeds), found.shape[1]), found.dtype)
        table[i, columns] = found
    if table is None or rows is None:
        return None, None, "no trial ended well"
    return RowValues(table, limits), rows, ""


def _has_value(record: Record, values: NDArray[np.float64], places: Mapping[int, int]) -> bool:
    return record.seed in places and math.isfinite(values[places[record.seed]])


def known_row_values(
    answers: RowAnswers, metric: str, values: NDArray[np.float64]
) -> tuple[NDArray[Any] | None, str]:
    """Rows' values of the metric that trials have, (seeds,): (seeds, rows); or why there are none.

    They are none where they do not come to the metric, as where rows are weighted.
    """
    if len(answers.targets) < 2:
        return None, _ONE_ROW
    unknown, found = (
        f"what single rows contribute to {metric} is not known",
        row_values(answers, metric),
    )
    if found is None:
        kept = answers.probabilities is not None or answers.predictions is not None
        return None, unknown + ("" if kept else "; --keep-outputs all may tell")
    means = found.mean(axis=1, dtype=np.float64)
    scale = np.maximum(np.abs(values), _PRECISION)
    if (np.abs(means - values) <= _PRECISION * scale).all():
        return found, ""
    return None, f"{unknown}; rows may be weighted"
