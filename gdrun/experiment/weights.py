"""Of which trials of a run the weights are kept."""

import math
from collections.abc import Collection, Mapping
from enum import StrEnum

from gdrun.records import JUDGED, PORTIONS, Measured, Metrics, Record, Status


class KeepWeights(StrEnum):
    """Of which trials the weights are kept, besides all else."""

    NONE = "none"
    BEST = "best"
    """Of each variant the trial that is best on the validation portion, or else on training."""
    ALL = "all"


class WeightChoice:
    """Chooses among a run's trials, known by their keys, as they end or are found."""

    def __init__(self, keep: KeepWeights, metric: Measured) -> None:
        """Chooses as ``keep`` says; ``metric`` is what the best is the best by."""
        self._keep = keep
        self._metric = metric
        self._best: dict[str, tuple[tuple[float, int], str]] = {}
        self._stored: set[str] = set()
        self._given: set[str] = set()

    @property
    def given_up(self) -> Collection[str]:
        """Trials whose weights were given to the store while they were the best for a while."""
        return self._given - {key for _, key in self._best.values()}

    def note_stored(self, keys: Collection[str]) -> None:
        """Says that the weights of these trials are stored."""
        self._stored |= set(keys)

    def lacking(self, records: Mapping[str, Record]) -> Collection[str]:
        """Those of stored trials that are computed again, as their weights are to be kept now."""
        lacking = records.keys() - self._stored
        if self._keep is KeepWeights.ALL:
            return lacking
        if self._keep is KeepWeights.BEST:
            for key, record in records.items():
                self._is_best_yet(record, key)
            return lacking & {key for _, key in self._best.values()}
        return ()

    def keeps(self, record: Record, key: str) -> bool:
        """Whether the weights of a trial that ended are kept."""
        if self._keep is not KeepWeights.BEST:
            return self._keep is KeepWeights.ALL
        if not self._is_best_yet(record, key):
            return False
        if key not in self._stored:
            self._given.add(key)
        return True

    def _is_best_yet(self, record: Record, key: str) -> bool:
        """Of its variant, and of seeds that are equally good the smallest."""
        score = _score(record.metrics, self._metric)
        if record.status is Status.DIVERGED or math.isnan(score):
            return False
        rank = score, -record.seed
        if record.variant in self._best and rank < self._best[record.variant][0]:
            return False
        self._best[record.variant] = rank, key
        return True


def _score(metrics: Mapping[str, Metrics], metric: Measured) -> float:
    """Larger is better."""
    value = metrics.get(JUDGED, metrics.get(PORTIONS[0], {})).get(metric.name, math.nan)
    return value if metric.largest_is_best else -value
