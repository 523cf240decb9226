"""What fresh seeds say of the variants that were chosen, as a table and in sentences to quote."""

from collections.abc import Iterator

from rich.console import Console

from gdrun.evidence.confirmation import Confirmation, Confirmed
from gdrun.records import JUDGED, Status
from gdrun.report.console.streams import writable
from gdrun.report.tables.layout import Columns, print_widest, stacked, table_of
from gdrun.report.tables.numbers import (
    difference,
    difference_end,
    interval,
    mean_and_std,
    share_in_words,
)
from gdrun.report.tables.outcomes import interruption_line
from gdrun.report.tables.scope import judged_in_words, looks_in_words
from gdrun.statistics import Summary, Verdict
from gdrun.wording import several

NOT_CONFIRMED = "Not confirmed: no seed of what may be the best ended well, or it was interrupted."


def print_confirmation(found: Confirmation, console: Console) -> None:
    """The chosen variants, the best first, and what may be said of them."""
    seeds = sorted({record.seed for record in found.outcome.records})
    if not seeds:
        console.print(writable("Not confirmed: no trial with a fresh seed was finished.", console))
        return
    chosen = "The best of each group" if found.grouped else "What may be the best"
    span = f"{several(len(seeds), 'fresh seed')}, {seeds[0]} to {seeds[-1]}"
    console.print(writable(f"{chosen}, with {span}", console), style="bold")
    tables = (
        table_of(found.variants, each, console, left=_NAMES, folded=_NAMES)
        for each in _layouts(found)
    )
    print_widest(tables, console)
    console.print()
    lines = [*_sentences(found), *looks_in_words(found.judged), *found.notes]
    if failed := [each for each in found.outcome.records if each.status is Status.FAILED]:
        lines.append(f"{several(len(failed), 'trial')} failed: {failed[0].message}")
    if found.outcome.id and not found.outcome.unsaved:
        lines.append(f"Stored as {found.outcome.id} in {found.outcome.store}")
    if found.outcome.interrupted:
        lines.append(interruption_line(found.outcome, "fresh trials"))
    for line in lines:
        console.print(writable(line, console), highlight=False)


_NAMES = ("variant", "variant,\nfresh seeds")


def _layouts(found: Confirmation) -> Iterator[Columns[Confirmed]]:
    """From all there is to what cannot be missed."""
    columns = _columns(found)
    yield columns
    yield stacked(columns)
    both: Columns[Confirmed] = {
        _NAMES[1]: lambda each: f"{each.variant.name}\n{_mean(each.summary)}"
    }
    kept = ("95% interval", " ")
    yield {**both, **{name: columns[name] for name in kept}}
    yield {**both, " ": columns[" "]}


def _columns(found: Confirmation) -> Columns[Confirmed]:
    portion, _, metric = found.metric.rpartition(".")
    tried: Columns[Confirmed] = {"best of": lambda each: several(each.settings, "setting")}
    return {
        "variant": lambda each: each.variant.name,
        **(tried if found.grouped else {}),
        f"{JUDGED} {metric}, first seeds": lambda each: _mean(each.chosen_by),
        f"{portion} {metric}, fresh seeds": lambda each: _mean(each.summary),
        "95% interval": lambda each: interval(each.summary) if each.summary else "",
        " ": lambda each: "≈" if each.may_be_best and len(found.variants) > 1 else "",
    }


def _mean(summary: Summary | None) -> str:
    return mean_and_std(summary) if summary else "–"


def _sentences(found: Confirmation) -> Iterator[str]:
    portion, _, metric = found.metric.rpartition(".")
    about = judged_in_words(found.judged, portion)
    yield f"Judged on {portion} {metric}, about {about}."
    for each in found.variants:
        if each.divergence and each.divergence.count:
            yield f"{each.variant.name} diverged with {share_in_words(each.divergence)}."
    if len(found.variants) == 1:
        return
    if not found.grouped:
        best = [each.variant.name for each in found.variants if each.may_be_best]
        if len(best) == 1:
            yield f"Only {best[0]} may be the best."
        else:
            yield f"≈ may be the best: {len(best):,} of {len(found.variants):,}."
        return
    yield (
        "To quote, about the chosen settings and no others (verdicts with "
        f"{found.correction}'s correction, intervals each on its own):"
    )
    for i, one in enumerate(found.variants):
        for j in range(i + 1, len(found.variants)):
            yield _quotable(found, i, j, one, found.variants[j])


def _quotable(found: Confirmation, i: int, j: int, a: Confirmed, b: Confirmed) -> str:
    portion, _, metric = found.metric.rpartition(".")
    compared = found.comparisons[i][j]
    names = (
        f"{a.variant.name} (best of {a.settings:,})",
        f"{b.variant.name} (best of {b.settings:,})",
    )
    if compared is None:
        return f"  {names[0]} and {names[1]} have no seed in common."
    text = f"  {names[0]} is {compared.verdict.value} than {names[1]} on {portion} {metric}"
    if compared.verdict is Verdict.UNDECIDED:
        text = f"  {names[0]} cannot be told from {names[1]} on {portion} {metric}"
    if compared.difference is not None and a.summary:
        text += f": {difference(compared.difference, a.summary)}"
        if compared.interval:
            low, high = (difference_end(end, a.summary) for end in compared.interval)
            text += f" ({low} … {high})"
    return f"{text}."
