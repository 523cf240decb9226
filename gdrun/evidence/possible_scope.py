"""What values of some variants can be about at most, as their configs tell, and what is asked."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from gdrun.errors import StoreError
from gdrun.evidence.comparability import Candidate, overlap
from gdrun.evidence.data_streams import config_portions, data_streams
from gdrun.records import PORTIONS, Outcome
from gdrun.statistics import About


def check_asked(outcome: Outcome, asked: About) -> None:
    """Sees, before a trial is run, that no variant's config rules out what is asked.

    Raises:
        StoreError: If one does, of its `main_portion`.
    """
    for variant in outcome.variants:
        if portion := main_portion(config_portions(variant.config)):
            check_about([Candidate(outcome, variant)], portion, asked)


def check_about(candidates: Sequence[Candidate], portion: str, asked: About) -> None:
    """Sees that the configs of some candidates do not rule out what is asked.

    Raises:
        StoreError: If they do.
    """
    natural, notes = natural_scope(candidates, portion)
    wanted_scope(natural, asked, portion, apart=bool(notes))


def main_portion(there: Collection[str]) -> str:
    """The held-out portion that an answer is about first: validation, or else test; or none."""
    return next((each for each in PORTIONS[1:] if each in there), "")


def is_about_data(candidate: Candidate, portion: str) -> bool:
    """Whether seeds have other held-out rows, so that their values tell of data like these."""
    return portion != PORTIONS[0] and _natural_of(candidate, portion)[0] is About.DATA


def natural_scope(candidates: Sequence[Candidate], portion: str) -> tuple[About, tuple[str, ...]]:
    """What candidates can be about at most, and what is to be said of it."""
    if portion == PORTIONS[0]:
        return About.SEEDS, ()
    kinds = [_natural_of(each, portion) for each in candidates]
    notes = tuple(dict.fromkeys(note for _, note in kinds if note))
    return (About.DATA if any(kind is About.DATA for kind, _ in kinds) else About.ROWS), notes


def _natural_of(candidate: Candidate, portion: str) -> tuple[About, str]:
    config: Mapping[str, Any] = candidate.variant.config
    streams, split = data_streams(config), config["data"].get("split")
    drawn = "data" in streams and candidate.variant.preparation.get("data_follows_seed", True)
    if drawn and "folds" not in (split or {}):
        return About.DATA, ""
    if "split" not in streams or not split:
        return About.ROWS, ""
    if "folds" not in split and not split.get(portion):
        return About.ROWS, (
            f"The {portion} rows are the same for each seed, but training rows are drawn anew and "
            "overlap. Intervals do not account for that."
        )
    if overlap(candidate, portion) is None:
        return About.DATA, (
            "The split follows the seed, so trials share rows. How many is not known here, so "
            "intervals are too narrow."
        )
    return About.DATA, ""


def wanted_scope(natural: About, asked: About | None, portion: str, *, apart: bool) -> About:
    """What it is about; ``apart`` says that the rows are the same though the split is drawn."""
    if asked is None or natural is About.SEEDS:
        return natural
    if asked is About.ROWS and natural is About.DATA:
        raise StoreError(
            f"each seed has other {portion} rows, so seeds and rows cannot be told apart: "
            "--about data is about both"
        )
    if asked is About.DATA and natural is About.ROWS and apart:
        raise StoreError(
            f"the {portion} rows are the same for each seed, whatever the split, so nothing tells "
            "how other rows would do: --about rows"
        )
    if asked is About.DATA and natural is About.ROWS:
        raise StoreError(
            "all seeds have the same split and data, which tell nothing of other data: add split "
            "to `randomness.vary`, or say --about rows"
        )
    return asked
