"""What pictures call things."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from gdrun.evidence.comparability import Candidate, difference_in_kind
from gdrun.evidence.endings import by_variant
from gdrun.records import Record
from gdrun.statistics import About
from gdrun.wording import several, shown

LONGEST_NAME = 38
"""Letters of a variant's name for which a picture has room."""

ABOUT = {
    About.SEEDS: "about seeds alone",
    About.ROWS: "about seeds and held-out rows",
    About.DATA: "about data like these",
}


def label_of(candidate: Candidate) -> str:
    """What a picture calls it."""
    return candidate.label or candidate.variant.name


def whole_name(candidate: Candidate) -> str:
    """What it is called in a title: the experiment, and which variant of it."""
    name, label = candidate.outcome.experiment, label_of(candidate)
    return label if label.startswith(name) else f"{name}, {label}"


def labels_of(candidates: Sequence[Candidate]) -> tuple[str, list[str]]:
    """Names of variants beside an axis, and what they say: values where all have the same keys.

    Of ``optimizer=adam, learning_rate=0.1`` it is ``adam, 0.1``, of ``optimizer, learning rate``.
    """
    if not _differ_by_values(candidates):
        return "", [label_of(each) for each in candidates]
    settings = [each.variant.parameters for each in candidates]
    return ", ".join(map(key_in_words, settings[0])), _in_words(settings, named=frozenset())


def names_of(candidates: Sequence[Candidate]) -> list[str]:
    """Names of variants that stand alone, as in a legend: ``adam, learning rate 0.1``."""
    if not _differ_by_values(candidates):
        return [label_of(each) for each in candidates]
    return settings_in_words([each.variant.parameters for each in candidates])


def _differ_by_values(candidates: Sequence[Candidate]) -> bool:
    """Whether all are variants of a sweep, and set the same keys."""
    keys = {tuple(each.variant.parameters) for each in candidates}
    return (
        len(keys) == 1
        and bool(next(iter(keys)))
        and len({each.outcome.id for each in candidates}) == 1
        and all(label_of(each).endswith(each.variant.name) for each in candidates)
    )


def settings_in_words(settings: Sequence[Mapping[str, Any]]) -> list[str]:
    """What each of several settings of the same keys says: ``adam, learning rate 0.1``.

    A key is named where some value is no name of a part, which would tell nothing alone.
    """
    named = {
        key for each in settings for key, value in each.items() if not isinstance(value, str | dict)
    }
    return _in_words(settings, named)


def _in_words(settings: Sequence[Mapping[str, Any]], named: Collection[str]) -> list[str]:
    """Values, some with their keys. What is common is left out where there is no room for it."""
    rounded = _rounded(settings)
    whole = [_joined(each, named) for each in rounded]
    if max(map(len, whole)) <= LONGEST_NAME:
        return whole
    return [_joined(each, named) for each in _without_what_is_common(rounded)]


def _joined(setting: Mapping[str, Any], named: Collection[str]) -> str:
    return ", ".join(
        f"{key_in_words(key)} {shown(value)}" if key in named else shown(value)
        for key, value in setting.items()
    )


def _rounded(settings: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The same with three digits of each number, of keys whose numbers these tell apart."""
    found = [dict(each) for each in settings]
    for key in {key for each in settings for key in each}:
        numbers = {each[key] for each in found if isinstance(each.get(key), float)}
        if len({_short(number) for number in numbers}) == len(numbers):
            for each in found:
                if isinstance(value := each.get(key), float):
                    each[key] = _short(value)
    return found


def _short(number: float) -> float:
    return float(f"{number:.3g}")


def _without_what_is_common(settings: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The same, where parts lack the parameters in which all with their name agree."""
    found = [dict(each) for each in settings]
    for key in {key for each in settings for key in each}:
        parts = [each[key] for each in settings if isinstance(each.get(key), dict)]
        for each in found:
            if isinstance(part := each.get(key), dict):
                alike = [one for one in parts if one.get("name") == part.get("name")]
                each[key] = {
                    word: value
                    for word, value in part.items()
                    if word == "name" or any(one.get(word) != value for one in alike)
                }
    return found


def key_in_words(key: str) -> str:
    """``learning rate`` of ``optimizer.learning_rate``."""
    return key.rpartition(".")[2].replace("_", " ")


def experiments_in_words(candidates: Sequence[Candidate]) -> str:
    """``digits``, or ``digits and iris``."""
    return " and ".join(dict.fromkeys(each.outcome.experiment for each in candidates))


def notes_on_kind(candidates: Sequence[Candidate], metric: str) -> tuple[str, ...]:
    """Why variants that share an axis are not to be compared, if they are not."""
    first, *others = candidates
    whys = {difference_in_kind(first, each, metric) for each in others} - {""}
    return tuple(
        f"Not to be compared in {metric}: some of them have {why}." for why in sorted(whys)
    )


def seeds_in_words(variants: Iterable[Sequence[Record]]) -> str:
    """``10 seeds``, or ``4 to 20 seeds`` where variants have different numbers of them."""
    numbers = {len({record.seed for record in records}) for records in variants} - {0}
    least, most = min(numbers, default=0), max(numbers, default=0)
    return several(most, "seed") if least == most else f"{least:,} to {several(most, 'seed')}"


def records_of(candidates: Iterable[Candidate]) -> list[Sequence[Record]]:
    """The trials of each."""
    return [by_variant(each.outcome)[each.variant.name] for each in candidates]
