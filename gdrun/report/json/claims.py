"""Checked claims as one JSON object."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from gdrun.evidence.findings import CheckedClaims, worst
from gdrun.report.json.outcomes import run_document
from gdrun.report.json.plain import finite


def claims_document(checked: Sequence[CheckedClaims]) -> dict[str, Any]:
    """The claims of some experiments in plain data."""
    document = {
        "answer": worst(each.answer for each in checked),
        "experiments": [
            {
                **run_document(each.outcome),
                "claims": [{"claim": text, **asdict(finding)} for text, finding in each.findings],
            }
            for each in checked
        ],
    }
    return finite(document)  # type: ignore[no-any-return]
