"""What was claimed of an experiment, and what became of it."""

from collections.abc import Iterator

from gdrun.config.claims import read_claim
from gdrun.errors import StoreError
from gdrun.evidence.checked_claims import check_claims
from gdrun.page.blocks import Block, Lines, Table
from gdrun.records import Outcome
from gdrun.report.tables.claims import all_answers, claim_grounds, shared_error, why_not_all
from gdrun.statistics import About

_CLAIMED = "Claims, and their answers"
_HOW = "To have them judged, save the config above and run gdrun claim with it."


def claim_blocks(outcome: Outcome) -> Iterator[Block]:
    """Each claim with its answer, judged as ``gdrun claim`` judges it; nothing without claims.

    Args:
        outcome: A whole experiment, as it is stored.
    """
    request = outcome.request
    if request is None or not request.claims:
        return
    texts = request.claims
    asked = About(request.claims_about) if request.claims_about else None
    try:
        checked = check_claims(outcome, [read_claim(text) for text in texts], asked)
    except (StoreError, ValueError) as error:
        yield _unjudged(texts)
        yield Lines((f"Not judged: {error}.", _HOW))
        return
    findings = [finding for _, finding in checked.findings]
    if not findings:
        yield _unjudged(texts)
        yield Lines((*why_not_all(outcome), _HOW))
        return
    rows = tuple(
        (text, finding.answer.value, "\n".join(claim_grounds(finding, outcome)))
        for text, finding in checked.findings
    )
    yield Table(_CLAIMED, ("claim", "answer", "what it rests on"), rows)
    shared = [shared_error(len(findings))] if len(findings) > 1 else []
    yield Lines((*shared, all_answers(findings), *why_not_all(outcome)))


def _unjudged(texts: tuple[str, ...]) -> Table:
    return Table(_CLAIMED, ("claim", "answer"), tuple((text, "not judged") for text in texts))
