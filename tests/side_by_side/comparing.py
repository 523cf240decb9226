"""Where the results of two checkouts differ, after all that may differ is masked."""

import difflib
import hashlib
import io
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from tests.side_by_side.documents import as_lines, trials_in
from tests.side_by_side.masks import COMPILING, ids_in, masked
from tests.side_by_side.packaged import files_in
from tests.side_by_side.reasons import Reason
from tests.side_by_side.running import Result, Side
from tests.side_by_side.scenes import Scene

MOST_MATCHED = 2000
"""Of longer texts, lines are told that one of them lacks: to match them would take hours."""

NEVER_MEANT = re.compile(
    r"^variants\[\d+\]\.trials\[\d+\]\."
    r"(seed|status|epochs|steps|weights_sha256|seconds|reused|metrics|message)\b"
)
"""What trials came to has no reason to differ."""

Played = Sequence[Sequence[Result]]
"""Results by scene and command."""
Channels = dict[str, str]
"""All that is compared of a command, each part by its name, as masked text."""


@dataclass(frozen=True)
class Difference:
    """One part of what a command wrote that the checkouts have different."""

    scene: str
    folder: str
    """Where the first played it."""
    command: str
    """The command's line."""
    channel: str
    lines: tuple[str, ...]
    """A unified diff without its head."""

    @property
    def changed(self) -> list[str]:
        """The lines that one of them has, with their signs."""
        return [line for line in self.lines if line[0] in "+-"]


@dataclass
class Tally:
    """What was compared, and what of it was equal."""

    compared: Counter[str] = field(default_factory=Counter)
    equal: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    """Commands by their exit code."""
    statuses: Counter[str] = field(default_factory=Counter)
    """How trials ended, with the first checkout."""
    seconds: defaultdict[int, float] = field(default_factory=lambda: defaultdict(float))
    """How long the commands of each side took."""

    def count(self, what: str, equal: bool, number: int = 1) -> None:
        """Counts things of a kind."""
        self.compared[what] += number
        self.equal[what] += number * equal


@dataclass
class Comparison:
    """All that was found by now."""

    compiling: bool
    """Whether to compare what is said of code that is being compiled."""
    tally: Tally = field(default_factory=Tally)
    differences: list[Difference] = field(default_factory=list)

    def add(self, sides: Sequence[Side], scenes: Sequence[Scene], played: Sequence[Played]) -> None:
        """Compares all commands of these scenes, as each of the sides played them."""
        for place, results in enumerate(played):
            self.tally.seconds[place] += sum(each.seconds for one in results for each in one)
        for number, scene in enumerate(scenes):
            before, after = (
                list(channels(scene, side, number, results[number], self.compiling))
                for side, results in zip(sides, played, strict=True)
            )
            found = [
                Difference(scene.name, str(sides[0].folder(number)), command.line, *different)
                for command, one, two in zip(scene.commands, before, after, strict=True)
                for different in self._compare(one, two)
            ]
            self.tally.count(scene.kind, not found)
            self.differences += found

    def _compare(self, before: Channels, after: Channels) -> list[tuple[str, tuple[str, ...]]]:
        """The channels in which one command differs, each with its diff."""
        different = [
            (name, diff(as_lines(before[name]), as_lines(after[name])))
            for name in before
            if before[name] != after[name]
        ]
        self.tally.count("commands", not different)
        self.tally.codes[before["exit code"]] += 1
        count_trials(self.tally, before["stdout"], after["stdout"])
        return different


def config_differences(sides: Sequence[Side]) -> list[Difference]:
    """Where the configs that come with the checkouts differ: both are given the first one's."""
    before, after = (files_in(side.checkout / "configs") for side in sides)
    return [
        Difference("configs that come with gdrun", str(sides[0].checkout), name, "text", lines)
        for name in sorted(before | after)
        if before.get(name) != after.get(name)
        and (lines := diff(_text(before.get(name)), _text(after.get(name))))
    ]


def _text(content: bytes | None) -> str:
    return "" if content is None else content.decode()


def channels(
    scene: Scene, side: Side, number: int, results: Sequence[Result], compiling: bool
) -> Iterator[Channels]:
    """The parts of what each command of a scene wrote."""
    ids = ids_in(result.stdout for result in results)
    folders = side.folder(number), side.work, side.checkout
    for command, result in zip(scene.commands, results, strict=True):
        stderr = result.stderr if compiling else COMPILING.sub("", result.stderr)
        told = {"exit code": str(result.code), "stderr": stderr, "stdout": result.stdout}
        told |= {name: described(side.folder(number) / name) for name in command.writes}
        yield {name: masked(text, ids, folders) for name, text in told.items()}


def described(path: Path) -> str:
    """A file that was written, as text: of arrays their types, shapes and hashes of their bytes."""
    if not path.exists():
        return "there is no such file"
    if path.suffix != ".npz":
        return path.read_text(encoding="utf-8")
    with np.load(io.BytesIO(path.read_bytes())) as arrays:
        return "\n".join(
            f"{name} {values.dtype} {values.shape} {hashlib.sha256(values.tobytes()).hexdigest()}"
            for name, values in arrays.items()
        )


def diff(before: str, after: str) -> tuple[str, ...]:
    """Which lines differ, with a few around them; spaces at ends are shown where they matter."""
    here, there = before.splitlines(), after.splitlines()
    if max(len(here), len(there)) > MOST_MATCHED:
        lines = _lines_of_one("-", here, there) + _lines_of_one("+", there, here)
    else:
        lines = list(difflib.unified_diff(here, there, lineterm="", n=2))[2:]
    # Texts may differ in how lines end alone.
    return tuple(lines) or (f"-{before!r}", f"+{after!r}")


def _lines_of_one(sign: str, lines: Sequence[str], others: Sequence[str]) -> list[str]:
    """The lines that are not among the others, wherever those stand."""
    known = set(others)
    return [sign + line for line in lines if line not in known]


def count_trials(tally: Tally, before: str, after: str) -> None:
    """Counts the trials in two JSON documents, if these are such.

    All that the first told of a trial must be as it was, to the last bit.
    """
    here, there = trials_in(before), trials_in(after)
    for key, trial in here.items():
        tally.count("trials", trial.items() <= there.get(key, {}).items())
        tally.statuses[trial["status"]] += 1


def explained(difference: Difference, reasons: Sequence[Reason]) -> set[Reason] | None:
    """Why it is meant; None if one of its lines has no reason, or there can be none."""
    left = set(difference.changed)
    if any(NEVER_MEANT.search(line[1:]) for line in left):
        return None
    found = set()
    for reason in reasons:
        if why := reason.explained(difference.command, difference.changed):
            found.add(reason)
            left -= why
    return None if left else found
