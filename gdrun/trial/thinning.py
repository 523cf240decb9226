"""Long histories, thinned to epochs that are spread evenly, with the last and the best of them."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from gdrun.records import History, Measured


def thinned(history: History, most: int | None, metrics: Sequence[Measured]) -> History:
    """A copy of the whole history of a trial, thinned if it is longer than ``most``.

    The first and the last epoch stay, and of each metric the best one, the first among equals.

    Args:
        history: Of every epoch.
        most: About so many rows are kept, from 2 on; None keeps all.
        metrics: What is known of the metrics among its columns.
    """
    epochs = len(history.values)
    if most is None or epochs <= most:
        return replace(history, values=history.values.copy())
    largest_is_best = {metric.name: metric.largest_is_best for metric in metrics}
    best = []
    for column, values in zip(history.columns, history.values.T, strict=True):
        name = column.rpartition(".")[2]
        if name in largest_is_best:
            losses = -values if largest_is_best[name] else values
            best.append(int(np.where(np.isnan(losses), np.inf, losses).argmin()))
    even = np.linspace(0, epochs - 1, most).round().astype(np.int64)
    rows = np.union1d(even, np.array(best, np.int64))
    return replace(history, values=history.values[rows], kept=rows + 1)
