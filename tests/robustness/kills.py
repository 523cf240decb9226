"""Kills commands at random moments, and looks at what is left.

``python -m tests.robustness.kills --count 200 --seed 1``
"""

import argparse
import json
import os
import pty
import random
import re
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from gdrun.store import Store
from tests.store.killing import stored

CONFIGS = {
    "train": """\
data: {source: digits}
model: {hidden: [256]}
training: {epochs: 60}
seeds: 10
""",
    "sweep": """\
data: {source: digits}
model: {hidden: [16]}
training: {epochs: 200}
seeds: 8
sweep:
  optimizer.learning_rate: [0.001, 0.01]
  model.activation: [relu, tanh, sigmoid]
""",
}
SIGNALS = ("SIGKILL", "SIGTERM", "SIGHUP", "SIGINT", "SIGPIPE")
YOUNG = 1.0
"""Seconds in which Python may still be about to start."""

_CAUGHT = re.compile(r"^SigCgt:\s*([0-9a-f]+)", re.MULTILINE)

Hashes = dict[tuple[str, str, int], str]
"""Experiment, variant and seed → the weights' hash."""


@dataclass
class Struck:
    """What a command that was met by a signal left to read."""

    code: int
    output: str
    errors: str
    told: int
    """How many trials it said were done."""
    early: bool
    """Whether it was met before gdrun's first line, while Python itself starts."""


@dataclass(frozen=True)
class Place:
    """Where the commands run."""

    folder: Path
    rng: random.Random
    seconds: dict[str, float]
    """How long each scene takes that nobody disturbs."""
    hashes: Hashes
    exported: bytes
    cut_short: Counter[str] = field(default_factory=Counter)
    """Of each scene, how many did not end by themselves."""

    @property
    def store(self) -> Path:
        return self.folder / "gdrun.db"


def start(folder: Path, arguments: Sequence[str]) -> tuple[subprocess.Popen[bytes], int]:
    """The command, and the terminal in which it tells how far it is."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "gdrun", *arguments], cwd=folder, stdout=subprocess.PIPE,
        stderr=theirs, stdin=subprocess.DEVNULL,
        env={**os.environ, "GDRUN_STORE": "gdrun.db", "TERM": "xterm", "COLUMNS": "120"},
    )  # fmt: skip
    os.close(theirs)
    return process, ours


def strike(
    started: tuple[subprocess.Popen[bytes], int], name: str | None, when: Callable[[], bool]
) -> Struck:
    """Sends the command a signal once ``when`` says so, and waits for its end."""
    process, terminal = started
    assert process.stdout is not None
    begun, output, errors = time.monotonic(), b"", b""
    struck, open_ends, early = name is None, [process.stdout.fileno(), terminal], False
    while open_ends:
        if not struck and when():
            struck = True
            early = time.monotonic() - begun < YOUNG and not _is_listening(process.pid)
            process.send_signal(getattr(signal, name or ""))
        for end in select.select(open_ends, [], [], 0.001)[0]:
            try:
                read = os.read(end, 65536)
            except OSError:  # Linux says so when the other end of a terminal is closed.
                read = b""
            if not read:
                open_ends.remove(end)
            elif end == terminal:
                errors += read
            else:
                output += read
    code = process.wait(60)
    os.close(terminal)
    process.stdout.close()
    told = [int(trials) for trials in re.findall(rb"(\d+)/\d+ (?:trials|seeds)", errors)]
    return Struck(
        code, output.decode(), errors.decode(errors="replace"), max(told, default=0), early
    )


def _is_listening(process: int) -> bool:
    """Whether it has said what it does on SIGTERM; Linux tells, elsewhere nobody knows."""
    try:
        found = _CAUGHT.search(Path(f"/proc/{process}/status").read_text())
    except OSError:
        return False
    return found is not None and bool(int(found[1], 16) >> (signal.SIGTERM - 1) & 1)


def moment(place: Place, scene: str) -> Callable[[], bool]:
    """When to strike: at any time, or some time after something in the folder changes."""
    if place.rng.random() < 0.5:
        end = time.monotonic() + place.rng.uniform(0, 1.1 * place.seconds[scene])
        return lambda: time.monotonic() >= end
    # Trials come one after the other, but a file is written in an instant.
    writes = scene in ("export", "rm")
    delay = place.rng.uniform(0, 0.02 if writes else 0.6 * place.seconds[scene])
    before = _state(place.folder)
    seen = 0.0

    def changed() -> bool:
        nonlocal seen
        if not seen and _state(place.folder) != before:
            seen = time.monotonic()
        return bool(seen) and time.monotonic() >= seen + delay

    return changed


def _state(folder: Path) -> list[tuple[str, int, int]]:
    found = []
    for each in os.scandir(folder):
        try:
            known = each.stat()
        except FileNotFoundError:
            continue
        found.append((each.name, known.st_size, known.st_mtime_ns))
    return sorted(found)


def hashes_of(store: Path) -> Hashes:
    """Of all that a store holds."""
    with Store.open(store, readonly=True) as opened:
        return {
            (each.name, record.variant, record.seed): record.weights_sha256
            for each in opened.experiments()
            for record in opened.outcome(each.id, weights=True).records
        }


def look(place: Place, scene: str, struck: Struck, name: str) -> Iterator[str]:
    """What is wrong with how a command ended, and with what ``runs`` says after it."""
    place.cut_short[scene] += struck.code != 0
    if "Traceback" in struck.errors and not struck.early:
        yield f"a traceback: {struck.errors[struck.errors.index('Traceback') :][:3000]}"
    ends = {"SIGKILL": (0, -signal.SIGKILL), "SIGPIPE": (0,)}.get(name, (0, 130))
    if struck.code not in ends and not struck.early:
        yield f"exit code {struck.code}: {struck.errors[-300:]}"
    if not place.store.exists() or not place.store.stat().st_size or not stored(place.store):
        return
    with Store.open(place.store, readonly=True) as store:
        for each in store.experiments():
            outcome = store.outcome(each.id)
            if len(outcome.records) != each.trials:
                yield f"runs says {each.trials} trials of {len(outcome.records)}"
            if (each.status == "done") != (each.trials >= each.planned):
                yield f"runs says {each.status} of {each.trials} of {each.planned} trials"
    for key, found in hashes_of(place.store).items():
        if place.hashes[key] != found:
            yield f"other weights of {key}"


def running(place: Place, scene: str, name: str) -> Iterator[str]:
    """``train`` or ``sweep`` on a store that grows from kill to kill until it is whole."""
    if stored(place.store):
        found = hashes_of(place.store)
        if all(key in found for key in place.hashes if key[0] == scene):
            place.store.unlink()
    before = stored(place.store)
    when = moment(place, scene)
    started = start(place.folder, [scene, f"{scene}.yaml", "--json"])
    struck = strike(started, name, when)
    yield from look(place, scene, struck, name)
    after = stored(place.store)
    if not before <= after:
        yield "a trial that was stored is missing"
    if len(after) - len(before) < struck.told:
        yield f"{struck.told} trials were said to be done, {len(after) - len(before)} are stored"
    # A document is written piece by piece, and one that is cut off tells nothing.
    if struck.output and struck.code != -signal.SIGKILL:
        for variant in json.loads(struck.output)["variants"]:
            for trial in variant["trials"]:
                key = (scene, variant["name"], trial["seed"])
                if place.hashes[key] != trial["weights_sha256"]:
                    yield f"other weights were printed of {key}"
                if key not in hashes_of(place.store):
                    yield f"{key} was printed and is not stored"


def fresh(place: Place, scene: str, name: str) -> Iterator[str]:
    """``sweep --fresh`` on a whole store, half of the times beside another one."""
    shutil.copy(place.folder / "whole" / "gdrun.db", place.store)
    before, when = stored(place.store), moment(place, scene)
    command = ["sweep", "sweep.yaml", "--json", "--fresh"]
    other = start(place.folder, command) if place.rng.random() < 0.5 else None
    struck = strike(start(place.folder, command), name, when)
    if other:
        beside = strike(other, None, lambda: False)
        if beside.code != 0:
            yield f"the other command ended with {beside.code}: {beside.errors[-300:]}"
    yield from look(place, scene, struck, name)
    if stored(place.store) != before or hashes_of(place.store) != place.hashes:
        yield "a trial is missing, or another one"


def export(place: Place, scene: str, name: str) -> Iterator[str]:
    """``export`` over a good file."""
    shutil.copy(place.folder / "whole" / "gdrun.db", place.store)
    target = place.folder / "w.npz"
    older = b"what was there before" * 40_000
    target.write_bytes(older)
    struck = strike(
        start(place.folder, ["export", "train", "--force", "-o", target.name]),
        name,
        moment(place, scene),
    )
    yield from look(place, scene, struck, name)
    if target.read_bytes() not in (older, place.exported):
        yield f"a good file of {len(older)} bytes was destroyed"
    if struck.code == 0 and target.read_bytes() != place.exported:
        yield "the export was not made"
    beside = list(place.folder.glob(".w.npz*"))
    if beside and name != "SIGKILL":
        yield f"left behind: {beside}"
    for each in beside:
        each.unlink()


def rm(place: Place, scene: str, name: str) -> Iterator[str]:
    """``rm`` of one of two experiments."""
    shutil.copy(place.folder / "whole" / "gdrun.db", place.store)
    struck = strike(start(place.folder, ["rm", "train"]), name, moment(place, scene))
    yield from look(place, scene, struck, name)
    found = hashes_of(place.store)
    gone = {key for key in place.hashes if key not in found}
    if gone not in (set(), {key for key in place.hashes if key[0] == "train"}):
        yield f"{len(gone)} trials are missing"
    if struck.code == 0 and not gone:
        yield "nothing was removed"


def compare(place: Place, scene: str, name: str) -> Iterator[str]:
    """``compare`` of two experiments, which only reads."""
    shutil.copy(place.folder / "whole" / "gdrun.db", place.store)
    before = place.store.read_bytes()
    struck = strike(start(place.folder, ["compare", "sweep"]), name, moment(place, scene))
    yield from look(place, scene, struck, name)
    if place.store.read_bytes() != before:
        yield "the store was written to"


SCENES: dict[str, Callable[[Place, str, str], Iterator[str]]] = {
    "train": running,
    "sweep": running,
    "sweep --fresh": fresh,
    "export": export,
    "rm": rm,
    "compare": compare,
}


def prepare(folder: Path, rng: random.Random) -> Place:
    """Runs everything once, undisturbed."""
    whole = folder / "whole"
    whole.mkdir()
    for name, text in CONFIGS.items():
        (folder / f"{name}.yaml").write_text(text)
        shutil.copy(folder / f"{name}.yaml", whole)
    commands = {
        "train": ["train", "train.yaml"],
        "sweep": ["sweep", "sweep.yaml"],
        "sweep --fresh": ["sweep", "sweep.yaml", "--fresh"],
        "export": ["export", "train", "-o", "w.npz"],
        "compare": ["compare", "sweep"],
        "rm": ["runs"],
    }
    # What is compiled now is not measured with the rest.
    assert (
        strike(start(whole, ["train", "train.yaml", "--no-store"]), None, lambda: False).code == 0
    )
    seconds = {}
    for scene, command in commands.items():
        begun = time.monotonic()
        done = strike(start(whole, command), None, lambda: False)
        assert done.code == 0, done.errors
        seconds[scene] = time.monotonic() - begun
    exported = (whole / "w.npz").read_bytes()
    return Place(folder, rng, seconds, hashes_of(whole / "gdrun.db"), exported)


def resume(place: Place, growing: Path) -> Iterator[str]:
    """The same commands again, undisturbed, find or compute what was there from the start."""
    shutil.copy(growing, place.store)
    for command in ("train", "sweep"):
        done = strike(start(place.folder, [command, f"{command}.yaml"]), None, lambda: False)
        if done.code:
            yield f"{command} again: {done.code}: {done.errors[-300:]}"
    if hashes_of(place.store) != place.hashes:
        yield "other weights after resuming"


def run(
    count: int, seed: int, folder: Path, scenes: Sequence[str]
) -> tuple[Counter[tuple[str, str]], Counter[str], list[str]]:
    """Kills ``count`` commands.

    Returns:
        How many of each scene met each signal, how many did not end by themselves, and what went
        wrong, in words.
    """
    place, table, faults = prepare(folder, random.Random(seed)), Counter[tuple[str, str]](), []
    growing = folder / "growing.db"
    for number in range(count):
        scene = scenes[number % len(scenes)]
        name = place.rng.choice(SIGNALS)
        table[scene, name] += 1
        for each in folder.glob("gdrun.db*"):
            each.unlink()
        grows = SCENES[scene] is running
        if grows and growing.exists():
            shutil.copy(growing, place.store)
            for each in folder.glob("growing.db-*"):
                each.rename(place.store.with_name(each.name.replace("growing", "gdrun")))
        try:
            faults += [
                f"{number} {scene} {name}: {each}" for each in SCENES[scene](place, scene, name)
            ]
        except Exception as error:
            faults.append(f"{number} {scene} {name}: {type(error).__name__}: {error}")
        if grows and place.store.exists():
            shutil.copy(place.store, growing)
    if growing.exists():
        faults += resume(place, growing)
    return table, place.cut_short, faults


def main() -> None:
    """The script."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=SCENES, help="one kind of command")
    said = parser.parse_args()
    scenes = [said.only] if said.only else list(SCENES)
    with tempfile.TemporaryDirectory() as folder:
        table, cut_short, faults = run(said.count, said.seed, Path(folder), scenes)
    print(f"{'killed':<15}" + "".join(f"{name:>10}" for name in (*SIGNALS, "cut short")))
    for scene in SCENES:
        numbers = (*(table[scene, name] for name in SIGNALS), cut_short[scene])
        print(f"{scene:<15}" + "".join(f"{number:>10}" for number in numbers))
    print("\n".join(faults) or "nothing is lost, and nothing is destroyed")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
