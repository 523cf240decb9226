"""What was predicted, in a few lines: how many rows, how sure, and how good."""

from collections import Counter
from collections.abc import Iterator

import numpy as np
from rich.console import Console

from gdrun.evidence.scores import Scores
from gdrun.records import ClassAnswers, Prediction
from gdrun.report.console.streams import writable
from gdrun.report.tables.layout import empty_table
from gdrun.report.tables.numbers import interval, mean_and_std, percent
from gdrun.wording import several

MOST_CLASSES = 8


def print_prediction(prediction: Prediction, scores: Scores | None, console: Console) -> None:
    """Prints the summary; the predictions themselves are elsewhere."""
    for line in _lines(prediction):
        console.print(writable(line, console))
    if scores is None:
        return
    console.print()
    of_seeds = len(prediction.seeds) > 1
    table = empty_table()
    table.add_column("", no_wrap=True)
    for heading in ("mean ± std", "95% interval") if of_seeds else ("value",):
        table.add_column(writable(heading, console), justify="right", no_wrap=True)
    for metric, summary in scores.each.items():
        cells = [mean_and_std(summary), *([interval(summary)] if of_seeds else [])]
        table.add_row(metric, *(writable(each, console) for each in cells))
    console.print(table)
    console.print()
    for line in _scored(prediction, scores):
        console.print(writable(line, console))


def _lines(prediction: Prediction) -> Iterator[str]:
    asked, number = prediction.answers, len(prediction.seeds)
    networks = f"the mean of {number:,} seeds" if number > 1 else f"seed {prediction.seeds[0]}"
    yield f"{several(len(prediction.complete), 'row')} predicted by {networks}"
    if isinstance(asked, ClassAnswers) and len(asked.classes):
        counted = Counter(asked.class_names[each] for each in asked.classes)
        told = [f"{rows:,} {name}" for name, rows in counted.most_common(MOST_CLASSES)]
        more = len(counted) - len(told)
        yield ", ".join([*told, *([f"{more:,} more classes"] if more > 0 else [])])
        if number > 1:
            split = int((asked.agreement < 1).sum())
            share = percent(split / len(asked.classes))
            yield f"Seeds disagree on {several(split, 'row')} ({share})"
    elif not isinstance(asked, ClassAnswers) and asked.spread is not None and len(asked.spread):
        for name, spread in zip(asked.target_names, np.median(asked.spread, axis=0), strict=True):
            yield f"Of {name} the seeds' standard deviation is {spread:.3g} in the median row"


def _scored(prediction: Prediction, scores: Scores) -> Iterator[str]:
    rows = several(scores.rows, "row")
    if len(prediction.seeds) > 1:
        yield f"Scored on {rows} of known target; the intervals are about seeds, for these rows"
    else:
        yield f"Scored on {rows} of known target"
    said = "The mean of the seeds" if len(prediction.seeds) > 1 else "It"
    if scores.together is not None:
        low, high = scores.together.ci95
        yield (
            f"{said} has an accuracy of {scores.together.share:.4f} (95% interval {low:.4f} … "
            f"{high:.4f}), for rows like these"
        )
    elif len(prediction.seeds) > 1 and scores.together_rmse is not None:
        yield f"{said} has an rmse of {scores.together_rmse:.4g}"
