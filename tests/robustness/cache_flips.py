"""Damages files of the cache of compiled code, one at a time, and tells what training answers.

``python -m tests.robustness.cache_flips 500``: each time one file of a copy of the cache is
damaged, and a process of its own trains. It must end well with the same weights as before. The exit
code is 1 if one does not. Half a thousand take half an hour on two cores.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from random import Random

ROOT = Path(__file__).parents[2]
CONFIG = """
name: small
data: {source: iris}
training: {epochs: 3}
seeds: 2
"""
LONGEST = 300
"""Seconds that training may take, compiling all anew."""
AS_BEFORE, WITH_NOTE = "right, nothing said", "right, with a note"
GOOD = AS_BEFORE, WITH_NOTE

Damage = Callable[[Path, Sequence[Path], Random], None]


def flip(path: Path, others: Sequence[Path], random: Random) -> None:
    """Turns over one to eight bits."""
    content = bytearray(path.read_bytes())
    for _ in range(random.randint(1, 8) if content else 0):
        content[random.randrange(len(content))] ^= 1 << random.randrange(8)
    path.write_bytes(content)


def truncate(path: Path, others: Sequence[Path], random: Random) -> None:
    """Cuts the file short, at times to nothing."""
    length = random.choice([0, 1, random.randint(0, path.stat().st_size)])
    path.write_bytes(path.read_bytes()[:length])


def swap(path: Path, others: Sequence[Path], random: Random) -> None:
    """Gives two files each other's place."""
    other = random.choice(others)
    mine, its = path.read_bytes(), other.read_bytes()
    path.write_bytes(its)
    other.write_bytes(mine)


def delete(path: Path, others: Sequence[Path], random: Random) -> None:
    """Removes the file."""
    path.unlink()


def lengthen(path: Path, others: Sequence[Path], random: Random) -> None:
    """Adds bytes at the end."""
    path.write_bytes(path.read_bytes() + random.randbytes(random.randint(1, 1000)))


def scramble(path: Path, others: Sequence[Path], random: Random) -> None:
    """Writes anything in the place of what the file held."""
    path.write_bytes(random.randbytes(path.stat().st_size))


def become_a_folder(path: Path, others: Sequence[Path], random: Random) -> None:
    """Puts a folder where the file was."""
    path.unlink()
    path.mkdir()


def become_a_pipe(path: Path, others: Sequence[Path], random: Random) -> None:
    """Puts a pipe that nobody writes to where the file was."""
    path.unlink()
    os.mkfifo(path)


DAMAGES: tuple[Damage, ...] = (
    flip,
    truncate,
    swap,
    delete,
    lengthen,
    scramble,
    become_a_folder,
    become_a_pipe,
)
ODDS = (10, 4, 4, 2, 1, 1, 1, 1)


@dataclass(frozen=True)
class Answer:
    """What training said of a damaged cache."""

    damage: str
    file: str
    what: str


def train(cache: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    """Trains a small network with the cache, in a process of its own.

    Raises:
        subprocess.TimeoutExpired: If it takes too long.
    """
    config = folder / "small.yaml"
    config.write_text(CONFIG, encoding="utf-8")
    return subprocess.run(
        [sys.executable, "-m", "gdrun", "train", str(config), "--no-store", "--json"],
        capture_output=True,
        text=True,
        timeout=LONGEST,
        env={**os.environ, "PYTHONPATH": str(ROOT), "GDRUN_CACHE": str(cache)},
    )


def hashes(run: subprocess.CompletedProcess[str]) -> list[str]:
    """Of the weights that were trained."""
    (variant,) = json.loads(run.stdout)["variants"]
    return [trial["weights_sha256"] for trial in variant["trials"]]


def damage_one(good: Path, expected: Sequence[str], among: str, seed: int) -> Answer:
    """What training answers after one file, whose name matches ``among``, was damaged."""
    random = Random(seed)
    damage = random.choices(DAMAGES, ODDS)[0]
    with tempfile.TemporaryDirectory() as kept:
        folder = Path(kept)
        cache = shutil.copytree(good, folder / "cache")
        files = sorted(path for path in cache.rglob(among) if path.is_file())
        path = random.choice(files)
        damage(path, [other for other in files if other != path], random)
        try:
            what = _what(train(cache, folder), expected)
        except subprocess.TimeoutExpired:
            what = f"not ended after {LONGEST} s"
    return Answer(damage.__name__, path.name, what)


def _what(run: subprocess.CompletedProcess[str], expected: Sequence[str]) -> str:
    if run.returncode < 0:
        return f"signal {-run.returncode}"
    if run.returncode > 0:
        return f"exit code {run.returncode}"
    if hashes(run) != expected:
        return "wrong weights"
    if "Traceback" in run.stderr:
        return "a traceback"
    return WITH_NOTE if "damaged" in run.stderr else AS_BEFORE


def damage_often(
    times: int, good: Path, *, among: str = "*", seed: int = 0, workers: int = 1
) -> Iterator[Answer]:
    """What training answers, so many times; ``good`` is a cache that is not damaged itself."""
    with tempfile.TemporaryDirectory() as folder:
        expected = hashes(train(good, Path(folder)))
    with ThreadPoolExecutor(workers) as pool:
        seeds = range(seed, seed + times)
        yield from pool.map(lambda each: damage_one(good, expected, among, each), seeds)


def table(answers: Sequence[Answer]) -> list[str]:
    """How often each damage had each answer, a row for each damage."""
    heads = sorted({each.what for each in answers}, key=lambda what: (what not in GOOD, what))
    counted = Counter((each.damage, each.what) for each in answers)
    rows = [["damage", *heads]]
    for damage in DAMAGES:
        numbers = [counted[damage.__name__, head] for head in heads]
        rows.append([damage.__name__.replace("_", " "), *map(str, numbers)])
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            cell.rjust(width) if place else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    ]


def main() -> int:
    """The entry point."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("times", type=int, metavar="N")
    parser.add_argument("--seed", type=int, default=0, metavar="S", help="of what is damaged; 0")
    parser.add_argument("--workers", type=int, default=2, metavar="N", help="processes at once; 2")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        good = Path(folder) / "good"
        answers = list(
            damage_often(options.times, good, seed=options.seed, workers=options.workers)
        )
    print("\n".join(table(answers)))
    bad = [answer for answer in answers if answer.what not in GOOD]
    for answer in bad:
        print(f"{answer.what}: {answer.damage} of {answer.file}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
