"""Compiling kernels and loops once, and taking them from the disk from then on.

A kernel from outside gdrun may call what no hash of ours sees, so it is compiled in each process
that uses it.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numba
from numba import njit
from numba.core.caching import NullCache

from gdrun.engine.compile.cache_folder import PACKAGE, cache_folder
from gdrun.engine.compile.interrupts import compiling

OPTIONS: dict[str, Any] = {
    "nogil": True,
    "error_model": "numpy",
    # Multiply and add may fuse; sums keep their order, and NaN and infinity their meaning.
    "fastmath": {"contract"},
}
_one_at_a_time = threading.RLock()

_KNOWN_NUMBA = numba.version_info.short <= (0, 68)
"""Whether what knows Numba from inside may be used; all works without it, and takes longer."""

_INNER: dict[str, Any] = {**OPTIONS, "no_cpython_wrapper": True, "no_cfunc_wrapper": True}
"""Without the code that would be needed to call it from Python, which takes long to compile."""

_LINKING_KNOWN = numba.version_info.short == (0, 68)
"""Whether the same holds of what ``linking`` knows, which older versions may lack."""

if _LINKING_KNOWN:
    from gdrun.engine.compile.linking import LinkedCompiler, provide_environments

    _INNER["pipeline_class"] = LinkedCompiler

inner = njit(**_INNER)
"""Decorates a function that only compiled code calls: compiled with its caller, not cached."""

inlined = njit(forceinline=True, **_INNER)
"""As ``inner``, and made a part of its caller.

``Layers`` and ``Scratch`` are some thirty pointers and numbers, all of which a call puts on the
stack: where a step takes a fifth of a microsecond, its calls would take a fifth of that.
"""


@contextmanager
def _caching_in(folder: Path) -> Iterator[None]:
    """Numba reads where its caches are when one is made: set for that moment alone."""
    chosen = {"CACHE_DIR": str(folder), "CACHE_LOCATOR_CLASSES": ""}
    before = {name: getattr(numba.config, name, "") for name in chosen}
    vars(numba.config).update(chosen)
    try:
        yield
    finally:
        vars(numba.config).update(before)


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
        ours = PACKAGE in Path(function.__code__.co_filename).resolve().parents
        if numba.config.DISABLE_JIT:
            return function
        compiled = njit(**options)(function)
        if folder and ours:
            compiled._cache = _cache_of(function, folder)
        compiled.compile(signature)
        compiled.disable_compile()
        if _LINKING_KNOWN:
            provide_environments(compiled)
        return compiled


def _cache_of(function: Callable[..., Any], folder: Path) -> Any:
    """Where the function's code is kept; nowhere if there can be no files in ``folder``."""
    if _KNOWN_NUMBA:
        # Loads in a tenth of the time, but knows Numba from inside.
        from gdrun.engine.compile.code_cache import CodeCache as Cache
    else:
        from gdrun.engine.compile.sealed_files import SealedCache as Cache
    try:
        with _caching_in(folder):
            return Cache(function)
    except (OSError, RuntimeError):
        return NullCache()
