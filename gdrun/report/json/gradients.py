"""A gradient check as one JSON object."""

from dataclasses import asdict
from typing import Any

from gdrun.records.gradients import GradientReport
from gdrun.report.json.plain import finite


def gradient_document(report: GradientReport) -> dict[str, Any]:
    """The report in plain data; numbers that are not finite are None."""
    document = asdict(report) | {
        "passed": report.passed,
        "checked": report.checked,
        "gradients": report.gradients,
        "kinks": report.kinks,
    }
    for written, check in zip(document["checks"], report.checks, strict=True):
        written["passed"] = check.passed
        for tensor, found in zip(written["tensors"], check.tensors, strict=True):
            tensor["passed"] = found.passed
    return finite(document)  # type: ignore[no-any-return]
