"""What trainings were diagnosed with, in lines and in marks."""

from collections.abc import Iterable, Iterator, Sequence

from gdrun.evidence.diagnoses.rules import DIVERGED, RULES
from gdrun.evidence.diagnoses.told import Told
from gdrun.wording import first_few, several

_PLACES = {"layer": "hidden layer", "epoch": "since epoch"}


def diagnosis_lines(told: Iterable[Told]) -> Iterator[str]:
    """A line for each diagnosis of a training's seeds; that some diverged is told besides."""
    for each in told:
        if each.rule is DIVERGED:
            continue
        where = ""
        if each.numbers:
            numbers = " to ".join(f"{number:,}" for number in each.numbers)
            where = f" ({_PLACES[each.rule.tells]} {numbers})"
        seen = f"{each.rule.words}{where}; try {each.rule.advice}"
        yield f"{_which(each)}{seen}" if each.of > 1 else f"{seen[:1].upper()}{seen[1:]}"


def marks(told: Iterable[Told]) -> str:
    """The marks of what most of a variant's trials have, the most severe first."""
    return "".join(each.rule.mark for each in told if each.is_of_most)


def legend(variants: Iterable[Sequence[Told]]) -> Iterator[str]:
    """What the marks of these variants mean, a line each."""
    shown = {mark for told in variants for mark in marks(told)}
    for rule in RULES:
        if rule.mark in shown:
            yield f"{rule.mark}: {rule.words}; try {rule.advice}"


def _which(told: Told) -> str:
    if len(told.seeds) == told.of:
        return f"All {several(told.of, 'seed')}: "
    return f"{len(told.seeds):,} of {several(told.of, 'seed')} ({first_few(told.seeds)}): "
