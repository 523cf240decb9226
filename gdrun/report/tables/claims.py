"""Checked claims, for a person."""

from collections.abc import Iterator, Sequence

from rich.console import Console

from gdrun.evidence.findings import Answer, CheckedClaims, Estimated, Finding
from gdrun.records import Outcome, Status
from gdrun.report.console.streams import writable
from gdrun.report.tables.numbers import count, difference_end, percent
from gdrun.report.tables.scope import scope_in_words
from gdrun.statistics import ALPHA, summarize
from gdrun.wording import several

_STYLES = {Answer.SUPPORTED: "green", Answer.REFUTED: "red", Answer.UNDECIDED: "yellow"}


def print_claims(checked: Sequence[CheckedClaims], console: Console) -> None:
    """Each claim with its answer, and what that rests on."""
    for each in checked:
        console.print(writable(each.outcome.experiment, console), style="bold")
        if len(each.findings) > 1:
            console.print(writable(shared_error(len(each.findings)), console))
        for text, finding in each.findings:
            console.print()
            console.print(
                writable(f"{finding.answer.value}: {text}", console),
                style=_STYLES[finding.answer],
                highlight=False,
            )
            for line in claim_grounds(finding, each.outcome):
                console.print(writable(f"  {line}", console), highlight=False)
        for line in why_not_all(each.outcome):
            console.print(writable(line, console), highlight=False)
        console.print()
    findings = [finding for each in checked for _, finding in each.findings]
    if findings:
        console.print(writable(all_answers(findings), console))


def shared_error(number: int) -> str:
    """What so many claims have in common."""
    level = 100 * (1 - ALPHA / number)
    return f"{several(number, 'claim')} share the error of 5%, so intervals are of {level:.4g}%."


def all_answers(findings: Sequence[Finding]) -> str:
    """How many claims have which answer."""
    told = ", ".join(
        f"{sum(each.answer is answer for each in findings):,} {answer.value}"
        for answer in Answer
        if any(each.answer is answer for each in findings)
    )
    return f"{several(len(findings), 'claim')}: {told}"


def why_not_all(outcome: Outcome) -> Iterator[str]:
    """Why not all that was asked is known."""
    if outcome.interrupted:
        yield "Interrupted, so its claims are not judged; the same command goes on."
    failed = [record for record in outcome.records if record.status is Status.FAILED]
    if failed:
        yield f"{several(len(failed), 'trial')} failed: {failed[0].message}"


def claim_grounds(finding: Finding, outcome: Outcome) -> Iterator[str]:
    """What the answer to a claim rests on, line by line."""
    what = (finding.metric or "diverged").replace(".", " ")
    if finding.estimated is Estimated.SHARE:
        what = f"share of seeds, {what}"
    if finding.estimate is None:
        yield f"{what}: not known"
    else:
        text = f"{what}: {_number(finding, finding.estimate)}"
        if finding.interval:
            low, high = (_number(finding, end) for end in finding.interval)
            text += f", {100 * (1 - finding.level):.4g}% interval {low} … {high}"
        yield text
    if len(outcome.variants) > 1:
        yield f"of {' minus '.join(finding.variants)}"
    about = scope_in_words(
        finding.about, finding.seeds, finding.rows, finding.splits, finding.portion
    )
    yield f"about {about}"
    yield from finding.notes
    yield from _needed(finding)


def _needed(finding: Finding) -> Iterator[str]:
    needed = finding.needed
    if needed.seeds:
        yield f"{needed.seeds:,} seeds should settle it, if it is as seen"
    elif needed.rows:
        yield (
            f"no number of seeds settles it; about {count(needed.rows)} held-out rows would, if it "
            "is as seen"
        )
    elif needed.hopeless:
        yield "no number of seeds settles it, if it is as seen: it takes more data"


def _number(finding: Finding, value: float) -> str:
    if finding.estimated is Estimated.SHARE:
        return percent(value)
    ends = finding.interval or (value, value)
    width = summarize([ends[0], ends[1]])
    told = difference_end(value, width)
    return told if finding.estimated is Estimated.DIFFERENCE else told.removeprefix("+")
