"""A comparison as one JSON object."""

from dataclasses import asdict
from typing import Any

from gdrun.evidence.baseline import common_baseline
from gdrun.evidence.pairwise import PairwiseComparisons
from gdrun.report.json.plain import finite


def comparison_document(pairwise: PairwiseComparisons) -> dict[str, Any]:
    """The comparison in plain data."""
    portion, _, metric = pairwise.metric.rpartition(".")
    outcomes = [candidate.outcome for candidate in pairwise.candidates]
    baseline = common_baseline(outcomes, portion, metric)
    document = {
        "metric": pairwise.metric,
        "primary": pairwise.primary,
        "about": pairwise.judged.about,
        "rows": pairwise.judged.rows,
        "splits": pairwise.judged.splits,
        "seeds": list(pairwise.seeds),
        "correction": pairwise.correction and f"{pairwise.correction} over all pairs",
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
        "baseline": baseline
        and {
            "predicts": baseline.predicts,
            "seeds": baseline.seeds or None,
            "score": baseline.score(portion, metric),
        },
        "comparisons": [
            {
                "a": pairwise.candidates[i].label,
                "b": pairwise.candidates[j].label,
                **asdict(comparison),
            }
            for (i, j), comparison in sorted(pairwise.comparisons.items())
        ],
    }
    return finite(document)  # type: ignore[no-any-return]


def _others(pairwise: PairwiseComparisons, place: int) -> dict[str, Any]:
    """Summaries of the metrics that were asked for besides; without any there is no such key."""
    found = {name: summaries[place] for name, summaries in pairwise.others.items()}
    told = {name: asdict(summary) if summary else None for name, summary in found.items()}
    return {"others": told} if told else {}
