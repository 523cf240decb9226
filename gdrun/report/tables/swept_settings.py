"""The settings of a sweep: those that all variants share, and those that differ."""

import sys
from collections.abc import Iterator, Mapping
from typing import Any

from gdrun.evidence.summaries import by_variant
from gdrun.network import from_plain, parameter_count
from gdrun.records import Outcome, Variant
from gdrun.report.tables.settings import settings_lines

MOST_SHOWN = 4
"""Of a setting that differs, so many are shown."""


def swept_settings_lines(outcome: Outcome) -> Iterator[tuple[str, str]]:
    """Pairs of a heading and what to say under it, once for all variants that have it alike."""
    grouped = by_variant(outcome)
    told = []
    for variant in outcome.variants:
        seeds = [record.seed for record in grouped[variant.name]]
        lines = settings_lines(variant.config, _facts(outcome, variant), seeds)
        # Of many variants most lines are the same.
        told.append({heading: sys.intern(text) for heading, text in lines})
    for heading in max(told, key=len):
        # Of what is off, such as a decay, nothing is said.
        texts = list(dict.fromkeys(each.get(heading, "none") for each in told))
        for place, text in enumerate(texts[:MOST_SHOWN]):
            yield ("" if place else heading), text
        if more := len(texts[MOST_SHOWN:]):
            yield "", f"… and {more:,} more"


def _facts(outcome: Outcome, variant: Variant) -> Mapping[str, Any]:
    """A variant's own facts; those of the outcome are the first variant's."""
    facts: dict[str, Any] = dict(outcome.facts or {})
    found: Mapping[str, Any] = variant.preparation
    if found.get("data") != outcome.variants[0].preparation.get("data"):
        facts |= {"rows": {}, "loss": "left to gdrun"}
    if "tensors" in found:
        facts |= {
            "inputs": found["inputs"],
            "outputs": found["outputs"],
            "parameters": parameter_count(from_plain(found["tensors"])),
        }
    return facts
