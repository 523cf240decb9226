"""Compiling kernels and loops once, and keeping the machine code where it is found again.

Numba's disk cache watches the file of the function that is compiled, not the other files whose
functions it calls, and by default it lies in the package, where nobody may be allowed to write.
So gdrun keeps a folder of its own in the user's cache directory. The folder's name is a hash of
every source that is compiled and of Numba's version: an edit anywhere gives a new, empty folder.
"""

import hashlib
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

import llvmlite
import numba
from numba import njit

OPTIONS: dict[str, Any] = {
    "nogil": True,
    "error_model": "numpy",
    # Multiply and add may fuse; sums keep their order, and NaN and infinity their meaning.
    "fastmath": {"contract"},
}
_DAYS_KEPT = 30

inner = njit(**OPTIONS)
"""Decorates a function that only compiled code calls: compiled with its caller, not cached."""


def user_cache() -> Path:
    """Where compiled code is kept: ``GDRUN_CACHE``, or a folder in the user's cache directory."""
    chosen = os.environ.get("GDRUN_CACHE")
    if chosen:
        return Path(chosen)
    if sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    elif sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local"))
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "gdrun"


def source_hash() -> str:
    """A hash of every source file whose code is compiled, and of the compiler's versions."""
    package = Path(__file__).resolve().parents[1]
    digest = hashlib.sha256()
    for folder in (package / "engine", package / "parts"):
        for path in sorted(folder.rglob("*.py")):
            digest.update(str(path.relative_to(package)).encode() + b"\0")
            digest.update(path.read_bytes() + b"\0")
    for version in (numba.__version__, llvmlite.__version__, sys.version):
        digest.update(version.encode() + b"\0")
    return digest.hexdigest()[:16]


@cache
def cache_folder() -> Path | None:
    """This version's folder, made if need be; None where no folder can be written."""
    root = user_cache()
    folder = root / source_hash()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # The time of last use decides which folders are old.
        os.utime(folder)
    except OSError:
        return None
    _prune(root)
    return folder


def _prune(root: Path) -> None:
    """Removes the folders that no version has used for a month."""
    oldest = time.time() - _DAYS_KEPT * 86_400
    with suppress(OSError):
        for folder in root.iterdir():
            if folder.is_dir() and folder.stat().st_mtime < oldest:
                shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _caching_in(folder: Path) -> Iterator[None]:
    """Numba reads its cache folder when a function is decorated: set for that moment alone."""
    before = numba.config.CACHE_DIR
    numba.config.CACHE_DIR = str(folder)
    try:
        yield
    finally:
        numba.config.CACHE_DIR = before


def compile_function(function: Callable[..., Any], signature: Any) -> Any:
    """``function`` compiled for ``signature``, from the disk if it was compiled before."""
    folder = cache_folder()
    # Without a source file, as typed at a prompt, there is nothing to tell an old version by.
    if folder is None or not Path(function.__code__.co_filename).is_file():
        return njit([signature], **OPTIONS)(function)
    with _caching_in(folder):
        return njit([signature], cache=True, **OPTIONS)(function)


def is_compiled(name: str) -> bool:
    """Whether ``note_compiled`` was told of ``name`` in this version's folder."""
    folder = cache_folder()
    return folder is not None and (folder / f"{name}.compiled").exists()


def note_compiled(name: str) -> None:
    """Remembers that the code called ``name`` is in this version's folder."""
    folder = cache_folder()
    if folder is not None:
        with suppress(OSError):
            (folder / f"{name}.compiled").touch()
