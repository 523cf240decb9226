"""Which trials of a variant are exported as networks to be used."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from gdrun.errors import ExportError
from gdrun.report.exports.exporter import Exporter
from gdrun.wording import either, first_few

if TYPE_CHECKING:
    from gdrun.records import Measured, Outcome, Record


def with_seeds(
    outcome: "Outcome", exporter: Exporter, said: str | None, metric: "Measured"
) -> "tuple[Outcome, list[str]]":
    """The outcome with those trials alone that are exported, and what to know of them.

    Args:
        outcome: Of one variant, with weights and documents.
        exporter: Of networks.
        said: ``best``, ``all``, a seed, or None for what the format is usually of.
        metric: What the best trial is the best by.

    Raises:
        ExportError: If there is no such trial, or it cannot be used.
    """
    from gdrun.evidence.best import best_trial
    from gdrun.evidence.endings import usable

    chosen = said or exporter.seeds[0]
    if chosen not in exporter.seeds and not chosen.isdecimal():
        raise ExportError(
            f"--seed {chosen}: {exporter.name} takes {either([*exporter.seeds, 'a seed'])}"
        )
    if len(outcome.variants) > 1:
        raise ExportError(f"{exporter.name} holds one variant: name it as ID:NUMBER or ID:NAME")
    weighted = [record for record in outcome.records if record.weights.size]
    ended = [record for record in weighted if usable(record)]
    notes = []
    if chosen == "all":
        found = ended
        if diverged := [record.seed for record in weighted if not usable(record)]:
            notes.append(f"left out, as they diverged: seeds {first_few(diverged)}")
    elif chosen == "best":
        best = best_trial(ended, metric)
        found = [best] if best else []
    else:
        found = [record for record in ended if record.seed == int(chosen)]
        if not found:
            raise ExportError(_missing(int(chosen), weighted, ended))
    if not found:
        raise ExportError("no trial of which weights were kept ended well: there is no network")
    _check_known(outcome, found)
    return replace(outcome, records=tuple(found)), notes


def _missing(seed: int, weighted: "Sequence[Record]", ended: "Sequence[Record]") -> str:
    if any(record.seed == seed for record in weighted):
        return f"--seed {seed}: this trial diverged"
    there = first_few([record.seed for record in ended])
    return f"--seed {seed}: no weights were kept of this seed; there are some of {there or 'none'}"


def _check_known(outcome: "Outcome", records: "Sequence[Record]") -> None:
    """Sees that more than weights is known of the trials."""
    known = outcome.variants[0].preparation
    if "layers" not in known or any(record.documents is None for record in records):
        raise ExportError(
            "an older gdrun stored this experiment, and did not keep what its data was prepared "
            "by: run it again with --fresh"
        )
