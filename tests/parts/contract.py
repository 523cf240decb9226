"""What the contract tests share: every registered part, and its kernels as compiled.

The contracts run over the registry, so that a part is tested as soon as it is defined.
"""

from collections.abc import Mapping
from typing import Any

import pytest

import gdrun.parts  # noqa: F401  (registers what is built in)
from gdrun.engine.layers.network import Kernels
from gdrun.parts.decays import NoDecay
from gdrun.parts.losses import MeanSquaredError
from gdrun.parts.optimizers import Sgd
from gdrun.parts.registry import Part, families, parts
from gdrun.trial.kernels import compile_kernels

DTYPES = ("float32", "float64")


def classes() -> list[Any]:
    """Every part's class."""
    return [
        pytest.param(part, id=f"{family}-{name}")
        for family in families()
        for name, part in parts(family).items()
    ]


def described(name: str, settings: Mapping[str, Any]) -> str:
    """A test's id, such as ``adam(amsgrad=True)``."""
    return f"{name}({', '.join(f'{key}={value}' for key, value in settings.items())})"


def every(family: str) -> list[Any]:
    """Every part of a family with each of its valid parameter sets."""
    return [
        pytest.param(part(**settings), id=described(name, settings))
        for name, part in parts(family).items()
        for settings in part.valid
    ]


def compiled(dtype: str, **chosen: Part) -> Kernels:
    """The kernels of the ``loss``, ``optimizer`` or ``decay`` that is chosen."""
    roles: dict[str, Any] = {
        "loss": MeanSquaredError(),
        "optimizer": Sgd(),
        "decay": NoDecay(),
        **chosen,
    }
    return compile_kernels(dtype, **roles)
