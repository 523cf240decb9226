"""What stores hold of the metrics of an experiment: names, and among its facts what they mean."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from gdrun.records import LOSS, Measured
from gdrun.store.shapes import shaped

_KEY = "metrics"
_LIMIT = (int, float, type(None))
_SHAPE = {
    "name": str,
    "largest_is_best": bool,
    "usual": bool,
    "primary": bool,
    "?lowest": _LIMIT,
    "?highest": _LIMIT,
}

_NAMES_ALONE = (
    LOSS,
    Measured("accuracy", largest_is_best=True, primary=True, lowest=0.0, highest=1.0),
    Measured("macro_f1", largest_is_best=True, lowest=0.0, highest=1.0),
    Measured("rmse", primary=True, lowest=0.0),
    Measured("mae", lowest=0.0),
    Measured("r2", largest_is_best=True, highest=1.0),
)
"""All that there were while stores held nothing but their names."""


def with_metrics(facts: Mapping[str, object] | None, metrics: Sequence[Measured]) -> object:
    """An experiment's facts as they are stored."""
    return {**(facts or {}), _KEY: {metric.name: asdict(metric) for metric in metrics}}


def stored_metrics(names: Sequence[str], facts: dict[str, Any]) -> tuple[Measured, ...]:
    """The metrics of these names, of which what is known is taken out of the stored facts.

    Raises:
        ValueError: If there is one of which nothing is known, or not one that is the primary.
    """
    said = facts.pop(_KEY, None)
    if said is None:
        known = {metric.name: metric for metric in _NAMES_ALONE}
    else:
        known = {each["name"]: _measured(each) for each in shaped(said, {...: _SHAPE}).values()}
    metrics = tuple(known[name] for name in names if name in known)
    primary = sum(metric.primary for metric in metrics)
    if len(metrics) < len(names) or not primary:
        raise ValueError("what is stored does not fit together")
    return metrics


def _measured(said: dict[str, Any]) -> Measured:
    """A metric as it was stored; earlier versions of gdrun did not say what it can be."""
    if "lowest" in said:
        return Measured(**said)
    known = next((each for each in _NAMES_ALONE if each.name == said["name"]), None)
    limits = (known.lowest, known.highest) if known else (None, None)
    return Measured(**said, lowest=limits[0], highest=limits[1])
