"""What the bits of a result depend on besides config, data and seed."""

import hashlib
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import scipy

from gdrun.engine.compile.cache_folder import compiler

_PACKAGE = Path(__file__).resolve().parents[1]
_WITHOUT_EFFECT = {
    "checking",
    "cli",
    "config/messages",
    "evidence",
    "files/new_rows",
    "guide",
    "landscape",
    "notebook.py",
    "page",
    "pictures",
    "prediction",
    "report",
    "result.py",
    "statistics",
    "store",
    "stored.py",
    "wording.py",
}
"""What only shows or judges results when they are there. All else counts, be it new or not: to
compute once too often is better than to take what would be computed otherwise now."""

_KINDS = (".py", ".npz")
_VERSIONS = {"numpy": "NumPy", "numba": "Numba", "llvmlite": "llvmlite", "scipy": "SciPy"}


@cache
def fingerprint() -> str:
    """A hash of the sources and packaged data, versions, and the CPU with its features."""
    return f"sources {source_hash(_PACKAGE)} {compiler()} scipy {scipy.__version__}"


def source_hash(package: Path) -> str:
    """A hash of all sources and packaged data sets in ``package`` that can change a result."""
    digest = hashlib.sha256()
    for name, path in sorted(_files(str(package), "")):
        with Path(path).open("rb", buffering=0) as file:
            content = file.read()
        # With its length, so that no content looks like the next file.
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()[:16]


def _files(folder: str, inside: str) -> Iterator[tuple[str, str]]:
    """The files of a folder that count, by their names in the package, and their paths."""
    # Each command waits for this when it starts, and ``pathlib`` takes three times as long.
    with os.scandir(folder) as entries:
        for entry in entries:
            name = inside + entry.name
            if name in _WITHOUT_EFFECT:
                continue
            if entry.is_dir():
                yield from _files(entry.path, f"{name}/")
            elif name.endswith(_KINDS):
                yield name, entry.path


def differences(before: str, now: str) -> tuple[str, ...]:
    """What two fingerprints differ in, in words, with the versions of both where there are any."""
    old, new = _Read(before), _Read(now)
    words = [
        f"{title} from {old.named[name]} to {new.named[name]}"
        for name, title in _VERSIONS.items()
        if old.named[name] != new.named[name]
    ]
    if old.cpu != new.cpu:
        words.append(f"the CPU from {old.cpu} to {new.cpu}")
    elif old.features != new.features:
        words.append("the CPU's features")
    words += sorted(old.switches ^ new.switches)
    if old.named["sources"] != new.named["sources"]:
        words.append("gdrun's sources")
    return tuple(words)


class _Read:
    """A fingerprint taken apart; what it does not say is unknown."""

    def __init__(self, fingerprint: str) -> None:
        self.named = dict.fromkeys(("sources", *_VERSIONS), "unknown")
        words, rest = iter(fingerprint.split()), []
        for word in words:
            # The first stores' fingerprints began with gdrun's version, which decides nothing.
            if word in self.named or word == "gdrun":
                self.named[word] = next(words, "unknown")
            else:
                rest.append(word)
        self.cpu, self.features, *switches = [*rest, *["unknown"] * (2 - len(rest))]
        self.switches = set(switches)
        """How Numba was told to compile: ``svml``, ``interpreted``."""
