"""Numba's disk cache, for code that is only run.

Numba's own also serves functions that are compiled later and call what was found: before it looks
for anything it registers all that it can compile, and with the machine code it reads LLVM's form of
it and imports the modules of all functions that went into it. That takes 0.18 s, and this 0.015 s.
Whatever is compiled after all, Numba's compiler registers everything by itself first.
"""

from collections.abc import Sequence
from functools import cache
from itertools import starmap
from typing import Any

import llvmlite.binding as llvm
from numba.core.environment import Environment, lookup_environment
from numba.core.runtime import _nrt_python

from gdrun.engine.compile.sealed_files import InFolder, SealedCache


class _Results(InFolder):
    """What of a compiled function is written to the disk."""

    def reduce(self, cres: Any) -> tuple[Any, ...]:
        (name, kind, (code, _)), *rest, environments = super().reduce(cres)
        nothing = llvm.parse_assembly("").as_bitcode()
        reduced = [environment.__reduce__()[1] for environment in environments]
        return ((name, kind, (code, nothing)), *rest, reduced)

    def rebuild(self, target_context: Any, payload: Sequence[Any]) -> Any:
        library, description, *rest, reduced = payload
        # Numba takes the names of what there is from LLVM's form, which was left out.
        target_context.codegen()._engine._defined_symbols |= {
            description.llvm_func_name,
            description.llvm_cpython_wrapper_name,
            description.llvm_cfunc_wrapper_name,
        }
        environments = list(starmap(_environment, reduced))
        return super().rebuild(target_context, (library, description, *rest, environments))


class CodeCache(SealedCache):
    """The code of one function, for each of its signatures."""

    _impl_class = _Results

    def prepare(self, context: Any) -> None:  # noqa: ARG002
        """Code that is only run needs no more than this."""
        _provide_runtime()


@cache
def _provide_runtime() -> None:
    """Lets code find the runtime that it takes memory from."""
    for name, address in _nrt_python.c_helpers.items():
        llvm.add_symbol(name if name.startswith("_") else f"NRT_{name}", address)


def _environment(module: str, constants: list[Any], name: str) -> Environment:
    """Where a function in the code has its constants: Numba's own, but without its globals.

    Only what is compiled in Numba's object mode reads those, and they are the module's.
    """
    environment = lookup_environment(name)
    if environment is None:
        environment = Environment({"__name__": module})
        environment.consts[:] = constants
        environment.env_name = name
        Environment._memo[name] = environment
    return environment
