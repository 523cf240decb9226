"""float32 stays float32 in the code that is generated: a bare 0.5 would make it float64, and slow.

What is one number a step, as the learning rate, is float64 till it is cast. So in a loop no
operator may take a float32 and give a float64, unless it adds float32 terms to a float64 sum.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from numba import types
from numba.core import analysis, compiler, ir, registry, typed_passes

import gdrun.trial.kernel_functions  # noqa: F401  (gives exp and the like their compiled form)
from gdrun.engine.layers.functions import (
    activation_signature,
    backward_signature,
    derivative_signature,
    forward_signature,
    gradient_signature,
)
from gdrun.engine.loop.signatures import roles
from gdrun.parts.registry import parts

OPERATORS = ("binop", "inplace_binop", "unary")
KERNELS = [
    pytest.param(getattr(part, kernel), signature_of, id=f"{name}-{kernel}")
    for family, kernel, signature_of in (
        ("activations", "value", activation_signature),
        ("activations", "derivative", derivative_signature),
        ("layers", "forward", forward_signature),
        ("layers", "backward", backward_signature),
        ("layers", "gradient", gradient_signature),
        ("losses", "value", lambda _: roles("float32").loss),
        ("optimizers", "update", lambda _: roles("float32").update),
    )
    for name, part in parts(family).items()
    if hasattr(part, kernel)
]


def widened(kernel: Any, signature_of: Callable[[Any], Any]) -> Iterator[str]:
    """The operations in loops that give a float64 for a float32, as Numba infers their types."""
    signature = signature_of(types.float32)
    code = compiler.run_frontend(kernel)
    target = registry.cpu_target
    target.typing_context.refresh()
    target.target_context.refresh()
    found = typed_passes.type_inference_stage(
        target.typing_context, target.target_context, code, signature.args, signature.return_type
    )
    loops = analysis.compute_cfg_from_blocks(code.blocks).loops().values()
    for place in set().union(*(loop.body for loop in loops)):
        for assignment in code.blocks[place].find_insts(ir.Assign):
            made = assignment.value
            if isinstance(made, ir.Expr) and made.op in OPERATORS:
                operands = {found.typemap[operand.name] for operand in made.list_vars()}
                is_wide = found.typemap[assignment.target.name] == types.float64
                is_sum = (
                    made.op == "inplace_binop" and found.typemap[made.lhs.name] == types.float64
                )
                if is_wide and types.float32 in operands and not is_sum:
                    yield f"line {assignment.loc.line}: {made}"


@pytest.mark.parametrize(("kernel", "signature_of"), KERNELS)
def test_no_operator_makes_a_float64_of_a_float32(
    kernel: Any, signature_of: Callable[[Any], Any]
) -> None:
    assert list(widened(kernel, signature_of)) == []


def test_a_bare_constant_is_found() -> None:
    def halved(z: Any, hyper: Any, a: Any) -> None:
        for i in range(z.size):
            a[i] = 0.5 * z[i]
            a[i] += 0.5

    assert len(list(widened(halved, activation_signature))) == 2
