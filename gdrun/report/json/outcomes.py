"""An outcome as one JSON object; other programs read it, so its keys are stable."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from gdrun.evidence.ranking import RankedVariant, rank_variants
from gdrun.evidence.summaries import by_variant, share_diverged, summarize_variant
from gdrun.records import JUDGED, Outcome, Record, Status, Variant
from gdrun.report.json.plain import finite
from gdrun.report.json.writing import pieces, whole


def outcome_document(outcome: Outcome) -> dict[str, Any]:
    """The outcome in plain data; numbers that are not finite are None."""
    return whole(_outcome(outcome))  # type: ignore[no-any-return]


def outcome_pieces(outcome: Outcome) -> Iterator[str]:
    """The same as JSON text, in pieces: a large sweep's is larger than its records."""
    return pieces(_outcome(outcome))


def sweep_document(outcome: Outcome, metric: str) -> dict[str, Any]:
    """The outcome, and its variants in order; ``ranking`` is None without a validation portion."""
    return whole(_sweep(outcome, metric))  # type: ignore[no-any-return]


def sweep_pieces(outcome: Outcome, metric: str) -> Iterator[str]:
    """The same as JSON text, in pieces."""
    return pieces(_sweep(outcome, metric))


def _outcome(outcome: Outcome) -> dict[str, Any]:
    """Its variants are an iterator."""
    records = by_variant(outcome)
    document = {
        "experiment": outcome.experiment,
        "store": outcome.store,
        "id": outcome.id,
        "seconds": outcome.seconds,
        "steps": outcome.steps,
        "interrupted": outcome.interrupted,
        "notes": list(outcome.notes),
        "baseline": (outcome.facts or {}).get("baseline"),
    }
    return {
        **finite(document),
        "variants": (
            finite(_variant(outcome, each, records[each.name])) for each in outcome.variants
        ),
    }


def _sweep(outcome: Outcome, metric: str) -> dict[str, Any]:
    """Its variants, and those of its ranking, are iterators."""
    found = rank_variants(outcome, metric)
    ranking = found and {
        "metric": f"{JUDGED}.{metric}",
        "correction": f"{found.correction} over all pairs",
        "warnings": list(found.warnings),
        "variants": map(_standing, found.variants),
    }
    return _outcome(outcome) | {"ranking": ranking}


def _standing(standing: RankedVariant) -> dict[str, Any]:
    told = {
        "place": standing.place,
        "name": standing.variant.name,
        "against_best": asdict(standing.against_best) if standing.against_best else None,
        "not_compared": standing.in_kind or None,
    }
    return finite(told)  # type: ignore[no-any-return]


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
