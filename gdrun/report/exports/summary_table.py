"""The table of mean ± std that several formats write."""

from collections.abc import Iterator, Sequence

from gdrun.evidence.baseline import Baseline, baseline_of
from gdrun.evidence.summaries import Summaries, portions_of, summarize_variants
from gdrun.records import PORTIONS, Outcome
from gdrun.report.tables.baseline import baseline_name, score_in_words
from gdrun.report.tables.numbers import mean_and_std
from gdrun.wording import visible


def summary_table(outcome: Outcome) -> tuple[list[str], list[list[str]]]:
    """Headings and cells: a row for each variant, or for each metric of a single one.

    What a baseline scores follows.
    """
    single, metric = len(outcome.variants) == 1, outcome.primary_metric
    summaries = summarize_variants(outcome, outcome.metric_names if single else (metric,))
    portions = portions_of(summaries.values())
    baseline = baseline_of(outcome)
    if single:
        (found,) = summaries.values()
        rows = [
            [_one_line(name), *(_cell(found, portion, name) for portion in portions)]
            for name in outcome.metric_names
            if name in outcome.usual_metrics or any(name in found[each] for each in portions)
        ]
        rows += [
            [_label(baseline, f" {_one_line(name)}"), *_scores(baseline, portions, name)]
            for name in outcome.metric_names
            if baseline and portions and _is_scored(baseline, outcome, name)
        ]
        return ["metric", *portions], rows
    rows = [
        [_one_line(name), *(_cell(found, portion, metric) for portion in portions)]
        for name, found in summaries.items()
    ]
    if baseline and portions and _is_scored(baseline, outcome, metric):
        rows.append([_label(baseline, ""), *_scores(baseline, portions, metric)])
    return ["variant", *(f"{portion} {metric}" for portion in portions)], rows


def _label(baseline: Baseline, metric: str) -> str:
    said = baseline.predicts
    # LaTeX has another meaning for backquotes.
    if isinstance(said, str) and baseline.alike:
        name = f"always {_one_line(said)}"
    else:
        name = baseline_name(baseline)
    return f"baseline{metric} ({name})"


def _is_scored(baseline: Baseline, outcome: Outcome, metric: str) -> bool:
    usual = metric in outcome.usual_metrics or metric == outcome.primary_metric
    return usual and any(baseline.score(portion, metric) is not None for portion in PORTIONS)


def _scores(baseline: Baseline, portions: Sequence[str], metric: str) -> Iterator[str]:
    for portion in portions:
        score = baseline.score(portion, metric)
        yield "–" if score is None else score_in_words(score)


def _one_line(text: str) -> str:
    return visible(text).replace("\n", "\\n")


def _cell(found: Summaries, portion: str, metric: str) -> str:
    summary = found.get(portion, {}).get(metric)
    return mean_and_std(summary) if summary else "–"
