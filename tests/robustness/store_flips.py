"""Flips, truncations and swaps in a store: what its readers answer, in a table.

``python -m tests.robustness.store_flips --count 500 --seed 1``
"""

import argparse
import json
import random
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.robustness.asking import Answer, ask, numbers_of

CONFIGS = {
    "first": """\
data: {source: iris}
model: {hidden: [3]}
training: {epochs: 5}
seeds: 6
""",
    "second": """\
data: {source: iris}
model: {hidden: [2]}
training: {epochs: 700}
seeds: 4
sweep: {optimizer.learning_rate: [0.001, 0.01, 0.1]}
""",
    "third": """\
data: {source: diabetes}
optimizer: {name: gradient_descent, learning_rate: 1.0e+8}
seeds: 2
""",
}
AGAIN = ("train", "first.yaml", "--store", "gdrun.db", "--json")
READING = (
    ("runs", "--json"),
    *(("show", name, "--json") for name in CONFIGS),
    ("compare", "second:1", "second:2"),
    ("export", "second", "--format", "csv"),
    ("export", "first", "--format", "npz", "-o", "w.npz"),
)
COMMANDS = (*((*each, "--store", "gdrun.db") for each in READING), AGAIN)

KILLED = """
import os, signal, sqlite3, sys
db = sqlite3.connect(sys.argv[1], isolation_level=None)
# So small a cache that pages are written into the store before the commit.
db.execute("PRAGMA cache_size = 1")
db.execute("BEGIN IMMEDIATE")
db.execute("UPDATE trials SET message = hex(randomblob(2000)), epochs = epochs + 1")
os.kill(os.getpid(), signal.SIGKILL)
"""

ANSWERS = (
    "as before",
    "refused",
    "printed, not stored",
    "computed anew",
    "listed as damaged",
    "an experiment less",
)
FAULTS = ("WRONG", "CRASHED")


def prepare(folder: Path) -> list[Answer]:
    """Makes the store, one with a hot journal beside it, and asks for what is right."""
    for name, text in CONFIGS.items():
        (folder / f"{name}.yaml").write_text(text)
        command = "sweep" if "sweep:" in text else "train"
        (made,) = ask([[command, f"{name}.yaml", "--store", "whole.db"]], folder)
        assert made.code in (0, 1), made.errors
    shutil.copy(folder / "whole.db", folder / "killed.db")
    subprocess.run([sys.executable, "-c", KILLED, str(folder / "killed.db")], check=False)
    assert (folder / "killed.db-journal").stat().st_size
    shutil.copy(folder / "whole.db", folder / "gdrun.db")
    return ask(COMMANDS, folder)


Harm = Callable[[bytearray, random.Random], None]


def flip(content: bytearray, rng: random.Random) -> None:
    """One bit."""
    content[rng.randrange(len(content))] ^= 1 << rng.randrange(8)


def junk(content: bytearray, rng: random.Random) -> None:
    """Up to a hundred bytes."""
    at = rng.randrange(len(content))
    for place in range(at, min(at + rng.choice([1, 4, 100]), len(content))):
        content[place] = rng.randrange(256)


def digit(content: bytearray, rng: random.Random) -> None:
    """A digit becomes another one."""
    places = [at for at, byte in enumerate(content) if chr(byte).isdigit()]
    content[rng.choice(places)] = ord(rng.choice("0123456789"))


def truncate(content: bytearray, rng: random.Random) -> None:
    """The end is missing."""
    del content[rng.randrange(len(content)) :]


def swap(content: bytearray, rng: random.Random) -> None:
    """Two pieces change places."""
    size = rng.choice([8, 64, 512, 4096])
    a, b = (size * rng.randrange(len(content) // size) for _ in range(2))
    content[a : a + size], content[b : b + size] = content[b : b + size], content[a : a + size]


def zeros(content: bytearray, rng: random.Random) -> None:
    """A sector was never written."""
    at = 512 * rng.randrange(len(content) // 512)
    content[at : at + 512] = bytes(512)


HARMS: Sequence[Harm] = (flip, junk, digit, truncate, swap, zeros)


def harm(folder: Path, rng: random.Random) -> str:
    """Puts a harmed store in place, and says what was done to it."""
    for each in folder.glob("gdrun.db*"):
        each.unlink()
    name = rng.choice(["store"] * 6 + ["journal", "beside"])
    which = rng.choice(HARMS)
    source = "killed" if name == "journal" else "whole"
    shutil.copy(folder / f"{source}.db", folder / "gdrun.db")
    victim = folder / "gdrun.db"
    if name == "journal":
        victim = folder / "gdrun.db-journal"
        shutil.copy(folder / "killed.db-journal", victim)
    elif name == "beside":
        ending = rng.choice(["-wal", "-shm", "-journal"])
        (folder / f"gdrun.db{ending}").write_bytes(rng.randbytes(rng.choice([10, 4096, 40000])))
        return "a file of junk beside it"
    content = bytearray(victim.read_bytes())
    which(content, rng)
    victim.write_bytes(content)
    return f"{which.__name__} in the {name}"


def judge(command: Sequence[str], right: Answer, found: Answer) -> str:
    """What an answer is, of ``ANSWERS`` and ``FAULTS``."""
    if found.crashed:
        return "CRASHED"
    if command == AGAIN:
        if found.code == 2:
            return "refused"
        if numbers_of(found.output) != numbers_of(right.output):
            return "WRONG"
        if found.code == 1:
            return "printed, not stored"
        return "as before" if '"steps": 0' in found.output else "computed anew"
    if found.code != right.code:
        return "refused" if found.code and found.errors and not found.output else "WRONG"
    if found.output == right.output and found.errors == right.errors:
        return "as before"
    return _fewer(right, found) if command[0] == "runs" else "WRONG"


def _fewer(right: Answer, found: Answer) -> str:
    """What a list of experiments is that is not the right one."""
    known, listed = json.loads(right.output), json.loads(found.output)
    sound = [each for each in listed if each["status"] != "damaged"]
    if any(each not in known for each in sound):
        return "WRONG"
    return "an experiment less" if sound == listed else "listed as damaged"


def run(count: int, seed: int, folder: Path) -> tuple[dict[str, Counter[str]], list[str]]:
    """Harms the store ``count`` times.

    Returns:
        What the commands answered to each kind of harm, and faults in words.
    """
    rng, right = random.Random(seed), prepare(folder)
    assert len(right) == len(COMMANDS)
    assert not any(answer.crashed for answer in right)
    weights = (folder / "w.npz").read_bytes()
    table: dict[str, Counter[str]] = {}
    faults = []
    for number in range(count):
        (folder / "w.npz").unlink(missing_ok=True)
        done = harm(folder, rng)
        harmed = (folder / "gdrun.db").read_bytes()
        found = ask(COMMANDS, folder)
        kinds = [judge(*each) for each in zip(COMMANDS, right, found, strict=False)]
        if (folder / "w.npz").exists() and (folder / "w.npz").read_bytes() != weights:
            kinds.append("WRONG")
        if len(found) < len(right):
            kinds.append("CRASHED")
        table.setdefault(done, Counter()).update(kinds)
        for kind, command, answer in zip(kinds, COMMANDS, found, strict=False):
            if kind in FAULTS:
                said = repr((answer.errors or answer.output)[-300:])
                faults.append(f"{number}: {done}: {' '.join(command)}: {kind} {answer.code} {said}")
                (folder / f"fault{number}.db").write_bytes(harmed)
    return table, faults


def show(table: dict[str, Counter[str]]) -> None:
    """Prints the table."""
    columns = (*ANSWERS, *FAULTS)
    print(f"{'harm':<26}" + "".join(f"{column:>21}" for column in columns))
    for done in sorted(table):
        print(f"{done:<26}" + "".join(f"{table[done][column]:>21}" for column in columns))
    total = sum(table.values(), Counter())
    print(f"{'all':<26}" + "".join(f"{total[column]:>21}" for column in columns))


def main() -> None:
    """The script."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="a folder for what is found")
    said = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = said.keep or Path(temporary)
        folder.mkdir(exist_ok=True)
        table, faults = run(said.count, said.seed, folder)
    show(table)
    print("\n".join(faults))
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
