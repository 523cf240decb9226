"""A comparison as one JSON object."""

from dataclasses import asdict
from typing import Any

from gdrun.evidence.comparing import Compared
from gdrun.report.json.plain import finite


def comparison_document(compared: Compared) -> dict[str, Any]:
    """The comparison in plain data."""
    document = {
        "metric": compared.metric,
        "seeds": list(compared.seeds),
        "correction": "Holm over all pairs" if len(compared.contenders) > 2 else None,
        "variants": [
            {
                "label": contender.label,
                "summary": asdict(summary) if summary else None,
                "failed": failed,
            }
            for contender, summary, failed in zip(
                compared.contenders, compared.summaries, compared.failed, strict=True
            )
        ],
        "warnings": list(compared.warnings),
        "comparisons": [
            {"a": a.label, "b": b.label, **asdict(comparison)}
            for a, row in zip(compared.contenders, compared.comparisons, strict=True)
            for b, comparison in zip(compared.contenders, row, strict=True)
            if comparison
        ],
    }
    return finite(document)  # type: ignore[no-any-return]
