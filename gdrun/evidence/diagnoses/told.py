"""What is said of the trials of an outcome: of each, and of a variant."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gdrun.evidence.baseline import baseline_of, is_better
from gdrun.evidence.diagnoses.rules import DIVERGED, NO_BETTER, RULES, Rule
from gdrun.evidence.endings import usable
from gdrun.records import JUDGED, Diagnoses, Diagnosis, Outcome, Record, Status

_PLACES = {rule.name: place for place, rule in enumerate(RULES)}


@dataclass(frozen=True)
class Told:
    """One diagnosis of some trials of a variant."""

    rule: Rule
    seeds: tuple[int, ...]
    """Those that have it."""
    of: int
    """How many trials ended."""
    numbers: tuple[int, ...]
    """The least and the largest of what it tells, the layer or the epoch; empty if nothing."""

    @property
    def is_of_most(self) -> bool:
        """Whether more than half of the trials have it, so that it is the variant's."""
        return 2 * len(self.seeds) > self.of


class OutcomeDiagnoses:
    """What is said of each trial of an outcome: from its record, and from the baseline, too."""

    def __init__(self, outcome: Outcome) -> None:
        metric = outcome.measured(outcome.primary_metric)
        baseline = baseline_of(outcome)
        self._metric = metric
        self._scores = {
            portion: score
            for portion in (JUDGED, "test", "train")
            if baseline and (score := baseline.score(portion, metric.name)) is not None
        }

    def of(self, record: Record) -> Diagnoses | None:
        """What is said of a trial, the most severe first; None if nobody looked."""
        if record.status is Status.DIVERGED:
            return (Diagnosis(DIVERGED.name),)
        poor = self._is_poor(record)
        if record.diagnoses is None and not poor:
            return None
        # A later gdrun may have known more.
        known = [each for each in record.diagnoses or () if each.name in _PLACES]
        if poor:
            known.append(Diagnosis(NO_BETTER.name))
            known.sort(key=lambda each: _PLACES[each.name])
        return tuple(known)

    def told(self, records: Iterable[Record]) -> list[Told]:
        """What is said of some trials of one variant, the most severe first."""
        found: dict[str, list[tuple[int, Diagnosis]]] = {}
        ended = 0
        for record in records:
            ended += record.status.complete
            for each in self.of(record) or ():
                found.setdefault(each.name, []).append((record.seed, each))
        return [
            Told(rule, tuple(seed for seed, _ in found[rule.name]), ended, _span(rule, said))
            for rule in RULES
            if rule.name in found
            for said in ([each for _, each in found[rule.name]],)
        ]

    def _is_poor(self, record: Record) -> bool:
        """Whether its primary metric is no better than the baseline's, where it is judged."""
        if not usable(record):
            return False
        for portion, score in self._scores.items():
            value = record.metrics.get(portion, {}).get(self._metric.name)
            if value is not None:
                return not is_better(value, score, self._metric)
        return False


def _span(rule: Rule, said: Sequence[Diagnosis]) -> tuple[int, ...]:
    if not rule.tells:
        return ()
    numbers = {getattr(each, rule.tells) for each in said}
    return tuple(sorted({min(numbers), max(numbers)}))
