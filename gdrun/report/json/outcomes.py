"""An outcome as one JSON object; other programs read it, so its keys are stable."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from gdrun.evidence.ranking import rank_variants
from gdrun.evidence.summaries import by_variant, share_diverged, summarize_variant
from gdrun.records import JUDGED, Outcome, Record, Status, Variant
from gdrun.report.json.plain import finite


def outcome_document(outcome: Outcome) -> dict[str, Any]:
    """The outcome in plain data; numbers that are not finite are None."""
    records = by_variant(outcome)
    document = {
        "experiment": outcome.experiment,
        "store": outcome.store,
        "id": outcome.id,
        "seconds": outcome.seconds,
        "steps": outcome.steps,
        "interrupted": outcome.interrupted,
        "notes": list(outcome.notes),
        "variants": [_variant(outcome, each, records[each.name]) for each in outcome.variants],
    }
    return finite(document)  # type: ignore[no-any-return]


def sweep_document(outcome: Outcome, metric: str) -> dict[str, Any]:
    """The outcome, and its variants in order; ``ranking`` is None without a validation portion."""
    found = rank_variants(outcome, metric)
    ranking = found and {
        "metric": f"{JUDGED}.{metric}",
        "correction": f"{found.correction} over all pairs",
        "warnings": list(found.warnings),
        "variants": [
            {
                "place": standing.place,
                "name": standing.variant.name,
                "against_best": asdict(standing.against_best) if standing.against_best else None,
                "not_compared": standing.in_kind or None,
            }
            for standing in found.variants
        ],
    }
    return outcome_document(outcome) | {"ranking": finite(ranking)}


def _variant(outcome: Outcome, variant: Variant, records: Sequence[Record]) -> dict[str, Any]:
    summaries = summarize_variant(outcome, variant, records, outcome.metric_names)
    return {
        "name": variant.name,
        "parameters": dict(variant.parameters),
        "config": dict(variant.config),
        "trials": [_trial(record) for record in records],
        "summary": {
            portion: {metric: asdict(summary) for metric, summary in metrics.items()}
            for portion, metrics in summaries.items()
        },
        "diverged": sum(record.status is Status.DIVERGED for record in records),
        "divergence": asdict(share) if (share := share_diverged(records)) else None,
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
        "metrics": {portion: dict(metrics) for portion, metrics in record.metrics.items()},
    }
    return {**trial, "message": record.message} if record.message else trial
