"""What pictures call things."""

from collections.abc import Sequence

from gdrun.evidence.comparability import Candidate
from gdrun.records import Record
from gdrun.statistics import About
from gdrun.wording import several, shown

ABOUT = {
    About.SEEDS: "about seeds alone",
    About.ROWS: "about seeds and held-out rows",
    About.DATA: "about data like these",
}


def label_of(candidate: Candidate) -> str:
    """What a picture calls it."""
    return candidate.label or candidate.variant.name


def labels_of(candidates: Sequence[Candidate]) -> tuple[str, list[str]]:
    """Names of variants, and what they say: values alone where all of them say the same keys.

    Of ``optimizer=adam, learning_rate=0.1`` it is ``adam, 0.1``, of ``optimizer, learning rate``.
    """
    keys = {tuple(each.variant.parameters) for each in candidates}
    if (
        len(keys) > 1
        or not next(iter(keys))
        or any(label_of(each) != each.variant.name for each in candidates)
    ):
        return "", [label_of(each) for each in candidates]
    words = [key.rpartition(".")[2].replace("_", " ") for key in next(iter(keys))]
    names = [", ".join(map(shown, each.variant.parameters.values())) for each in candidates]
    return ", ".join(words), names


def experiments_in_words(candidates: Sequence[Candidate]) -> str:
    """``digits``, or ``digits and iris``."""
    return " and ".join(dict.fromkeys(each.outcome.experiment for each in candidates))


def seeds_in_words(records: Sequence[Record]) -> str:
    """``10 seeds``."""
    return several(len({record.seed for record in records}), "seed")
