"""The tables of what was run, as the terminal shows them, for the formats of text."""

from collections.abc import Sequence

from gdrun.evidence.stream_variance import variance_by_stream
from gdrun.records import Outcome
from gdrun.report.tables.outcomes import sweep_table, training_table
from gdrun.report.tables.stream_variance import variance_table
from gdrun.report.tables.text_table import TextTable
from gdrun.statistics import About


def outcome_tables(
    outcome: Outcome,
    metric: str | None = None,
    metrics: Sequence[str] = (),
    about: About | None = None,
) -> list[TextTable]:
    """The metrics of a training, or the variants of a sweep.

    Args:
        outcome: What was found.
        metric: What a sweep is ranked by; left out, several variants are ranked by the primary
            metric, and one is told as a training.
        metrics: What is shown of a training, or besides of a sweep.
        about: What intervals are to be about; None for as much as there is evidence for.

    Raises:
        StoreError: If there is no evidence for what is asked.
    """
    if metric is None and len(outcome.variants) == 1:
        return [training_table(outcome, metrics, about)]
    return [sweep_table(outcome, metric or outcome.primary_metric, metrics, about)]


def variance_tables(outcome: Outcome, metric: str) -> list[TextTable]:
    """Which randomness makes the spread of a metric, of the trials of a design for that."""
    return [variance_table(variance_by_stream(outcome, metric))]
