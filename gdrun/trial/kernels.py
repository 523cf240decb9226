"""Kernels of parts, compiled for their roles, and the training loop that takes them."""

import dis
import inspect
from collections.abc import Callable
from functools import cache
from typing import Any

import numba
import numpy as np
from numba import from_dtype, types
from numba.experimental.function_type import _get_wrapper_address
from numba.extending import typeof_impl

import gdrun.trial.kernel_functions  # noqa: F401  (kernels call elementary functions)
from gdrun.engine.compile.cache_folder import is_compiled, note_compiled
from gdrun.engine.compile.compiling import compile_function
from gdrun.engine.layers.functions import (
    activation_signature,
    average_signature,
    backward_signature,
    derivative_signature,
    forward_signature,
    gradient_signature,
)
from gdrun.engine.layers.network import Kernels
from gdrun.engine.loop.signatures import roles, seeding_function, training_loop
from gdrun.errors import PartError
from gdrun.parts.activations import Activation
from gdrun.parts.averages import Average
from gdrun.parts.decays import Decay
from gdrun.parts.kernels import KernelPart
from gdrun.parts.layers import Layer
from gdrun.parts.losses import Loss
from gdrun.parts.optimizers import Optimizer
from gdrun.parts.own_files import spelled
from gdrun.wording import printable


def compile_kernels(dtype: str, loss: Loss, optimizer: Optimizer, decay: Decay) -> Kernels:
    """The kernels that a config names besides its layers', for ``float32`` or ``float64``.

    Raises:
        PartError: If a part, which may be a user's own, lacks one.
    """
    functions = Kernels(
        loss=_kernel_of(loss, "value"),
        update=_kernel_of(optimizer, "update"),
        react=_kernel_of(decay, "react"),
    )
    return Kernels(*map(compile_kernel, functions, roles(dtype)))


def compile_activation(dtype: str, activation: Activation) -> tuple[Any, Any]:
    """An activation's ``value`` and ``derivative``.

    Raises:
        PartError: If it lacks one.
    """
    number = from_dtype(np.dtype(dtype))
    return (
        compile_kernel_of(activation, "value", activation_signature(number)),
        compile_kernel_of(activation, "derivative", derivative_signature(number)),
    )


def compile_average(dtype: str, average: Average) -> Any:
    """What averages theta.

    Raises:
        PartError: If the part lacks it.
    """
    number = from_dtype(np.dtype(dtype))
    return compile_kernel_of(average, "average", average_signature(number))


def compile_layer(dtype: str, layer: Layer, *, trained: bool) -> tuple[Any, ...]:
    """A layer's ``forward`` and ``backward``, and its ``gradient`` if it has parameters.

    Raises:
        PartError: If it lacks one.
    """
    number = from_dtype(np.dtype(dtype))
    signatures = {"forward": forward_signature, "backward": backward_signature}
    if trained:
        signatures["gradient"] = gradient_signature
    return tuple(
        compile_kernel_of(layer, role, signature_of(number))
        for role, signature_of in signatures.items()
    )


def _kernel_of(part: KernelPart, role: str) -> Any:
    found = getattr(part, role, None)
    if found is None:
        raise PartError(
            f"`{part.name}`, one of the {part.family}, has no kernel `{role}`: its class must "
            "define it as a static method"
        )
    if inspect.isfunction(found) and _raises(found):
        raise PartError(
            f"{spelled(found.__code__.co_filename)}:{found.__code__.co_firstlineno}: the kernel "
            f"`{found.__qualname__}` raises an error, which would be lost in compiled code: let it "
            "give NaN, or check parameters where the part is made"
        )
    if not inspect.isfunction(found):
        raise PartError(
            f"`{part.name}`, one of the {part.family}: its kernel `{role}` must be a static method "
            "that is a plain function, which gdrun compiles"
        )
    return found


@cache
def _raises(function: Callable[..., Any]) -> bool:
    return any(each.opname == "RAISE_VARARGS" for each in dis.get_instructions(function))


def compile_sides(dtype: str, part: Activation | Loss) -> Any:
    """The kernel that tells on which smooth piece of its function each unit or output is."""
    if isinstance(part, Loss):
        return compile_kernel(part.sides, roles(dtype).loss)
    return compile_kernel(part.sides, activation_signature(from_dtype(np.dtype(dtype))))


def compile_kernel_of(part: KernelPart, role: str, signature: Any) -> Any:
    """The kernel that a part has for a role.

    Raises:
        PartError: If the part, which may be a user's own, lacks it.
    """
    return compile_kernel(_kernel_of(part, role), signature)


class _Kernel(types.WrapperAddressProtocol):  # type: ignore[misc]
    """A compiled kernel that knows its address and its type.

    Numba would look both up at each call of the loop, which takes longer than a short trial.
    """

    def __init__(self, compiled: Any, signature: Any) -> None:
        self._compiled = compiled  # Keeps the machine code alive.
        self._signature = signature
        self.type = types.FunctionType(signature)
        self._address = _get_wrapper_address(compiled, signature)

    def __wrapper_address__(self) -> int:
        return self._address  # type: ignore[no-any-return]

    def signature(self) -> Any:
        """The signature that its type stands for."""
        return self._signature

    def __call__(self, *arguments: Any) -> Any:
        return self._compiled(*arguments)


@typeof_impl.register(_Kernel)  # type: ignore[untyped-decorator]
def _type_of(kernel: _Kernel, _: Any) -> Any:
    return kernel.type


def _why_not_compiled(function: Callable[..., Any], error: Exception) -> str:
    """What keeps a kernel from being compiled, in words, with the line if the compiler tells it."""
    file, line = function.__code__.co_filename, function.__code__.co_firstlineno
    place = getattr(error, "loc", None)
    if place is not None and place.filename == file:
        line = place.line
    told = (printable(each) for each in getattr(error, "msg", str(error)).splitlines())
    # The compiler's first line only names its step; its last ones quote the code.
    words = [each.strip() for each in told if each and not each.startswith("Failed in ")]
    # What is asked for stands by itself; where an array is read-only, this alone tells it.
    asked = next((each.removeprefix(">>> ") for each in words if each.startswith(">>> ")), "")
    if asked:
        words[0] = f"{words[0]} {asked}"
    return (
        f"{spelled(file)}:{line}: the kernel `{function.__qualname__}` cannot be compiled: "
        f"{words[0] if words else type(error).__name__}"
    )


@cache
def compile_kernel(function: Callable[..., Any], signature: Any) -> Any:
    """Any kernel, ready to be handed to a compiled loop in the role of that signature.

    Raises:
        PartError: If a kernel from outside gdrun cannot be compiled.
    """
    # What a part from elsewhere does nobody knows.
    ours = function.__module__.startswith("gdrun.parts.")
    try:
        compiled = compile_function(function, signature, allocates=not ours)
        return compiled if numba.config.DISABLE_JIT else _Kernel(compiled, signature)
    except Exception as error:
        if ours:
            raise
        raise PartError(_why_not_compiled(function, error)) from None


def load_training_loop(dtype: str, on_status: Callable[[str], None]) -> Callable[..., None]:
    """The training loop for a dtype; tells ``on_status`` if it has to be compiled first.

    What seeds trials is loaded with it, so that no trial waits for it.
    """
    name = f"train {dtype}"
    if not is_compiled(name):
        on_status(f"compiling the training loop for {dtype}: some seconds, and only this once")
    loop = training_loop(dtype)
    seeding_function()
    note_compiled(name)
    return loop
