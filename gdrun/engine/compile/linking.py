"""Numba's compiler, for functions that only compiled code calls.

Numba makes each function ready to be run, optimised and in machine code, and then does all that
again for its caller, into which it is linked. With calls five deep that takes twice as long as what
is run in the end, whose optimisation sees all of it anyway.

It knows Numba from inside.
"""

from typing import Any

from numba import _dynfunc
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import CompilerBase, DefaultPassBuilder
from numba.core.compiler_machinery import PassManager, register_pass
from numba.core.typed_passes import NativeLowering


class _LinkedLibrary(JITCodeLibrary):  # type: ignore[misc]
    """Code that is linked into its caller's as it was written, and never run by itself."""

    def _optimize_final_module(self) -> None:
        pass

    def _finalize_final_module(self) -> None:
        self._finalize_dynamic_globals()
        self._verify_declare_only_symbols()
        self._finalized = True


@register_pass(mutates_CFG=True, analysis_only=False)
class _LinkedLowering(NativeLowering):  # type: ignore[misc]
    """Numba's last pass, that ends before there is machine code."""

    _name = "linked_lowering"

    def run_pass(self, state: Any) -> bool:
        library = _LinkedLibrary(state.targetctx.codegen(), state.func_id.func_qualname)
        library.enable_object_caching()
        state.library, state.flags.no_compile = library, True
        super().run_pass(state)
        description, call_helper, _, environment = state["cr"]
        # A dispatcher must have something that could be called, even if nobody does.
        nothing = _dynfunc.make_function(
            description.lookup_module(), description.qualname, "", 0, environment, (library,)
        )
        state["cr"] = type(state["cr"])(description, call_helper, nothing, environment)
        state.targetctx.insert_user_function(nothing, description, [library])
        return True


class LinkedCompiler(CompilerBase):  # type: ignore[misc]
    """What ``njit`` takes as ``pipeline_class``."""

    def define_pipelines(self) -> list[PassManager]:
        """Numba's own passes but for the last."""
        passes = DefaultPassBuilder.define_nopython_pipeline(self.state)
        own = PassManager(passes.pipeline_name)
        for step, description in passes.passes:
            own.add_pass(_LinkedLowering if step is NativeLowering else step, description)
        own.finalize()
        return [own]


def provide_environments(compiled: Any) -> None:
    """Gives what was linked into a compiled function the constants that it raises errors with.

    Numba does so for each function that it makes ready to be run.
    """
    for result in compiled.overloads.values():
        for environment in result._find_referenced_environments():
            result.library.codegen.set_env(environment.env_name, environment)
