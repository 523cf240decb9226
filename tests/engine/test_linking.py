"""Functions that are compiled with their callers alone do what any compiled function does."""

import numpy as np
import pytest
from numba import types

from gdrun.engine.compile.compiling import compile_function, inlined, inner


@inner
def checked(number):  # type: ignore[no-untyped-def]
    if number > 3:
        raise ValueError("too large", number)
    return np.full(number, 0.1)


@inner
def total(number):  # type: ignore[no-untyped-def]
    sum_of_all = 0.0
    for each in checked(number):
        sum_of_all += each
    return sum_of_all


@inlined
def twice(number):  # type: ignore[no-untyped-def]
    return 2 * total(number)


def call(number):  # type: ignore[no-untyped-def]
    return total(number) + twice(number)


def call_again(number):  # type: ignore[no-untyped-def]
    return twice(number)


OF_INTEGER = types.float64(types.int64)


def test_it_computes_allocates_and_serves_several_callers() -> None:
    expected = 0.1 + 0.1 + 0.1
    assert compile_function(call, OF_INTEGER)(3) == expected + 2 * expected
    assert compile_function(call_again, OF_INTEGER)(3) == 2 * expected


def test_it_raises_through_its_callers() -> None:
    with pytest.raises(ValueError, match="too large") as raised:
        compile_function(call, OF_INTEGER)(4)
    assert raised.value.args == ("too large", 4)


def test_another_type_is_another_compilation() -> None:
    short = compile_function(call, types.float64(types.int32))
    assert short(2) == compile_function(call, OF_INTEGER)(2)
