"""A comparison as one JSON object."""

from dataclasses import asdict
from typing import Any

from gdrun.evidence.pairwise import PairwiseComparisons
from gdrun.report.json.plain import finite


def comparison_document(pairwise: PairwiseComparisons) -> dict[str, Any]:
    """The comparison in plain data."""
    document = {
        "metric": pairwise.metric,
        "seeds": list(pairwise.seeds),
        "correction": "Holm over all pairs" if len(pairwise.candidates) > 2 else None,
        "variants": [
            {
                "label": candidate.label,
                "summary": asdict(summary) if summary else None,
                **_others(pairwise, place),
                "divergence": asdict(diverged),
                "failed": failed,
            }
            for place, (candidate, summary, diverged, failed) in enumerate(
                zip(
                    pairwise.candidates,
                    pairwise.summaries,
                    pairwise.diverged,
                    pairwise.failed,
                    strict=True,
                )
            )
        ],
        "warnings": list(pairwise.warnings),
        "comparisons": [
            {"a": a.label, "b": b.label, **asdict(comparison)}
            for a, row in zip(pairwise.candidates, pairwise.comparisons, strict=True)
            for b, comparison in zip(pairwise.candidates, row, strict=True)
            if comparison
        ],
    }
    return finite(document)  # type: ignore[no-any-return]


def _others(pairwise: PairwiseComparisons, place: int) -> dict[str, Any]:
    """Summaries of the metrics that were asked for besides; without any there is no such key."""
    found = {name: summaries[place] for name, summaries in pairwise.others.items()}
    told = {name: asdict(summary) if summary else None for name, summary in found.items()}
    return {"others": told} if told else {}
