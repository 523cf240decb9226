"""Checking claims: what a config says is run, and what is claimed is held against what it found."""

from collections.abc import Sequence
from pathlib import Path

from gdrun.config import Config, OwnFiles, load_config, load_sweep
from gdrun.config.claims import (
    GRAMMAR,
    Claim,
    Difference,
    Level,
    Relation,
    ShareOfSeeds,
    read_claim,
)
from gdrun.config.schema import SeparateSources
from gdrun.errors import ConfigError, Problem, StoreError
from gdrun.evidence.claims import CheckedClaims, Claims, Finding, Sides
from gdrun.evidence.named_variants import place_named
from gdrun.experiment.api import RunOptions, sweep, train
from gdrun.records import JUDGED, PORTIONS, Outcome
from gdrun.statistics import About


def claims_of(path: Path, said: Sequence[str], own: OwnFiles) -> tuple[Claim, ...]:
    """The claims that are to be checked about a config file.

    Args:
        path: The file.
        said: What a person claims of it; if nothing, it is what the file lists.
        own: Files of the user's own parts, besides those that the config names.

    Raises:
        ConfigError: If the file says no config, what is said is no claim, or a claim names a
            variant or a part of the data that there is not.
    """
    config = load_config(path, own=own)
    claims = tuple(map(_claim, said or config.claims))
    if claims:
        names, configs = [config.name], [config]
        if config.sweep:
            combinations = load_sweep(path, own=own).combinations()
            names = [each.name for each in combinations]
            configs = [each.config for each in combinations]
        problems = [each for claim in claims if (each := _unknown(claim, names, configs))]
        if problems:
            raise ConfigError(tuple(problems))
    return claims


def metrics_of(claims: Sequence[Claim]) -> tuple[str, ...]:
    """The names of the metrics that claims are about, without their portions."""
    metrics = (_metric(claim) for claim in claims)
    return tuple(dict.fromkeys(metric.rpartition(".")[2] for metric in metrics if metric))


def run_claimed(path: Path, own: OwnFiles, options: RunOptions) -> Outcome:
    """Runs a config file's sweep or, without one, its training.

    Raises:
        GdrunError: If it cannot be run.
    """
    config = load_config(path, own=own)
    if config.sweep:
        return sweep(config.name, load_sweep(path, own=own).combinations(), None, options)
    return train(config, None, options)


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


def _claim(text: str) -> Claim:
    try:
        return read_claim(text)
    except ValueError as error:
        raise ConfigError((Problem(f"claim `{text}`", f"{error}", GRAMMAR),)) from None


def _metric(claim: Claim) -> str | None:
    meaning = claim.meaning
    level = meaning.of if isinstance(meaning, ShareOfSeeds) else meaning
    return None if level is None else level.metric


def _unknown(claim: Claim, names: Sequence[str], configs: Sequence[Config]) -> Problem | None:
    """What a claim names that there is not."""
    meaning, where, hint = claim.meaning, f"claim `{claim.text}`", ""
    if isinstance(meaning, Difference):
        said: tuple[str | None, ...] = (meaning.a, meaning.b)
    else:
        said = (meaning.variant,)
        if isinstance(meaning, Level) and len(names) > 1:
            hint = f"if {meaning.value:g} is a variant, put it in quotes: '{meaning.value:g}'"
    try:
        places = [place_named(names, each) for each in said]
    except StoreError as error:
        return Problem(where, f"{error}", hint)
    if len(set(places)) < len(said):
        return Problem(where, f"{said[0]} and {said[1]} are the same variant")
    metric = _metric(claim)
    if metric is None and not isinstance(meaning, Difference):
        return None
    portion = (metric or "").rpartition(".")[0] or JUDGED
    there = _portions(configs[places[0]])
    if portion in there:
        return None
    hint = "say of which part, as in test.accuracy, or add one to `data.split`"
    return Problem(where, f"there is no {portion} part, but {', '.join(there)}", hint)


def _portions(config: Config) -> list[str]:
    """The portions that a config divides its data into."""
    source, split = config.data.source, config.data.split
    there = {PORTIONS[0]}
    if isinstance(source, SeparateSources):
        there |= {each for each in PORTIONS if getattr(source, each) is not None}
    if split is not None:
        there |= {each for each in PORTIONS if getattr(split, each)}
        if split.folds:
            there.add(PORTIONS[-1])
    return [each for each in PORTIONS if each in there]


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
