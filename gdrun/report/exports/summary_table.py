"""The table of mean ± std that several formats write."""

from gdrun.evidence.summaries import Summaries, portions_of, summarize_variants
from gdrun.records import Outcome
from gdrun.report.tables.numbers import mean_and_std


def summary_table(outcome: Outcome) -> tuple[list[str], list[list[str]]]:
    """Headings and cells: a row for each variant, or for each metric of a single one."""
    summaries = summarize_variants(outcome)
    portions = portions_of(summaries.values())
    if len(outcome.variants) == 1:
        (found,) = summaries.values()
        rows = [
            [metric, *(_cell(found, portion, metric) for portion in portions)]
            for metric in outcome.metric_names
        ]
        return ["metric", *portions], rows
    metric = outcome.primary_metric
    rows = [
        [name, *(_cell(found, portion, metric) for portion in portions)]
        for name, found in summaries.items()
    ]
    return ["variant", *(f"{portion} {metric}" for portion in portions)], rows


def _cell(found: Summaries, portion: str, metric: str) -> str:
    summary = found.get(portion, {}).get(metric)
    return mean_and_std(summary) if summary else "–"
