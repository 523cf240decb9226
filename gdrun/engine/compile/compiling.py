"""Compiling kernels and loops once, and taking them from the disk from then on.

A kernel from outside gdrun may call what no hash of ours sees, so it is compiled in each process
that uses it.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import numba
from numba import njit

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
        ours = PACKAGE in Path(function.__code__.co_filename).resolve().parents
        if numba.config.DISABLE_JIT:
            return function
        compiled = None
        if folder and ours:
            # A full disk is no reason not to train.
            with suppress(OSError), _caching_in(folder):
                compiled = _cached(function, signature, options)
        compiled = compiled or njit([signature], **options)(function)
        if _LINKING_KNOWN:
            provide_environments(compiled)
        return compiled


def _cached(function: Callable[..., Any], signature: Any, options: dict[str, Any]) -> Any:
    """``function`` compiled for ``signature`` or taken from the folder of this moment."""
    compiled = njit(**options)(function)
    if _KNOWN_NUMBA:
        # Loads in a tenth of the time, but knows Numba from inside.
        from gdrun.engine.compile.code_cache import CodeCache

        compiled._cache = CodeCache(function)
    else:
        compiled.enable_caching()
    compiled.compile(signature)
    compiled.disable_compile()
    return compiled
