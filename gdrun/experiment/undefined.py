"""Metrics that were asked for, or watched, and that no trial could have."""

import math
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from gdrun.config import Config
from gdrun.experiment.plan import Plan, PlannedVariant
from gdrun.records import History, Record
from gdrun.wording import quoted


def notes_on_undefined(records: Sequence[Record], shown: Sequence[str]) -> tuple[str, ...]:
    """In words, what was to be shown and is not defined for these rows: no table has it."""
    usable = [record for record in records if _is_usable(record)] if shown else []
    return tuple(
        f"{quoted(name)} is not defined for these rows, so no table has it"
        for name in shown
        if usable and not any(name in of for record in usable for of in record.metrics.values())
    )


class Watch:
    """Sees, as trials come, whether what their variants watch is defined in any of them."""

    def __init__(self, variants: Iterable[PlannedVariant]) -> None:
        self._never = {
            variant.name: watched
            for variant in variants
            if (watched := dict(_watched(variant.config)))
        }
        """Variant → key → metric, of those that were not defined in any trial so far."""
        self._seen: set[str] = set()
        """Variants of which a trial came that tells something."""

    def looks_at(self, variant: PlannedVariant) -> bool:
        """Whether the histories of a variant's trials matter."""
        return variant.name in self._never

    def note(self, record: Record, history: History) -> None:
        """Looks at a trial."""
        if record.variant not in self._never or not _is_usable(record):
            return
        self._seen.add(record.variant)
        never = self._never[record.variant]
        for key in [key for key, metric in never.items() if not _is_missing(history, metric)]:
            del never[key]

    def notes(self, plan: Plan) -> Iterator[str]:
        """In words, what no trial could watch."""
        for variant in plan.variants:
            if variant.name not in self._seen:
                continue
            for key, metric in self._never[variant.name].items():
                of = f"{variant.name}: " if len(plan.variants) > 1 else ""
                yield (
                    f"{of}{key}: {metric} is not defined for these rows, so it never got better; "
                    "watch another metric"
                )


def _is_usable(record: Record) -> bool:
    losses = [metrics["loss"] for metrics in record.metrics.values()]
    return bool(losses) and all(map(math.isfinite, losses))


def _watched(config: Config) -> Iterator[tuple[str, str]]:
    stop, decay = config.training.stop.monitor, config.decay.watched()
    if stop:
        yield "training.stop.monitor", stop
    if decay:
        yield "decay.monitor", decay


def _is_missing(history: History, metric: str) -> bool:
    if metric not in history.columns or not len(history.values):
        return False
    return bool(np.isnan(history.values[:, history.columns.index(metric)]).all())
