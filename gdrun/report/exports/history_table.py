"""The table of histories that several forms show: a row for each epoch of each trial."""

from collections.abc import Iterator, Sequence
from typing import Any

from gdrun.records import Outcome
from gdrun.report.exports.trial_table import setting_names
from gdrun.report.json.plain import finite

AT_ONCE = 1000
"""Rows of a history that are made Python's numbers at once."""


def history_names(outcome: Outcome) -> Sequence[str]:
    """The table's columns: what sets a trial apart, the epoch, and what its history has."""
    different = dict.fromkeys(record.history.columns for record in outcome.records)
    columns = dict.fromkeys(column for each in different for column in each)
    return ["variant", *setting_names(outcome), "seed", "status", "epoch", *columns]


def history_rows(outcome: Outcome) -> Iterator[list[Any]]:
    """The values of each epoch under these columns; None where there is none.

    The epoch 0 is of the first weights, which have no learning rate; older stores do not know it.
    A history that was kept thinned has a row for each epoch that is there.
    """
    keys, names = setting_names(outcome), history_names(outcome)
    columns = names[len(keys) + 4 :]
    parameters = {variant.name: variant.parameters for variant in outcome.variants}
    for record in outcome.records:
        chosen = [parameters[record.variant].get(key) for key in keys]
        trial = [record.variant, *chosen, record.seed, record.status.value]
        history = record.history
        if history.first is not None:
            told = dict(zip(history.columns, history.first.tolist(), strict=True))
            told["learning_rate"] = None
            yield [*trial, 0, *(told.get(column) for column in columns)]
        for first in range(0, len(history.values), AT_ONCE):
            epochs = history.epochs[first : first + AT_ONCE].tolist()
            rows = history.values[first : first + AT_ONCE].tolist()
            for epoch, row in zip(epochs, rows, strict=True):
                told = dict(zip(history.columns, row, strict=True))
                yield [*trial, epoch, *(told.get(column) for column in columns)]


def history_columns(outcome: Outcome) -> dict[str, list[Any]]:
    """The same column by column, with None for numbers that are not finite."""
    rows = [[finite(each) for each in row] for row in history_rows(outcome)]
    names = history_names(outcome)
    if not rows:
        return {name: [] for name in names}
    return {name: list(column) for name, column in zip(names, zip(*rows, strict=True), strict=True)}
