"""Checking claims: what a config says is run, and what is claimed is held against what it found."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from gdrun.config import OwnFiles, load_config, load_sweep
from gdrun.config.claims import (
    GRAMMAR,
    Claim,
    Difference,
    Level,
    Relation,
    ShareOfSeeds,
    read_claim,
)
from gdrun.errors import ConfigError, PartError, Problem
from gdrun.evidence.claims import CheckedClaims, Claims, Finding, Sides
from gdrun.evidence.named_variants import place_named
from gdrun.experiment.api import RunOptions, sweep, train
from gdrun.statistics import About


def claims_in(path: Path, own: OwnFiles) -> tuple[Claim, ...]:
    """The claims that a config file lists.

    Raises:
        ConfigError: If the file says no config.
    """
    return tuple(map(read_claim, load_config(path, own=own).claims))


def check_claims(
    path: Path,
    claims: Sequence[Claim],
    own: OwnFiles,
    options: RunOptions,
    asked: About | None = None,
) -> CheckedClaims:
    """Runs a config file's sweep or, without one, its training, and checks claims about it.

    Args:
        path: The file.
        claims: At least one. They share the error of 5%.
        own: Files of the user's own parts, besides those that the config names.
        options: How it is run.
        asked: What claims are to be about; None for as much as there is evidence for.

    Raises:
        GdrunError: If it cannot be run, or a claim names a variant or a metric that there is not.
    """
    config = load_config(path, own=own)
    # A name that is none is told before anything is run.
    options = replace(options, shown=tuple(dict.fromkeys(_metrics(claims))))
    if config.sweep:
        combinations = load_sweep(path, own=own).combinations()
        _check_names([each.name for each in combinations], claims)
        outcome = sweep(config.name, combinations, None, options)
    else:
        _check_names([config.name], claims)
        outcome = train(config, None, options)
    if not outcome.records:
        raise PartError(f"{path}: no trial was finished, so nothing is known of its claims")
    judge = Claims(outcome, len(claims), asked)
    return CheckedClaims(outcome, tuple((claim.text, _find(judge, claim)) for claim in claims))


def _metrics(claims: Sequence[Claim]) -> Iterator[str]:
    """The names of the metrics that claims are about, without their portions."""
    for claim in claims:
        meaning = claim.meaning
        level = meaning.of if isinstance(meaning, ShareOfSeeds) else meaning
        if level is not None and level.metric is not None:
            yield level.metric.rpartition(".")[2]


def _check_names(variants: Sequence[str], claims: Sequence[Claim]) -> None:
    for claim in claims:
        meaning = claim.meaning
        if isinstance(meaning, Difference):
            place_named(variants, meaning.a)
            place_named(variants, meaning.b)
        else:
            place_named(variants, meaning.variant)


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


def claim_said(text: str) -> Claim:
    """The claim that a person typed.

    Raises:
        ConfigError: If it is none, with the grammar.
    """
    try:
        return read_claim(text)
    except ValueError as error:
        raise ConfigError((Problem(f"claim `{text}`", f"{error}", GRAMMAR),)) from None
