"""Trainings of a tenth of a second, and what tells their weights apart."""

from typing import Any

from gdrun.records import Outcome


def small(**sections: Any) -> dict[str, Any]:
    """The config of one."""
    return {
        "data": {"source": "digits"},
        "model": {"hidden": [8]},
        "training": {"epochs": 3},
        "seeds": 5,
        **sections,
    }


def hashes(outcome: Outcome) -> dict[int, str]:
    return {record.seed: record.weights_sha256 for record in outcome.records}
