"""The share of seeds that succeed, where a person says what success is."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from gdrun.errors import StoreError
from gdrun.evidence.comparability import Candidate, check_defined, check_metric, overlap
from gdrun.evidence.data_streams import config_portions
from gdrun.evidence.endings import usable
from gdrun.records import JUDGED, Outcome, Record
from gdrun.statistics import Share, share_of


def note_on_splits(candidate: Candidate, portion: str) -> Iterator[str]:
    """What is to be said of a share of seeds whose splits have rows in common."""
    if overlap(candidate, portion) != 0.0:
        yield "Splits share rows, but the interval of the share treats seeds as independent."


@dataclass(frozen=True)
class Success:
    """What a trial has to reach."""

    text: str
    """As it was said."""
    metric: str
    """With or without its portion."""
    above: bool
    """Whether the metric must be above the value, and not below."""
    value: float

    def check(self, outcome: Outcome) -> None:
        """Sees, before a trial is run, that each variant has the portion.

        Raises:
            StoreError: If one has not.
        """
        portion = self.metric.rpartition(".")[0] or JUDGED
        for variant in outcome.variants:
            there = config_portions(variant.config)
            if portion not in there:
                raise StoreError(
                    f"--success: there is no {portion} part, but {', '.join(there)}; say of which "
                    "part, as in train.loss, or add one to `data.split`"
                )

    def share(self, outcome: Outcome, records: Iterable[Record]) -> Share | None:
        """How many of the trials that ended succeeded; None if none ended.

        A trial that diverged, or whose metric is not defined, did not.

        Raises:
            StoreError: If there is no such metric, or no trial has it on that portion.
        """
        portion, _, name = self.metric.rpartition(".")
        check_metric(name, [outcome])
        ended = [record for record in records if record.status.complete]
        check_defined(outcome, ended, portion or JUDGED, name)
        hits = sum(self._reached(record, portion or JUDGED, name) for record in ended)
        return share_of(hits, len(ended)) if ended else None

    def _reached(self, record: Record, portion: str, name: str) -> bool:
        if not usable(record):
            return False
        value = record.metrics.get(portion, {}).get(name, math.nan)
        return value > self.value if self.above else value < self.value
