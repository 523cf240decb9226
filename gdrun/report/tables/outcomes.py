"""An outcome for a person: settings, the table of metrics, how the trials ended."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from rich.console import Console

from gdrun.evidence.baseline import baseline_of, is_better
from gdrun.evidence.best import best_of_seeds
from gdrun.evidence.comparability import Candidate
from gdrun.evidence.diagnoses.told import OutcomeDiagnoses
from gdrun.evidence.endings import by_variant, share_diverged
from gdrun.evidence.ranking import Ranking, rank_variants
from gdrun.evidence.success import Success, note_on_splits
from gdrun.evidence.summaries import Summaries, Summarized, summarize_variant
from gdrun.records import JUDGED, PORTIONS, Outcome, Record, Status
from gdrun.report.console.streams import writable
from gdrun.report.tables.baseline import baseline_line
from gdrun.report.tables.best import best_of_in_words
from gdrun.report.tables.diagnoses import diagnosis_lines
from gdrun.report.tables.layout import described
from gdrun.report.tables.metrics import metrics_table, print_metrics
from gdrun.report.tables.numbers import duration, roughly, share_in_words
from gdrun.report.tables.ranking import print_ranking, ranking_table
from gdrun.report.tables.scope import scope_lines
from gdrun.report.tables.settings import facts_of, settings_lines
from gdrun.report.tables.swept_settings import swept_settings_lines
from gdrun.report.tables.text_table import TextTable, one_line
from gdrun.report.tables.unranked import print_unranked, unranked_table
from gdrun.statistics import About
from gdrun.wording import first_few, several

_WORDS = {
    Status.CONVERGED: "converged",
    Status.FINISHED: "finished",
    Status.EARLY_STOPPED: "stopped early",
    Status.DIVERGED: "diverged",
    Status.FAILED: "failed",
}


def print_outcome(
    outcome: Outcome,
    console: Console,
    *,
    metrics: Sequence[str] = (),
    again: bool = False,
    about: About | None = None,
    success: Success | None = None,
) -> None:
    """Prints what a training found, now or, ``again``, when it was run.

    Args:
        outcome: What was found.
        console: Where to.
        metrics: What the table shows; without any, the usual ones.
        again: Whether it was run before, and is only shown now.
        about: What intervals are to be about; None for as much as there is evidence for.
        success: What seeds are to reach, if that is asked for.

    Raises:
        StoreError: If there is no evidence for what is asked.
    """
    (variant,) = outcome.variants
    shown = metrics or outcome.usual_metrics
    # What cannot be read, or is asked for in vain, leaves no half of a table.
    found = summarize_variant(outcome, variant, outcome.records, shown, about)
    console.print(writable(outcome.experiment, console), style="bold")
    seeds = [record.seed for record in outcome.records]
    _print_settings(settings_lines(variant.config, facts_of(outcome, variant), seeds), console)
    summaries = found.summaries
    if summaries:
        print_metrics(summaries, outcome.primary_metric, console, baseline_of(outcome))
        console.print()
    for line in (*_training_lines(outcome, found, success), *work_lines(outcome, again)):
        console.print(writable(line, console), highlight=False)


def training_table(
    outcome: Outcome, metrics: Sequence[str] = (), about: About | None = None
) -> TextTable:
    """What a training found, with all there is to say of it.

    Args:
        outcome: What was found, of one variant.
        metrics: What the table shows; without any, the usual ones.
        about: What intervals are to be about; None for as much as there is evidence for.

    Raises:
        StoreError: If there is no evidence for what is asked.
    """
    (variant,) = outcome.variants
    shown = metrics or outcome.usual_metrics
    found = summarize_variant(outcome, variant, outcome.records, shown, about)
    notes = _training_lines(outcome, found, None)
    return metrics_table(found.summaries, baseline_of(outcome), outcome.experiment, notes)


def _training_lines(outcome: Outcome, found: Summarized, success: Success | None) -> list[str]:
    """What is said under the table of metrics."""
    (variant,) = outcome.variants
    return [
        *scope_lines(found),
        *_baseline(outcome, found.summaries),
        *found.notes,
        *_best_of(outcome, found.summaries),
        *_success(outcome, success),
        *_endings(outcome, variant.config),
        *diagnosis_lines(OutcomeDiagnoses(outcome).told(outcome.records)),
    ]


def _baseline(outcome: Outcome, summaries: Summaries) -> list[str]:
    """What it scores where training saw least of the data, and whether trials are no better."""
    baseline = baseline_of(outcome)
    if baseline is None or not summaries:
        return []
    held_out = max(summaries, key=PORTIONS.index)
    shown = [name for name in summaries[held_out] if baseline.score(held_out, name) is not None]
    if not shown:
        return []
    name = outcome.primary_metric if outcome.primary_metric in shown else shown[0]
    lines = [baseline_line(baseline, [(held_out, name)])]
    score, mean = baseline.score(held_out, name), summaries[held_out][name].mean
    if score is not None and not is_better(mean, score, outcome.measured(name)):
        seeds = "mean of the seeds" if summaries[held_out][name].n > 1 else "one seed"
        lines.append(f"The {seeds} is no better than that.")
    return lines


def _best_of(outcome: Outcome, summaries: Summaries) -> Iterator[str]:
    """What the best of the seeds would have claimed, where training saw least of the data."""
    held_out = max(summaries, key=PORTIONS.index, default="")
    if found := best_of_seeds(outcome, outcome.records, held_out, outcome.primary_metric):
        yield f"The {best_of_in_words(found)}"


def _success(outcome: Outcome, success: Success | None) -> Iterator[str]:
    if success and (share := success.share(outcome, outcome.records)):
        yield f"Seeds with {success.text}: {share_in_words(share)}"
        yield from note_on_splits(Candidate(outcome, outcome.variants[0]), JUDGED)


def _success_of_variants(outcome: Outcome, success: Success | None) -> Iterator[str]:
    grouped = by_variant(outcome) if success else {}
    for name, records in grouped.items():
        if success and (share := success.share(outcome, records)):
            yield f"Seeds of {name} with {success.text}: {share_in_words(share)}"
    if success:
        yield from note_on_splits(Candidate(outcome, outcome.variants[0]), JUDGED)


def print_sweep(
    outcome: Outcome,
    metric: str,
    top: int | None,
    console: Console,
    *,
    metrics: Sequence[str] = (),
    again: bool = False,
    about: About | None = None,
    success: Success | None = None,
) -> Ranking | None:
    """Prints a sweep's variants, the best first.

    Args:
        outcome: What was found.
        metric: What variants are ranked by, on the validation portion.
        top: How many variants are shown; None for as many as a table may have.
        console: Where to.
        metrics: What is shown besides.
        again: Whether it was run before, and is only shown now: with its settings.
        about: What intervals are to be about; None for as much as there is evidence for.
        success: What seeds are to reach, if that is asked for.

    Returns:
        How they are ranked; None if nothing is there to choose by.

    Raises:
        StoreError: If there is no evidence for what is asked.
    """
    ranking = rank_variants(outcome, metric, metrics, about, success)
    console.print(writable(outcome.experiment, console), style="bold")
    if again:
        _print_settings(swept_settings_lines(outcome), console)
    else:
        console.print()
    if ranking:
        print_ranking(ranking, top, console)
    elif outcome.records:
        print_unranked(outcome, metric, top, metrics, console)
        for line in _success_of_variants(outcome, success):
            console.print(writable(line, console), highlight=False)
    console.print()
    for line in (*_sweep_lines(outcome), *work_lines(outcome, again)):
        console.print(writable(line, console), highlight=False)
    return ranking


def sweep_table(
    outcome: Outcome, metric: str, metrics: Sequence[str] = (), about: About | None = None
) -> TextTable:
    """All variants of a sweep, the best first, with all there is to say of them.

    Args:
        outcome: What was found.
        metric: What variants are ranked by, on the validation portion.
        metrics: What is shown besides.
        about: What intervals are to be about; None for as much as there is evidence for.

    Raises:
        StoreError: If there is no evidence for what is asked.
    """
    ranking = rank_variants(outcome, metric, metrics, about)
    table = (
        ranking_table(ranking, outcome.experiment)
        if ranking
        else unranked_table(outcome, metric, metrics)
    )
    return replace(table, notes=[*table.notes, *map(one_line, _sweep_lines(outcome))])


def _sweep_lines(outcome: Outcome) -> Iterator[str]:
    """How the trials ended."""
    yield _statuses(outcome.records, "trial") if outcome.records else "No trial was finished."
    if outcome.interrupted:
        yield interruption_line(outcome, "trials")
    if failed := _ended(outcome.records, Status.FAILED):
        yield f"{several(len(failed), 'trial')} failed: {failed[0].message}"
    for message, same in _by_message(_ended(outcome.records, Status.DIVERGED)).items():
        if message:
            yield f"{several(len(same), 'trial')} diverged: {message}"


def _print_settings(lines: Iterable[tuple[str, str]], console: Console) -> None:
    console.print(described(((f"  {heading}", text) for heading, text in lines), console))
    console.print()


def interruption_line(outcome: Outcome, noun: str) -> str:
    missing = outcome.planned - len(outcome.records)
    if not missing:
        # It was killed while it computed trials anew, or before it added more.
        return f"Interrupted, with all {outcome.planned:,} {noun} there that were planned by then"
    return f"Interrupted: {missing:,} of {outcome.planned:,} {noun} are missing"


def _endings(outcome: Outcome, config: Mapping[str, Any]) -> list[str]:
    """How the trials ended, and what to do about those that ended badly."""
    records = outcome.records
    lines = [_statuses(records)] if records else ["No trial was finished."]
    if diverged := _ended(records, Status.DIVERGED):
        rate = config["optimizer"]["learning_rate"]
        whole = len(diverged) == len(records)
        which = "Every seed diverged" if whole else f"{_named(diverged)} diverged, in no average"
        # A trial that failed says nothing of how often trials diverge.
        share = share_diverged(records)
        assert share is not None
        lines.append(f"{which}: {share_in_words(share)}")
        for message, same in _by_message(diverged).items():
            of = "" if len(same) == len(diverged) else f"{_named(same)}: "
            advice = message or f"try a lower learning rate than {rate:g}"
            lines.append(f"{of}{advice}"[:1].upper() + f"{of}{advice}"[1:])
    if failed := _ended(records, Status.FAILED):
        lines.append(f"{_named(failed)} failed: {failed[0].message}")
    if outcome.interrupted:
        lines.append(interruption_line(outcome, "seeds"))
    return lines


def _statuses(records: Sequence[Record], noun: str = "seed") -> str:
    ended = Counter(record.status for record in records)
    epochs = [record.epochs for record in records]
    least, most = min(epochs), max(epochs)
    span = several(most, "epoch") if least == most else f"{least:,} to {most:,} epochs"
    trials = several(len(records), noun)
    if len(ended) == 1:
        all_of = "all " if len(records) > 1 else ""
        return f"{trials}: {all_of}{_WORDS[records[0].status]} after {span}"
    words = ", ".join(f"{number:,} {_WORDS[status]}" for status, number in ended.items())
    return f"{trials} after {span}: {words}"


def _ended(records: Sequence[Record], status: Status) -> list[Record]:
    return [record for record in records if record.status is status]


def _by_message(records: Sequence[Record]) -> dict[str, list[Record]]:
    found: dict[str, list[Record]] = {}
    for record in records:
        found.setdefault(record.message, []).append(record)
    return found


def _named(records: Sequence[Record]) -> str:
    seeds = [record.seed for record in records]
    return f"{'Seed' if len(seeds) == 1 else 'Seeds'} {first_few(seeds)}"


def work_lines(outcome: Outcome, again: bool) -> list[str]:
    """What was computed, what was not as it was known, and where it is kept."""
    lines = []
    reused, trials = sum(record.reused for record in outcome.records), len(outcome.records)
    if outcome.steps:
        steps = f"{roughly(outcome.steps, 'step')} in {duration(outcome.seconds)}"
        if again:
            # Times of trials that ran at once add up to more than passed, and so tell no speed.
            lines.append(f"{steps}, added up over the trials")
        else:
            rate = roughly(outcome.steps / outcome.seconds, "step")
            lines.append(f"{steps}, {rate} per second")
    if reused and not again:  # What is only shown comes from the store, all of it.
        share = f"{reused:,} of {several(trials, 'trial')}"
        if reused == trials:
            share = f"All {several(trials, 'trial')}" if trials > 1 else "The trial"
        lines.append(f"{share} stored already, not computed again; --fresh computes anew")
    if outcome.id and not outcome.unsaved:
        lines.append(f"Stored as {outcome.id} in {outcome.store}")
    return lines
