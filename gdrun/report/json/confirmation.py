"""What fresh seeds say of variants that were chosen, in plain data."""

from dataclasses import asdict
from typing import Any

from gdrun.evidence.confirmation import Confirmation
from gdrun.records import Status
from gdrun.report.json.plain import finite


def confirmation_document(found: Confirmation) -> dict[str, Any]:
    """The confirmation; each pair of variants is there once, as it is in their order."""
    document = {
        "experiment": found.outcome.experiment,
        "id": found.outcome.id,
        "interrupted": found.outcome.interrupted,
        "failed": sum(each.status is Status.FAILED for each in found.outcome.records),
        "metric": found.metric,
        "about": found.judged.about,
        "seeds": sorted({record.seed for record in found.outcome.records}),
        "rows": found.judged.rows,
        "splits": found.judged.splits,
        "notes": list(found.notes),
        "correction": f"{found.correction} over all pairs",
        "variants": [
            {
                "name": each.variant.name,
                "group": each.group,
                "settings": each.settings,
                "chosen_by": each.chosen_by and asdict(each.chosen_by),
                "summary": each.summary and asdict(each.summary),
                "divergence": each.divergence and asdict(each.divergence),
                "may_be_best": each.may_be_best,
            }
            for each in found.variants
        ],
        "comparisons": [
            {
                "a": found.variants[i].variant.name,
                "b": found.variants[j].variant.name,
                **asdict(compared),
            }
            for i, row in enumerate(found.comparisons)
            for j, compared in enumerate(row)
            if i < j and compared
        ],
    }
    return finite(document)  # type: ignore[no-any-return]
