"""Functions in tables of numbers: compiled code finds them by their address.

A table may hold any number of functions, a different one in each of its rows, and what calls them
is compiled once for all. Without the compiler the number stands for the Python function.
"""

from collections.abc import Callable
from typing import Any

import numba
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

_interpreted: dict[int, Callable[..., Any]] = {}
"""The functions that numbers stand for where nothing is compiled; they are kept alive here."""


def address_of(kernel: Any) -> int:
    """The number that stands for a kernel, as ``compile_kernel`` gives it, in a table.

    It means something in this process alone, and only as long as somebody keeps the kernel.
    """
    if numba.config.DISABLE_JIT:
        _interpreted[id(kernel)] = kernel
        return id(kernel)
    return int(kernel.__wrapper_address__())


def function_at(signature_of: Callable[[Any], Any]) -> Any:
    """A function for compiled code: ``(address, like)`` gives the function at an address.

    Args:
        signature_of: From the type of the numbers in ``like``, a pointer or an array, to the
            function's signature. Nothing checks that the function has it.
    """
    if numba.config.DISABLE_JIT:
        return lambda address, like: _interpreted[int(address)]

    @intrinsic
    def at(_: Any, address: Any, like: Any) -> Any:
        function = types.FunctionType(signature_of(like.dtype))

        def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
            value = cgutils.create_struct_proxy(function)(context, builder)
            value.c_addr = builder.inttoptr(values[0], value.c_addr.type)
            return value._getvalue()

        return function(types.int64, like), generate

    return at
