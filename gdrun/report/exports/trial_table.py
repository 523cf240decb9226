"""The flat table of trials that several formats write: a row for each, however it ended."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from gdrun.records import PORTIONS, Outcome
from gdrun.report.json.plain import finite

_LARGEST = 2**63 - 1
"""Of whole numbers that a column of them holds."""

Columns = Mapping[str, type]
"""A column's name → what its values are, unless they are None: text, ``int``, ``float``, ``bool``,
or ``object``, where they are of several kinds."""


def setting_names(outcome: Outcome) -> Sequence[str]:
    """The keys that were swept over, which are columns by their names."""
    return list(dict.fromkeys(key for each in outcome.variants for key in each.parameters))


def trial_columns(outcome: Outcome) -> Columns:
    """The table's columns: what sets a trial apart, how it ended, and every final metric."""
    settings = {
        key: _kind([v.parameters[key] for v in outcome.variants if key in v.parameters])
        for key in setting_names(outcome)
    }
    return {
        "variant": str,
        **settings,
        "seed": int,
        "status": str,
        "epochs": int,
        "steps": int,
        "seconds": float,
        **dict.fromkeys((f"{portion}.{name}" for portion, name in _metrics(outcome)), float),
        "weights_sha256": str,
        "message": str,
        "fingerprint": str,
    }


def trial_rows(outcome: Outcome) -> Iterator[list[Any]]:
    """The values of each trial under these columns, None where there is no finite one."""
    keys, metrics = setting_names(outcome), _metrics(outcome)
    nothing: Mapping[str, float] = {}
    settings = {
        variant.name: [finite(variant.parameters.get(key)) for key in keys]
        for variant in outcome.variants
    }
    for record in outcome.records:
        found = dict(record.metrics.items())
        yield [
            record.variant,
            *settings[record.variant],
            record.seed,
            record.status.value,
            record.epochs,
            record.steps,
            finite(record.seconds),
            *(finite(found.get(portion, nothing).get(name)) for portion, name in metrics),
            record.weights_sha256,
            record.message,
            record.fingerprint,
        ]


def _metrics(outcome: Outcome) -> Sequence[tuple[str, str]]:
    """Portions and metrics that any trial has, as tables show them."""
    found = {
        (portion, name)
        for record in outcome.records
        for portion, metrics in record.metrics.items()
        for name in metrics
    }
    return [(p, name) for p in PORTIONS for name in outcome.metric_names if (p, name) in found]


def _kind(values: Sequence[object]) -> type:
    kinds = {type(value) for value in values if value is not None}
    if kinds == {int} and any(abs(value) > _LARGEST for value in values if isinstance(value, int)):
        return float
    if kinds == {int, float}:
        return float
    return kinds.pop() if len(kinds) == 1 and kinds <= {str, int, float, bool} else object
