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
from gdrun.evidence.data_streams import data_streams, split_of
from gdrun.evidence.endings import by_variant, usable
from gdrun.evidence.held_out import Answers, answers_of
from gdrun.evidence.row_values import row_values
from gdrun.records import PORTIONS, Measured, Outcome, Record
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
    """Sees that there is evidence for what is asked, before anything is printed.

    Raises:
        StoreError: If there is none of the primary metric, on a held-out part of some variant.
    """
    grouped = by_variant(outcome)
    metric = outcome.measured(outcome.primary_metric)
    for variant in outcome.variants:
        trials = [trials_of(Candidate(outcome, variant), grouped[variant.name])]
        there = {portion for record in grouped[variant.name] for portion in record.metrics}
        for portion in (each for each in PORTIONS[1:] if each in there):
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
    seeds = _in_order_of_looks(trials, found)
    values = np.array([[each.get(seed, math.nan) for seed in seeds] for each in found])
    present = np.array([[seed in each for seed in seeds] for each in found], dtype=bool)
    values = values.reshape(len(trials), len(seeds))
    present = present.reshape(values.shape)
    candidates = [each.candidate for each in trials]
    natural, notes = _natural(candidates, portion)
    about = _wanted(natural, asked, portion) if len(seeds) > 1 else About.SEEDS
    rows = _number_of_rows(candidates, portion)
    limits = _limits(metric, values)
    evidence: Evidence | None = None
    numbers: NDArray[np.int64] | None = None
    if about is About.ROWS:
        evidence, numbers, why = _row_evidence(trials, seeds, values, portion, metric, limits)
        if evidence is None:
            if asked is About.ROWS:
                raise StoreError(why)
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
    if isinstance(evidence, SplitValues) and evidence.ratios.any():
        notes = (*notes, _WIDENED)
    looks = [_looks(each, seeds) for each in candidates]
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


def _looks(candidate: Candidate, seeds: Sequence[int]) -> dict[int, int]:
    """By earlier experiment how many of these seeds it had, from two on."""
    earlier = candidate.outcome.earlier_seeds.get(candidate.variant.name, {})
    found = {number: len({*had} & {*seeds}) for number, had in earlier.items()}
    return {number: count for number, count in found.items() if count > 1}


def _in_order_of_looks(trials: Sequence[Trials], found: Sequence[Mapping[int, float]]) -> list[int]:
    """All seeds: those that the fewest were looked at with, and so on, and then the others."""
    looked = [
        had
        for each in trials
        for had in each.candidate.outcome.earlier_seeds.get(
            each.candidate.variant.name, {}
        ).values()
    ]
    place: dict[int, int] = {}
    for number, had in enumerate(sorted(looked, key=len)):
        for seed in had:
            place.setdefault(seed, number)
    return sorted(set().union(*found), key=lambda seed: (place.get(seed, len(looked)), seed))


def is_about_data(candidate: Candidate, portion: str) -> bool:
    """Whether seeds have other held-out rows, so that their values tell of data like these."""
    return portion != PORTIONS[0] and _natural_of(candidate, portion)[0] is About.DATA


def _natural(candidates: Sequence[Candidate], portion: str) -> tuple[About, tuple[str, ...]]:
    """What candidates can be about at most, and what is to be said of it."""
    if portion == PORTIONS[0]:
        return About.SEEDS, ()
    kinds = [_natural_of(each, portion) for each in candidates]
    notes = tuple(dict.fromkeys(note for _, note in kinds if note))
    return (About.DATA if any(kind is About.DATA for kind, _ in kinds) else About.ROWS), notes


def _natural_of(candidate: Candidate, portion: str) -> tuple[About, str]:
    config: Mapping[str, Any] = candidate.variant.config
    streams, split = data_streams(config), config["data"].get("split")
    drawn = "data" in streams and candidate.variant.preparation.get("data_follows_seed", True)
    if drawn and "folds" not in (split or {}):
        return About.DATA, ""
    if "split" not in streams or not split:
        return About.ROWS, ""
    if "folds" not in split and not split.get(portion):
        return About.ROWS, (
            f"The {portion} rows are the same for each seed, and training rows are drawn anew, of "
            "which trials share some; that is not in the intervals."
        )
    if overlap(candidate, portion) is None:
        return About.DATA, (
            "The split follows the seed, so trials share rows; how many cannot be told here, and "
            "intervals are too narrow."
        )
    return About.DATA, ""


def _limits(metric: Measured, values: NDArray[np.float64]) -> Limits:
    """What the metric can be, unless a value says otherwise, as of variants with other losses."""
    low = -math.inf if metric.lowest is None else metric.lowest
    high = math.inf if metric.highest is None else metric.highest
    finite = values[np.isfinite(values)]
    if finite.size and (finite.min() < low or finite.max() > high):
        return UNLIMITED
    return Limits(low, high)


def _wanted(natural: About, asked: About | None, portion: str) -> About:
    if asked is None or natural is About.SEEDS:
        return natural
    if asked is About.ROWS and natural is About.DATA:
        raise StoreError(
            f"the {portion} rows are others for each seed, so nothing tells seeds and rows apart: "
            "--about data is about both"
        )
    if asked is About.DATA and natural is About.ROWS:
        raise StoreError(
            "no seed has another split or other data, so nothing tells how data like these would "
            "do: add split to `randomness.vary`, or --about rows"
        )
    return asked


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
                    f"of {each.candidate.variant.name} no outputs are kept; run it again with "
                    "--keep-outputs losses, or all"
                ),
            )
        numbers, answers = kept
        if rows is None:
            rows = numbers
        if not np.array_equal(rows, numbers):
            return None, None, "variants were tested on other rows"
        found = row_values(answers, metric.name)
        columns = [places[record.seed] for record in ended]
        if found is None or not agree(found, values[i, columns]):
            return None, None, without_values(metric.name)
        if table is None:
            table = np.zeros((len(trials), len(seeds), found.shape[1]), found.dtype)
        table[i, columns] = found
    if table is None or rows is None or len(rows) < 2:
        return None, None, "no outputs are kept"
    return RowValues(table, limits), rows, ""


def _has_value(record: Record, values: NDArray[np.float64], places: Mapping[int, int]) -> bool:
    return record.seed in places and math.isfinite(values[places[record.seed]])


def agree(found: NDArray[Any], values: NDArray[np.float64]) -> bool:
    """Whether rows' values, (seeds, rows), are those of the metric that trials have, (seeds,)."""
    means = found.mean(axis=1, dtype=np.float64)
    scale = np.maximum(np.abs(values), _PRECISION)
    return bool((np.abs(means - values) <= _PRECISION * scale).all())


def without_values(metric: str) -> str:
    """In words, that rows' values are not known, or are not those of the metric."""
    return (
        f"what single rows do for {metric} is not known, as outputs are kept without "
        "probabilities (--keep-outputs all), rows are weighted, or the metric is no mean of rows"
    )
