"""Functions are called through tables of numbers, with or without the compiler."""

import numpy as np
import pytest
from numba import njit

from gdrun.engine.blocks.pointers import pointer, view
from gdrun.engine.compile.addresses import address_of
from gdrun.engine.layers.functions import activation_at
from gdrun.parts.activations import Identity, Relu, Tanh
from gdrun.trial.kernels import compile_activation


@pytest.mark.interpreted
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_a_table_holds_several_functions_of_one_signature(dtype: str) -> None:
    kernels = [compile_activation(dtype, part)[0] for part in (Relu(), Identity(), Tanh())]
    table = np.array([address_of(kernel) for kernel in kernels])
    z = np.linspace(-2, 2, 9).astype(dtype)
    found = np.zeros((3, 9), dtype)

    @njit
    def call(table, z, found):  # type: ignore[no-untyped-def]
        for row in range(table.size):
            activation = activation_at(table[row], z)
            activation(z, z[:0], view(pointer(found, row * z.size), z.size))

    call(table, z, found)
    np.testing.assert_array_equal(found[0], np.maximum(z, 0))
    np.testing.assert_array_equal(found[1], z)
    np.testing.assert_allclose(found[2], np.tanh(z), rtol=1e-6)
