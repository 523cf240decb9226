"""The table of mean ± std that several formats write."""

from gdrun.evidence.summaries import Summaries, portions_of, summarize_variants
from gdrun.records import Outcome
from gdrun.report.tables.numbers import mean_and_std
from gdrun.wording import visible


def summary_table(outcome: Outcome) -> tuple[list[str], list[list[str]]]:
    """Headings and cells: a row for each variant, or for each metric of a single one."""
    single, metric = len(outcome.variants) == 1, outcome.primary_metric
    summaries = summarize_variants(outcome, outcome.metric_names if single else (metric,))
    portions = portions_of(summaries.values())
    if single:
        (found,) = summaries.values()
        rows = [
            [_one_line(name), *(_cell(found, portion, name) for portion in portions)]
            for name in outcome.metric_names
            if name in outcome.usual_metrics or any(name in found[each] for each in portions)
        ]
        return ["metric", *portions], rows
    rows = [
        [_one_line(name), *(_cell(found, portion, metric) for portion in portions)]
        for name, found in summaries.items()
    ]
    return ["variant", *(f"{portion} {metric}" for portion in portions)], rows


def _one_line(text: str) -> str:
    return visible(text).replace("\n", "\\n")


def _cell(found: Summaries, portion: str, metric: str) -> str:
    summary = found.get(portion, {}).get(metric)
    return mean_and_std(summary) if summary else "–"
