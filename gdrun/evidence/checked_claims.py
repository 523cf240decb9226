"""Claims held against what an experiment found."""

from collections.abc import Sequence

from gdrun.evidence.claims import Claims
from gdrun.evidence.findings import CheckedClaims, Finding, Sides
from gdrun.records import Claim, Difference, Level, Outcome, Relation
from gdrun.statistics import About


def check_claims(
    outcome: Outcome, claims: Sequence[Claim], asked: About | None = None
) -> CheckedClaims:
    """Checks claims about an experiment; of one that was interrupted, or failed, none.

    Args:
        outcome: Of the whole experiment.
        claims: At least one. They share the error of 5%.
        asked: What claims are to be about; None for as much as there is evidence for.

    Raises:
        StoreError: If variants that are claimed to differ cannot be compared.
    """
    if outcome.interrupted or not any(each.status.complete for each in outcome.records):
        return CheckedClaims(outcome, ())
    judge = Claims(outcome, len(claims), asked)
    return CheckedClaims(outcome, tuple((claim.text, _find(judge, claim)) for claim in claims))


def _find(judge: Claims, claim: Claim) -> Finding:
    meaning = claim.meaning
    if isinstance(meaning, Difference):
        return judge.difference(meaning.a, meaning.b, _of_difference(meaning), meaning.metric)
    sides = _beyond(meaning.relation, meaning.value)
    if isinstance(meaning, Level):
        return judge.level(meaning.metric, sides, meaning.variant)
    if meaning.of is None:
        return judge.share(None, None, sides, meaning.variant)
    holds = _beyond(meaning.of.relation, meaning.of.value)
    return judge.share(meaning.of.metric, holds, sides, meaning.variant)


def _of_difference(claim: Difference) -> Sides:
    if claim.relation == "=":
        return Sides(-claim.margin, claim.margin)
    return _beyond(claim.relation, claim.margin if claim.relation == ">" else -claim.margin)


def _beyond(relation: Relation, value: float) -> Sides:
    return Sides(low=value) if relation == ">" else Sides(high=value)
