"""Every parameter does something: a part that is given another value behaves differently.

Each valid parameter set is compared with the same set but for one parameter, which is left at its
default. What each value does is for the reference values and the closed forms to say.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from gdrun.network import Tensor
from gdrun.parts.activations import Activation
from gdrun.parts.decays import Decay
from gdrun.parts.initializers import Initializer
from gdrun.parts.kernels import KernelPart
from gdrun.parts.losses import Loss
from gdrun.parts.optimizers import Optimizer
from gdrun.parts.registry import Part, families, parts
from gdrun.parts.sources import Source
from gdrun.trial.kernels import compile_activation
from gdrun.trial.rates import rate_blocks
from tests.parts.contract import classes, compiled, described

RNG = np.random.default_rng(0)
GRADIENTS = RNG.normal(size=(60, 5)) * 0.9 ** np.arange(60)[:, np.newaxis]
"""They fade, so that squares averaged so far may be above the newest."""
GRADIENTS[:, 0] = np.abs(GRADIENTS[:, 0])  # One's sign stays the same.
METRICS = 3.0 - np.cumsum(np.repeat([0.0, 2e-3, 5e-4, 5e-5, 0.0], [25, 60, 60, 60, 60]))
"""They rest, or get better, fast or slowly."""


def moved(optimizer: Optimizer) -> Any:
    """Theta after every step."""
    update = compiled("float64", optimizer=optimizer).update
    theta, memory = np.ones(5), np.zeros((optimizer.slots(), 5))
    scalars, hyper = np.zeros(optimizer.scalars), np.array(optimizer.hyper())
    path = []
    for step, gradient in enumerate(GRADIENTS.copy(), start=1):
        update(theta, gradient, memory, scalars, hyper, optimizer.learning_rate, step)
        path.append(theta.copy())
    return path


def activated(activation: Activation) -> Any:
    z = np.linspace(-4.0, 4.0, 33)
    a = np.empty_like(z)
    compile_activation("float64", activation)[0](z, np.array(activation.hyper()), a)
    return a


def lost(loss: Loss) -> Any:
    outputs = np.array([[-1.5, 0.2, 0.7], [0.3, 0.1, -2.0], [0.4, 3.0, 0.9]])
    targets = np.array([[0.0], [1.0], [1.0]])
    if loss.suits in ("binary", "numbers", "counts"):
        outputs = outputs[:, :1].copy()
    kernel = compiled("float64", loss=loss).loss
    return kernel(outputs, targets, np.array(loss.hyper()), np.empty_like(outputs))


def decayed(decay: Decay) -> Any:
    """The rates by the clock, the reactions, and what is reacted to."""
    blocks = [block.ravel() for _, block in rate_blocks(decay, 0.1, 2000, 2)]
    react, state = compiled("float64", decay=decay).react, np.zeros(decay.state)
    hyper = np.array(decay.reaction(0.1))
    return *np.concatenate(blocks), *(react(state, hyper, m) for m in METRICS), decay.watched()


def initialized(initializer: Initializer) -> Any:
    return initializer.draw(Tensor("W0", "weight", (6, 4), 6, 4), np.random.default_rng(0), Path())


def generated(source: Source) -> Any:
    table = source.read(Path(), np.random.default_rng(0))
    return table.inputs, table.targets


BEHAVIOUR: dict[str, Callable[[Any], Any]] = {
    "optimizers": moved,
    "activations": activated,
    "losses": lost,
    "decays": decayed,
    "initializers": initialized,
    "sources": generated,
}


def changes() -> list[Any]:
    """Each part with a valid set, and the same but for one parameter."""
    found = []
    for family in set(families()) & set(BEHAVIOUR):
        for name, part in parts(family).items():
            if part.paths:
                continue
            for settings in part.valid:
                for key in settings:
                    rest = {other: value for other, value in settings.items() if other != key}
                    try:
                        pair = part(**settings), part(**rest)
                    except ValidationError:  # Others need the parameter.
                        continue
                    if pair[0] != pair[1]:
                        called = f"{family}-{described(name, settings)}-{key}"
                        found.append(pytest.param(*pair, id=called))
    return sorted(found, key=lambda each: str(each.id))


@pytest.mark.parametrize(("part", "without"), changes())
def test_a_parameter_changes_what_the_part_does(part: Part, without: Part) -> None:
    behaviour = BEHAVIOUR[part.family]
    assert not same(behaviour(part), behaviour(without))


def same(one: Any, other: Any) -> bool:
    """Whether all numbers and texts are equal."""
    if isinstance(one, (list, tuple)):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(np.array_equal(one, other))


@pytest.mark.parametrize(
    "part", [each for each in classes() if issubclass(each.values[0], KernelPart)]
)
def test_every_parameter_is_tried(part: type[KernelPart]) -> None:
    """Some valid parameter set gives it a value of its own."""
    common = {"learning_rate", "warmup", "per", "minimum"}
    tried = {
        key
        for settings in part.valid
        for key, value in settings.items()
        if value != part.model_fields[key].default
    }
    assert set(part.parameters()) - common <= tried
