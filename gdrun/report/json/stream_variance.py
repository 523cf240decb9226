"""Which stream makes the spread, as one JSON object."""

from dataclasses import asdict
from typing import Any

from gdrun.evidence.stream_variance import StreamVariance
from gdrun.report.json.outcomes import run_document
from gdrun.report.json.plain import finite


def variance_document(variance: StreamVariance) -> dict[str, Any]:
    """The spread in plain data.

    ``spread`` is None if too few rows of the design are left; ``streams`` is then empty, as it is
    without a spread.
    """
    outcome, found = variance.outcome, variance.found
    document = {
        **run_document(outcome),
        "metric": variance.metric,
        "samples": variance.samples,
        "used": variance.used,
        "left_out": dict(variance.left_out),
        "trials": len(outcome.records),
        "varied": list(variance.streams),
        "spread": found
        and {"mean": found.mean, "std": found.std, "std_ci95": found.std_ci95},
        "streams": [
            {"stream": stream, **asdict(effects)} for stream, effects in variance.effects.items()
        ],
        "rows_error": asdict(variance.rows_error),
    }  # fmt: skip
    return finite(document)  # type: ignore[no-any-return]
