"""An outcome as one JSON object; other programs read it, so its keys are stable."""

import math
from dataclasses import asdict
from typing import Any

from gdrun.records import Outcome, Record, Status, Variant
from gdrun.report.ranking import JUDGED, rank_variants
from gdrun.report.summaries import summarize_records


def outcome_document(outcome: Outcome) -> dict[str, Any]:
    """The outcome in plain data; numbers that are not finite are None."""
    document = {
        "experiment": outcome.experiment,
        "store": outcome.store,
        "id": outcome.id,
        "seconds": outcome.seconds,
        "steps": outcome.steps,
        "interrupted": outcome.interrupted,
        "notes": list(outcome.notes),
        "variants": [_variant(variant, outcome) for variant in outcome.variants],
    }
    return finite(document)  # type: ignore[no-any-return]


def sweep_document(outcome: Outcome, metric: str) -> dict[str, Any]:
    """The outcome, and its variants in order; ``ranking`` is None without a validation part."""
    standings = rank_variants(outcome, metric)
    ranking = standings and {
        "metric": f"{JUDGED}.{metric}",
        "correction": "Holm over all pairs",
        "variants": [
            {
                "place": standing.place,
                "name": standing.variant.name,
                "against_best": asdict(standing.against_best) if standing.against_best else None,
            }
            for standing in standings
        ],
    }
    return outcome_document(outcome) | {"ranking": finite(ranking)}


def _variant(variant: Variant, outcome: Outcome) -> dict[str, Any]:
    records = [record for record in outcome.records if record.variant == variant.name]
    summaries = summarize_records(records, outcome.metric_names)
    return {
        "name": variant.name,
        "parameters": dict(variant.parameters),
        "config": dict(variant.config),
        "trials": [_trial(record) for record in records],
        "summary": {
            part: {metric: asdict(summary) for metric, summary in metrics.items()}
            for part, metrics in summaries.items()
        },
        "diverged": sum(record.status is Status.DIVERGED for record in records),
        "failed": sum(record.status is Status.FAILED for record in records),
    }


def _trial(record: Record) -> dict[str, Any]:
    trial = {
        "seed": record.seed,
        "status": record.status.value,
        "epochs": record.epochs,
        "steps": record.steps,
        "weights_sha256": record.weights_sha256,
        "seconds": record.seconds,
        "reused": record.reused,
        "metrics": {part: dict(metrics) for part, metrics in record.metrics.items()},
    }
    return {**trial, "message": record.message} if record.message else trial


def finite(value: Any) -> Any:
    """``value`` with None for every number in it that JSON cannot say."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: finite(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [finite(inner) for inner in value]
    return value
