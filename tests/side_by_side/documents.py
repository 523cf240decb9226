"""JSON documents of trainings and sweeps, as masked text."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

_TIME, _NO_TIME = '"seconds": TIME', '"seconds": 0'


def trials_in(text: str) -> dict[Any, Mapping[str, Any]]:
    """The trials of a document, by place of the variant and seed; none if it is none."""
    return {
        (place, trial["seed"]): trial
        for place, variant in enumerate(_variants(_document(text)))
        for trial in variant.get("trials", ())
    }


def with_metrics_of(before: str, after: str) -> str:
    """``after`` without the metrics that ``before`` has nowhere: a new metric is told by its name.

    All that the first checkout knew must be as it was, to the last bit.
    """
    document = _document(after)
    known = {name for metrics in _metrics_in(_document(before)) for name in metrics}
    if not known or not _variants(document):
        return after
    for metrics in _metrics_in(document):
        for name in set(metrics) - known:
            del metrics[name]
    end = after[len(after.rstrip()) :]
    return json.dumps(document, indent=1).replace(_NO_TIME, _TIME) + end


def _document(text: str) -> Any:
    return json.loads(text.replace(_TIME, _NO_TIME)) if text.startswith("{") else {}


def _variants(document: Any) -> Any:
    # A comparison has variants, too, of which it tells one metric.
    return document["variants"] if "experiment" in document else ()


def _metrics_in(document: Any) -> Iterator[dict[str, Any]]:
    """What is told of each portion, of trials and of variants."""
    for variant in _variants(document):
        told = [trial["metrics"] for trial in variant.get("trials", ())]
        for portions in (*told, variant.get("summary", {})):
            yield from portions.values()
