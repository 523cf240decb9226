"""The folder that keeps machine code: one for each version of the sources, the compiler, the CPU.

Numba's disk cache watches the file of the function that is compiled, not the other files whose
functions it calls, and by default it lies in the package, where nobody may be allowed to write.
So gdrun keeps a folder of its own in the user's cache directory. The folder's name is a hash of
every source that is compiled, of the compiler's versions and of the CPU: an edit anywhere gives a
new, empty folder.

To load machine code is to run it: a folder that others may write to is not used.
"""

import hashlib
import os
import re
import shutil
import sys
import time
from contextlib import suppress
from functools import cache
from pathlib import Path

import llvmlite
import llvmlite.binding as llvm
import numba
import numpy as np

from gdrun.engine.compile.notes import tell_once
from gdrun.engine.compile.trusted_folders import make_private, why_distrusted

PACKAGE = Path(__file__).resolve().parents[2]
_COMPILED = (PACKAGE / "engine", PACKAGE / "parts", PACKAGE / "trial" / "kernel_functions.py")
_DAYS_KEPT = 30


def user_cache() -> Path:
    """Where compiled code is kept: ``GDRUN_CACHE``, or a folder in the user's cache directory.

    Raises:
        RuntimeError: If there is no home directory.
    """
    chosen = os.environ.get("GDRUN_CACHE")
    if chosen:
        return Path(chosen)
    # Here, as it takes some milliseconds.
    from platformdirs import user_cache_path

    # Without a home directory older versions leave a ``~`` in place, and newer ones raise as this.
    return user_cache_path("gdrun", appauthor=False).expanduser()


@cache
def engine_hash() -> str:
    """A hash of every source file whose code is compiled."""
    digest = hashlib.sha256()
    for place in _COMPILED:
        for path in sorted(place.rglob("*.py")) or [place]:
            digest.update(str(path.relative_to(PACKAGE)).encode() + b"\0")
            digest.update(path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


@cache
def compiler() -> str:
    """All else that machine code depends on: versions, and the CPU with its features."""
    name = numba.config.CPU_NAME or llvm.get_host_cpu_name()
    features = numba.config.CPU_FEATURES
    if features is None:
        features = llvm.get_host_cpu_features().flatten()
    vector_library = " svml" if numba.config.USING_SVML else ""
    interpreted = " interpreted" if numba.config.DISABLE_JIT else ""
    return (
        f"numpy {np.__version__} numba {numba.__version__} llvmlite {llvmlite.__version__}"
        f" {name} {hashlib.sha256(features.encode()).hexdigest()[:12]}{vector_library}{interpreted}"
    )


@cache
def cache_folder() -> Path | None:
    """This version's folder, made if need be; None where none can be written, or trusted."""
    # Numba tells files apart by their path, so another installation compiles for itself.
    everything = "\0".join((engine_hash(), compiler(), sys.version, str(PACKAGE)))
    try:
        chosen = user_cache().resolve()
        root = chosen / "compiled"
        folder = root / hashlib.sha256(everything.encode()).hexdigest()[:16]
        make_private(folder)
        reason = why_distrusted(folder, chosen)
        if reason:
            tell_once(f"compiled code is not kept, and takes some seconds each time, as {reason}")
            return None
        # The time of last use decides which folders are old.
        os.utime(folder)
    except (OSError, RuntimeError):
        return None
    _prune(root)
    return folder


def _prune(root: Path) -> None:
    """Removes the folders that no version has used for a month."""
    oldest = time.time() - _DAYS_KEPT * 86_400
    with suppress(OSError):
        for folder in root.iterdir():
            ours = re.fullmatch("[0-9a-f]{16}", folder.name) and folder.is_dir()
            if ours and folder.stat().st_mtime < oldest:
                shutil.rmtree(folder, ignore_errors=True)


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
