"""The settings of a sweep: those that all variants share, and those that differ."""

import sys
from collections.abc import Iterator

from gdrun.evidence.endings import by_variant
from gdrun.records import Outcome
from gdrun.report.tables.settings import facts_of, settings_lines

MOST_SHOWN = 4
"""Of a setting that differs, so many are shown."""


def swept_settings_lines(outcome: Outcome) -> Iterator[tuple[str, str]]:
    """Pairs of a heading and what to say under it, once for all variants that have it alike."""
    grouped = by_variant(outcome)
    told = []
    for variant in outcome.variants:
        seeds = [record.seed for record in grouped[variant.name]]
        lines = settings_lines(variant.config, facts_of(outcome, variant), seeds)
        # Of many variants most lines are the same.
        told.append({heading: sys.intern(text) for heading, text in lines})
    for heading in max(told, key=len):
        # Of what is off, such as a decay, nothing is said.
        texts = list(dict.fromkeys(each.get(heading, "none") for each in told))
        for place, text in enumerate(texts[:MOST_SHOWN]):
            yield ("" if place else heading), text
        if more := len(texts[MOST_SHOWN:]):
            yield "", f"… and {more:,} more"
