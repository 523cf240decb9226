"""Running what claims are about, after a look at whether it can tell what is claimed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from gdrun.config import Combination, Config, use_parts_of
from gdrun.config.claims import GRAMMAR, read_claim
from gdrun.errors import ConfigError, Problem, StoreError
from gdrun.evidence.claims import two_variants
from gdrun.evidence.comparability import Candidate
from gdrun.evidence.data_streams import config_portions
from gdrun.evidence.named_variants import place_named, variant_named
from gdrun.evidence.possible_scope import check_about
from gdrun.experiment.api import RunOptions, sweep, train
from gdrun.parts.registry import parts
from gdrun.records import (
    Claim,
    Difference,
    Level,
    Outcome,
    ShareOfSeeds,
    Variant,
    portion_and_name,
)
from gdrun.statistics import About
from gdrun.wording import did_you_mean


@dataclass(frozen=True)
class Claimed:
    """A config with what is claimed of it."""

    config: Config
    combinations: tuple[Combination, ...]
    """Those of its sweep; none if it has no sweep."""
    claims: tuple[Claim, ...]

    @property
    def metrics(self) -> tuple[str, ...]:
        """The names of the metrics that claims are about, without their portions."""
        metrics = map(_metric, self.claims)
        return tuple(dict.fromkeys(portion_and_name(metric)[1] for metric in metrics if metric))


def claimed(
    config: Config, said: Sequence[str], combinations: Callable[[], tuple[Combination, ...]]
) -> Claimed:
    """What is claimed of a config, as far as that can be told before it is run.

    Args:
        config: Any.
        said: What a person claims of it; if nothing, it is what the config lists.
        combinations: Makes those of its sweep, if it has one and there are claims.

    Raises:
        ConfigError: If what is said is no claim, or a claim names a variant, a metric or a part of
            the data that there is not.
    """
    claims = tuple(map(_claim, said or config.claims))
    if not claims:
        return Claimed(config, (), ())
    found = Claimed(config, combinations() if config.sweep else (), claims)
    names = [each.name for each in found.combinations] or [config.name]
    configs = [each.config for each in found.combinations] or [config]
    problems = [each for claim in claims if (each := _unknown(claim, names, configs))]
    if problems:
        raise ConfigError(tuple(problems))
    return found


def run_claimed(claimed: Claimed, options: RunOptions, *, asked: About | None = None) -> Outcome:
    """Runs a config's sweep or, without one, its training.

    Args:
        claimed: The config, and what is claimed of it.
        options: How it is run.
        asked: What claims are to be about; None for as much as there is evidence for.

    Raises:
        GdrunError: If it cannot be run.
    """
    # Those of another config may have been loaded since.
    use_parts_of(claimed.config)
    texts = tuple(claim.text for claim in claimed.claims)
    options = replace(options, claims=texts, claims_about=asked or "")
    if claimed.combinations:
        return sweep(claimed.config.name, claimed.combinations, None, options)
    return train(claimed.config, None, options)


def check_claimable(outcome: Outcome, claims: Sequence[Claim], asked: About | None) -> None:
    """Sees, before a trial is run, that its trials can tell what is claimed.

    Args:
        outcome: Of the experiment before it is run.
        claims: What is to be checked.
        asked: What claims are to be about; None for as much as there is evidence for.

    Raises:
        StoreError: If variants cannot be compared, or their configs rule out what is asked.
    """
    for meaning in (claim.meaning for claim in claims):
        if isinstance(meaning, ShareOfSeeds):
            continue
        portion, name = portion_and_name(meaning.metric or outcome.primary_metric)
        variants: tuple[Variant, ...]
        if isinstance(meaning, Difference):
            variants = two_variants(outcome, meaning.a, meaning.b, name)
        else:
            variants = (variant_named(outcome, meaning.variant),)
        if asked:
            check_about([Candidate(outcome, each) for each in variants], portion, asked)


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
    portion, name = portion_and_name(metric or "")
    metrics = ("loss", *parts("metrics"))
    if metric is not None and name not in metrics:
        hint = did_you_mean(name, metrics) or "`gdrun list metrics` tells all"
        return Problem(where, f"there is no metric `{name}`", hint)
    there = config_portions(configs[places[0]].resolved())
    if portion in there:
        return None
    hint = "say of which part, as in test.accuracy, or add one to `data.split`"
    return Problem(where, f"there is no {portion} part, but {', '.join(there)}", hint)
