"""The table of a comparison, and what it says in words: of two, of some, of very many."""

import math
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from gdrun.records import LARGEST_IS_BEST
from gdrun.report.comparing import Compared
from gdrun.report.console import writable
from gdrun.report.numbers import mean_and_std, number_format, several
from gdrun.report.plain_table import empty_table
from gdrun.statistics import ALPHA, SEARCHED_SEEDS, Comparison, Method, Summary, Verdict, rank

MOST_IN_MATRIX = 12
"""More variants than these are listed, each against the best, and not in a matrix."""

_UNTOLD = 1e-4

_MARKS = {Verdict.BETTER: "+", Verdict.WORSE: "-", Verdict.UNDECIDED: "?"}

_LEGEND = "+ better, - worse after Holm's correction over all pairs; ? undecided"


def print_comparison(compared: Compared, console: Console) -> None:
    """The contenders, and what the comparison of two, or the matrix or list of more, says."""
    number = len(compared.contenders)
    lines = []
    if number > MOST_IN_MATRIX:
        console.print(_list(compared, console))
        lines.append(
            f"Differences from the best, paired over {_shared(compared)}; {_LEGEND}. --json has "
            "all pairs."
        )
    else:
        console.print(_contenders(compared, console))
        if number > 2:
            console.print()
            console.print(_matrix(compared, console))
            lines.append(f"Row minus column, paired over {_shared(compared)}. {_LEGEND}.")
        elif comparison := compared.comparisons[0][1]:
            lines += _words(comparison, compared)
    if failed := sum(compared.failed):
        lines.append(f"{several(failed, 'trial')} failed, and are left out.")
    console.print()
    for line in (*lines, *compared.warnings):
        console.print(writable(line, console))


def _contenders(compared: Compared, console: Console) -> Table:
    table = _begun(("", "variant", compared.metric.replace(".", " "), "n"))
    several = len(compared.contenders) > 2
    for place, contender in enumerate(compared.contenders):
        letter = str(place + 1) if several else "AB"[place]
        row = (letter, contender.label, *_mean(compared.summaries[place]))
        table.add_row(*(writable(cell, console) for cell in row))
    return table


def _list(compared: Compared, console: Console) -> Table:
    """The best first, with numbers as the contenders were named."""
    table = _begun(("", "variant", compared.metric.replace(".", " "), "n", "minus the best", " "))
    larger = compared.metric.rpartition(".")[2] in LARGEST_IS_BEST
    means = [[summary.mean if summary else math.nan] for summary in compared.summaries]
    order = [entry.variant for entry in rank(means, larger_is_better=larger)]
    for place in order:
        against = compared.comparisons[place][order[0]]
        cell = _difference(against, compared).rpartition(" ") if against else ("", "", "")
        row = (
            str(place + 1),
            compared.contenders[place].label,
            *_mean(compared.summaries[place]),
            cell[0],
            cell[2],
        )
        table.add_row(*(writable(each, console) for each in row))
    return table


def _begun(headings: Sequence[str]) -> Table:
    table = empty_table()
    for heading in headings:
        name = heading == "variant"
        table.add_column(
            heading, justify="left" if name else "right", no_wrap=not name, overflow="fold"
        )
    return table


def _mean(summary: Summary | None) -> tuple[str, str]:
    return (mean_and_std(summary), f"{summary.n:,}") if summary else ("diverged", "0")


def _shared(compared: Compared) -> str:
    """How many seeds pairs share."""
    pairs = {each.n + each.left_out for row in compared.comparisons for each in row if each}
    least, most = min(pairs), max(pairs)
    return f"{least} shared seeds" if least == most else f"{least} to {most} shared seeds"


def _matrix(compared: Compared, console: Console) -> Table:
    table = empty_table()
    table.add_column("", justify="right", no_wrap=True)
    for place in range(len(compared.contenders)):
        table.add_column(str(place + 1), justify="right", no_wrap=True)
    for place, row in enumerate(compared.comparisons):
        cells = [_difference(each, compared) if each else "" for each in row]
        table.add_row(*(writable(cell, console) for cell in (str(place + 1), *cells)))
    return table


def _difference(comparison: Comparison, compared: Compared) -> str:
    """``+0.0123 ?``, or the mark alone where there is no difference of means."""
    mark = _MARKS[comparison.verdict]
    if comparison.difference is None:
        return mark
    return f"{comparison.difference:+{_form(compared)}} {mark}"


def _form(compared: Compared) -> str:
    summary = next((summary for summary in compared.summaries if summary), None)
    return number_format(summary) if summary else ".4g"


def _words(comparison: Comparison, compared: Compared) -> list[str]:
    part, _, metric = compared.metric.rpartition(".")
    form, lines = _form(compared), []
    if comparison.verdict is Verdict.UNDECIDED and comparison.p_value <= ALPHA:
        lines.append(
            f"Undecided on {part} {metric}: the difference of the means speaks for one, and the "
            "seeds, of which diverged ones are losses, do not."
        )
    elif comparison.verdict is Verdict.UNDECIDED:
        lines.append(f"Undecided: these seeds do not tell A from B on {part} {metric}.")
        needed = comparison.seeds_to_settle
        if needed:
            many = (
                f"more than {SEARCHED_SEEDS:,}" if needed > SEARCHED_SEEDS else f"about {needed:,}"
            )
            lines.append(f"If the difference is as seen, {many} seeds of each would settle it.")
    else:
        lines.append(f"A is {comparison.verdict.value} than B on {part} {metric}.")
    if comparison.difference is not None:
        text = f"A − B is {comparison.difference:+{form}}"
        if comparison.ci95:
            low, high = comparison.ci95
            text += f", 95% interval {low:+{form}} … {high:+{form}}"
        if comparison.effect_size is not None:
            text += f"; effect size {comparison.effect_size:+.2f}"
        lines.append(text)
    p = comparison.p_value
    told = f"< {_UNTOLD:g}" if p < _UNTOLD else f"= {p:.2g}"
    lines.append(
        f"P(A better) {comparison.probability_better:.2f}; {comparison.method.value}, p {told}"
    )
    if comparison.method in (Method.WELCH, Method.RANK):
        lines.append("Not paired: there are no two seeds that both were trained with.")
    else:
        lines.append(f"Paired over {_shared(compared)}.")
    if comparison.left_out:
        lines.append(f"{comparison.left_out} diverged, in no mean; they count as losses in P.")
    return lines
