"""The room's front door: from a variant's trials and new rows to what the networks say of these."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gdrun.data.encode import unseen_in_words
from gdrun.files.new_rows import Expected, NewRows
from gdrun.prediction.networks import Networks, networks_of
from gdrun.prediction.polls import ClassPoll, NumberPoll
from gdrun.records import Metrics, Prediction, Record, Status, Variant
from gdrun.wording import at_most, first_few, quoted, several

Rows = NDArray[np.intp]


def predict(
    variant: Variant,
    records: Sequence[Record],
    read: Callable[[Expected], NewRows],
    parts: Sequence[Path] = (),
) -> Prediction:
    """Asks the networks of a variant's trials for new rows.

    Args:
        variant: What was trained.
        records: Its trials, with weights and documents.
        read: Gives the rows, once it is told what columns they must have.
        parts: Files of a user's own parts that the variant needs.

    Raises:
        GdrunError: If there is no network to ask, or the rows are not what is expected.
    """
    networks = networks_of(variant, records, parts)
    first = networks[0]
    rows = read(first.expected)
    use = np.flatnonzero(rows.complete)
    scored = np.flatnonzero(rows.complete & rows.known)
    classes = first.preparation.classes
    poll = (
        ClassPoll(classes.names, classes.labels, len(use))
        if classes
        else NumberPoll(target_names(first), len(use))
    )
    metrics: dict[int, Metrics] = {}
    alike = len(scored) == len(use)
    for each in networks:
        for seed, outputs, found in each.ask(rows, use, targets=alike):
            poll.add(each.numbers(outputs) if classes is None else outputs)
            metrics[seed] = found
        if not alike:
            metrics |= {seed: found for seed, _, found in each.ask(rows, scored, targets=True)}
    seeds = tuple(sorted(metrics))
    targets = np.zeros((0, 1))
    if len(scored):
        targets = first.preparation.encoded_targets(rows.table)[scored].astype(np.float64)
    return Prediction(
        rows=rows.table.rows,
        complete=use,
        lines=rows.table.lines,
        answers=poll.answers(),
        scored=scored,
        targets=targets,
        metrics={seed: metrics[seed] for seed in seeds} if len(scored) else {},
        seeds=seeds,
        notes=(*_left_out(records, seeds), *_notes(first, rows, scored)),
    )


def _left_out(records: Sequence[Record], seeds: Sequence[int]) -> Iterator[str]:
    """What is to be said of trials that are not asked, in words."""
    others = [record for record in records if record.seed not in seeds]
    reasons = {
        "they diverged": [each for each in others if each.status is Status.DIVERGED],
        "they failed": [each for each in others if each.status is Status.FAILED],
        "their weights, or what their data was prepared by, were not kept": [
            each for each in others if each.status not in (Status.DIVERGED, Status.FAILED)
        ],
    }
    for why, found in reasons.items():
        if found:
            yield f"not asked, as {why}: seeds {first_few([each.seed for each in found])}"


def _notes(networks: Networks, rows: NewRows, scored: Rows) -> Iterator[str]:
    table = rows.table
    if rows.ignored:
        names = at_most(5, [quoted(name) for name in rows.ignored])
        yield f"{table.origin}: training had no such column, so it is ignored: {names}"
    for column, unseen in networks.preparation.encoding.unseen(table).items():
        among = unseen[rows.complete[unseen]]
        if len(among):
            yield unseen_in_words(table, column, among)
    if incomplete := int((~rows.complete).sum()):
        yield (
            f"{table.origin}: {several(incomplete, 'row')} without all values: nothing is "
            "predicted for them, as training left such rows out"
        )
    if len(scored) and networks.weighs and table.weights is None:
        name = quoted(networks.preparation.weights_name or "")
        yield f"{table.origin}: there is no column {name}, so all rows count alike in the metrics"


def target_names(networks: Networks) -> tuple[str, ...]:
    """The name of the target, or of each of several."""
    name, columns = networks.preparation.target_name, networks.preparation.target_columns
    return (name,) if columns == 1 else tuple(f"{name}{place}" for place in range(columns))
