"""Metrics that were asked for, or watched, and that no trial could have."""

from collections.abc import Iterator, Sequence

import numpy as np

from gdrun.config import Config
from gdrun.experiment.plan import Plan
from gdrun.records import Record
from gdrun.wording import quoted


def notes_on_undefined(
    plan: Plan, records: Sequence[Record], shown: Sequence[str]
) -> tuple[str, ...]:
    """In words, what was not defined for these rows: what tables lack, and what was not watched."""
    usable = [record for record in records if record.metrics and np.isfinite(_losses(record)).all()]
    told = []
    for name in shown:
        if usable and not any(name in of for record in usable for of in record.metrics.values()):
            told.append(f"{quoted(name)} is not defined for these rows, so no table has it")
    for variant in plan.variants:
        mine = [record for record in usable if record.variant == variant.name]
        for key, metric in _watched(variant.config):
            if mine and all(_is_missing(record, metric) for record in mine):
                of = f"{variant.name}: " if len(plan.variants) > 1 else ""
                told.append(
                    f"{of}{key}: {metric} is not defined for these rows, so it never got better; "
                    "watch another metric"
                )
    return tuple(told)


def _losses(record: Record) -> list[float]:
    return [metrics["loss"] for metrics in record.metrics.values()]


def _watched(config: Config) -> Iterator[tuple[str, str]]:
    stop, decay = config.training.stop.monitor, config.decay.watched()
    if stop:
        yield "training.stop.monitor", stop
    if decay:
        yield "decay.monitor", decay


def _is_missing(record: Record, metric: str) -> bool:
    columns, values = record.history.columns, record.history.values
    if metric not in columns or not len(values):
        return False
    return bool(np.isnan(values[:, columns.index(metric)]).all())
