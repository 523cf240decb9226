"""An outcome as one JSON object; other programs read it, so its keys are stable."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from gdrun.evidence.best import best_of_seeds
from gdrun.evidence.confirmation import Confirmation
from gdrun.evidence.diagnoses.told import OutcomeDiagnoses
from gdrun.evidence.endings import by_variant, share_diverged
from gdrun.evidence.ranking import RankedVariant, rank_variants
from gdrun.evidence.success import Success
from gdrun.evidence.summaries import summarize_variant
from gdrun.records import JUDGED, PORTIONS, Diagnosis, Outcome, Record, Status, Variant
from gdrun.report.json.confirmation import confirmation_document
from gdrun.report.json.plain import finite
from gdrun.report.json.writing import pieces, whole
from gdrun.statistics import About


def outcome_document(
    outcome: Outcome, about: About | None = None, success: Success | None = None
) -> dict[str, Any]:
    """The outcome in plain data; numbers that are not finite are None."""
    return whole(_outcome(outcome, about, success))  # type: ignore[no-any-return]


def outcome_pieces(
    outcome: Outcome, about: About | None = None, success: Success | None = None
) -> Iterator[str]:
    """The same as JSON text, in pieces: a large sweep's is larger than its records."""
    return pieces(_outcome(outcome, about, success))


def sweep_document(
    outcome: Outcome,
    metric: str,
    about: About | None = None,
    success: Success | None = None,
    confirmation: Confirmation | None = None,
) -> dict[str, Any]:
    """The outcome, and its variants in order; ``ranking`` is None without a validation portion."""
    return whole(_sweep(outcome, metric, about, success, confirmation))  # type: ignore[no-any-return]


def sweep_pieces(
    outcome: Outcome,
    metric: str,
    about: About | None = None,
    success: Success | None = None,
    confirmation: Confirmation | None = None,
) -> Iterator[str]:
    """The same as JSON text, in pieces."""
    return pieces(_sweep(outcome, metric, about, success, confirmation))


def run_document(outcome: Outcome) -> dict[str, Any]:
    """What each document tells of the run itself."""
    return {
        "experiment": outcome.experiment,
        "store": outcome.store,
        "id": outcome.id,
        "seconds": outcome.seconds,
        "steps": outcome.steps,
        "interrupted": outcome.interrupted,
        "notes": list(outcome.notes),
    }


def _outcome(outcome: Outcome, about: About | None, success: Success | None) -> dict[str, Any]:
    """Its variants are an iterator."""
    records, diagnoses = by_variant(outcome), OutcomeDiagnoses(outcome)
    document = {
        **run_document(outcome),
        "baseline": (outcome.facts or {}).get("baseline"),
    }
    return {
        **finite(document),
        "variants": (
            finite(_variant(outcome, each, records[each.name], diagnoses, about, success))
            for each in outcome.variants
        ),
    }


def _sweep(
    outcome: Outcome,
    metric: str,
    about: About | None,
    success: Success | None,
    confirmation: Confirmation | None,
) -> dict[str, Any]:
    """Its variants, and those of its ranking, are iterators."""
    found = rank_variants(outcome, metric, asked=about)
    ranking = found and {
        "metric": f"{JUDGED}.{metric}",
        "primary": found.primary,
        "about": found.judged.about,
        "seeds": list(found.judged.seeds),
        "rows": found.judged.rows,
        "splits": found.judged.splits,
        "level": found.level,
        "may_be_best": [each.variant.name for each in found.variants if each.may_be_best],
        "warnings": list(found.warnings),
        "variants": map(_standing, found.variants),
    }
    document = _outcome(outcome, about, success) | {"ranking": ranking}
    return document | (
        {"confirmation": confirmation_document(confirmation)} if confirmation else {}
    )


def _standing(standing: RankedVariant) -> dict[str, Any]:
    told = {
        "place": standing.place,
        "name": standing.variant.name,
        "may_be_best": standing.may_be_best,
        "beaten_by": standing.beaten_by,
        "distance_from_best_other": standing.distance,
        "against_best": asdict(standing.against_best) if standing.against_best else None,
        "not_compared": standing.in_kind or None,
    }
    return finite(told)  # type: ignore[no-any-return]


def _variant(
    outcome: Outcome,
    variant: Variant,
    records: Sequence[Record],
    diagnoses: OutcomeDiagnoses,
    about: About | None,
    success: Success | None,
) -> dict[str, Any]:
    found = summarize_variant(outcome, variant, records, outcome.metric_names, about)
    held_out = max(found.summaries, key=PORTIONS.index, default="")
    best = best_of_seeds(outcome, records, held_out, outcome.primary_metric)
    return {
        "name": variant.name,
        "parameters": dict(variant.parameters),
        "config": dict(variant.config),
        "trials": [_trial(record, diagnoses) for record in records],
        "summary": {
            portion: {metric: asdict(summary) for metric, summary in metrics.items()}
            for portion, metrics in found.summaries.items()
        },
        "rows": dict(found.rows),
        "splits": found.splits,
        "notes": list(found.notes),
        "best_of_seeds": asdict(best) if best else None,
        "diverged": sum(record.status is Status.DIVERGED for record in records),
        "divergence": asdict(share) if (share := share_diverged(records)) else None,
        **_success(outcome, records, success),
        "failed": sum(record.status is Status.FAILED for record in records),
        "diagnoses": [
            {"name": told.rule.name, "trials": len(told.seeds), "of": told.of}
            for told in diagnoses.told(records)
            if told.is_of_most
        ],
    }


def _success(
    outcome: Outcome, records: Sequence[Record], success: Success | None
) -> dict[str, Any]:
    """How many seeds reached what was asked for; without any such there is no such key."""
    if success is None:
        return {}
    share = success.share(outcome, records)
    return {"success": share and {"of": success.text, **asdict(share)}}


def _trial(record: Record, diagnoses: OutcomeDiagnoses) -> dict[str, Any]:
    found = diagnoses.of(record)
    trial = {
        "seed": record.seed,
        "status": record.status.value,
        "epochs": record.epochs,
        "steps": record.steps,
        "weights_sha256": record.weights_sha256,
        "seconds": record.seconds,
        "reused": record.reused,
        "metrics": {portion: dict(metrics) for portion, metrics in record.metrics.items()},
        "diagnoses": None if found is None else [_diagnosis(each) for each in found],
    }
    return {**trial, "message": record.message} if record.message else trial


def _diagnosis(diagnosis: Diagnosis) -> dict[str, Any]:
    """Its name, and the epoch or the layer where it tells one."""
    return {key: each for key, each in asdict(diagnosis).items() if each is not None}
