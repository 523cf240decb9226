"""Kernels of parts, compiled for their roles, and the training loop that takes them."""

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

import gdrun.experiment.elementary  # noqa: F401  (kernels call elementary functions)
from gdrun.engine.compiling import compile_function, is_compiled, note_compiled
from gdrun.engine.signatures import roles, training_loop
from gdrun.parts.activations import Activation
from gdrun.parts.decays import Decay
from gdrun.parts.losses import Loss
from gdrun.parts.optimizers import Optimizer


class Kernels(NamedTuple):
    """In the order in which the training loop takes them."""

    activation: Callable[..., None]
    derivative: Callable[..., None]
    loss: Callable[..., float]
    update: Callable[..., None]
    react: Callable[..., float]


def compile_kernels(
    dtype: str, activation: Activation, loss: Loss, optimizer: Optimizer, decay: Decay
) -> Kernels:
    """The kernels that a config names, for ``float32`` or ``float64``."""
    functions = (
        activation.value,
        activation.derivative,
        loss.value,
        optimizer.update,
        decay.react,
    )
    return Kernels(*map(_compiled, functions, roles(dtype)))


@cache
def _compiled(function: Callable[..., Any], signature: Any) -> Any:
    return compile_function(function, signature)


def load_training_loop(dtype: str, on_status: Callable[[str], None]) -> Callable[..., None]:
    """The training loop for a dtype; tells ``on_status`` if it has to be compiled first."""
    name = f"train {dtype}"
    if not is_compiled(name):
        on_status(f"compiling the training loop for {dtype}: some seconds, and only this once")
    loop = training_loop(dtype)
    note_compiled(name)
    return loop
