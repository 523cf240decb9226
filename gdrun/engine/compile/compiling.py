"""Compiling kernels and loops once, and keeping the machine code where it is found again.

Numba's disk cache watches the file of the function that is compiled, not the other files whose
functions it calls, and by default it lies in the package, where nobody may be allowed to write.
So gdrun keeps a folder of its own in the user's cache directory. The folder's name is a hash of
every source that is compiled, of the compiler's versions and of the CPU: an edit anywhere gives a
new, empty folder. A kernel from outside gdrun may call what no hash of ours sees, so it is compiled
in each process that uses it.
"""

import hashlib
import os
import re
import shutil
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

import llvmlite
import llvmlite.binding as llvm
import numba
import numpy as np
from numba import njit

from gdrun.engine.compile.interrupts import compiling

OPTIONS: dict[str, Any] = {
    "nogil": True,
    "error_model": "numpy",
    # Multiply and add may fuse; sums keep their order, and NaN and infinity their meaning.
    "fastmath": {"contract"},
}
_DAYS_KEPT = 30
_LAST_KNOWN_NUMBA = (0, 68)
_PACKAGE = Path(__file__).resolve().parents[2]
_COMPILED = (_PACKAGE / "engine", _PACKAGE / "parts", _PACKAGE / "trial" / "kernel_functions.py")
_one_at_a_time = threading.RLock()

_INNER = {**OPTIONS, "no_cpython_wrapper": True, "no_cfunc_wrapper": True}
"""Without the code that would be needed to call it from Python, which takes long to compile."""

inner = njit(**_INNER)
"""Decorates a function that only compiled code calls: compiled with its caller, not cached."""

inlined = njit(forceinline=True, **_INNER)
"""As ``inner``, and made a part of its caller.

A ``Scratch`` is twenty pointers and numbers, all of which a call puts on the stack: where a step
takes a fifth of a microsecond, its calls would take a fifth of that.
"""


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


@cache
def source_hash() -> str:
    """A hash of every source file whose code is compiled."""
    digest = hashlib.sha256()
    for place in _COMPILED:
        for path in sorted(place.rglob("*.py")) or [place]:
            digest.update(str(path.relative_to(_PACKAGE)).encode() + b"\0")
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
    """This version's folder, made if need be; None where no folder can be written."""
    # Numba tells files apart by their path, so another installation compiles for itself.
    everything = "\0".join((source_hash(), compiler(), sys.version, str(_PACKAGE)))
    try:
        root = user_cache() / "compiled"
        folder = root / hashlib.sha256(everything.encode()).hexdigest()[:16]
        folder.mkdir(parents=True, exist_ok=True)
        # The time of last use decides which folders are old.
        os.utime(folder)
    except (OSError, RuntimeError):  # The latter where there is no home directory.
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


@contextmanager
def _caching_in(folder: Path) -> Iterator[None]:
    """Numba reads its cache folder when a function is decorated: set for that moment alone."""
    before = numba.config.CACHE_DIR
    numba.config.CACHE_DIR = str(folder)
    try:
        yield
    finally:
        numba.config.CACHE_DIR = before


def compile_function(
    function: Callable[..., Any], signature: Any, *, allocates: bool = True
) -> Any:
    """``function`` compiled for ``signature``; gdrun's own come from the disk if they can.

    One that allocates no arrays needs no counts of references to them, which take longer than the
    work of a short kernel.

    Raises:
        KeyboardInterrupt: After Ctrl-C.
    """
    options = OPTIONS if allocates else {**OPTIONS, "_nrt": False}
    folder = cache_folder()
    with _one_at_a_time, compiling():
        ours = _PACKAGE in Path(function.__code__.co_filename).resolve().parents
        if folder and ours and not numba.config.DISABLE_JIT:
            # A full disk is no reason not to train.
            with suppress(OSError), _caching_in(folder):
                return _cached(function, signature, options)
        return njit([signature], **options)(function)


def _cached(function: Callable[..., Any], signature: Any, options: dict[str, Any]) -> Any:
    """``function`` compiled for ``signature`` or taken from the folder of this moment."""
    compiled = njit(**options)(function)
    if numba.version_info.short <= _LAST_KNOWN_NUMBA:
        # Loads in a tenth of the time, but knows Numba from inside.
        from gdrun.engine.compile.code_cache import CodeCache

        compiled._cache = CodeCache(function)
    else:
        compiled.enable_caching()
    compiled.compile(signature)
    compiled.disable_compile()
    return compiled


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
