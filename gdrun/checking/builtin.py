"""Small networks that hold every activation and every loss that is registered."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from gdrun.checking.subject import Floats, Subject, make_subject
from gdrun.config.model import ModelSection
from gdrun.engine.layers.examples import Portion
from gdrun.parts.activations import Activation, Identity
from gdrun.parts.losses import Loss
from gdrun.parts.registry import Part, parts
from gdrun.trial.network import all_tensors, place_layers

ROWS, INPUTS = 7, 4
HIDDEN = {0: (), 1: (5,), 3: (5, 4, 5)}
"""Hidden layers by depth."""
OUTPUTS = {"classes": 3, "binary": 1, "numbers": 2, "counts": 2}
BATCHES = {"batch 1": (1, 0), "a short last batch": (5, 1), "a full batch": (ROWS, 0)}
"""Batch size, and the batch that is checked."""
PENALTIES = {"": (0.0, 0.0), ", penalty": (0.02, 0.03)}
"""L1 and L2."""


def builtin_subjects() -> Iterator[Subject]:
    """Every activation × every loss × depths 0, 1, 3, on three batches.

    Every network meets the penalty on one of its batches. Without a hidden layer there is no
    activation.
    """
    losses = [made for part in parts("losses").values() for made in _valid(part)]
    activations = [made for part in parts("activations").values() for made in _valid(part)]
    number = 0
    for loss in losses:
        for depth in HIDDEN:
            for activation in activations if depth else [Identity()]:
                for place, batch in enumerate(BATCHES):
                    penalty = ", penalty" if place == number % len(BATCHES) else ""
                    yield _subject(activation, loss, depth, batch, penalty)
                number += 1


def _valid(part: Any) -> list[Any]:
    return list(dict.fromkeys(part(**parameters) for parameters in part.valid))


def _called(part: Part) -> str:
    """``leaky_relu``, or ``leaky_relu(slope=0.2)`` if a parameter is not at its default."""
    said = [
        f"{parameter}={getattr(part, parameter)}"
        for parameter, default in part.parameters().items()
        if getattr(part, parameter) != default
    ]
    return f"{part.name}({', '.join(said)})" if said else part.name


def _subject(activation: Activation, loss: Loss, depth: int, batch: str, penalty: str) -> Subject:
    rng = np.random.default_rng(depth)
    hidden, outputs = HIDDEN[depth], OUTPUTS[loss.suits]
    model = ModelSection().model_copy(update={"hidden": hidden, "activation": activation})
    layers = place_layers(model.layers(), INPUTS, outputs)
    inputs = rng.normal(size=(ROWS, INPUTS))
    targets = _targets(loss, rng)
    tensors: list[Floats] = []
    for tensor in all_tensors(layers):
        scale = 1 / np.sqrt(tensor.inputs) if tensor.role == "weight" else 0.3
        tensors.append(scale * rng.normal(size=tensor.size))
    batch_size, place = BATCHES[batch]
    called = (f"{_called(activation)}, " if depth else "") + _called(loss)
    return make_subject(
        f"{called}, {depth} hidden, {batch}{penalty}",
        {
            "activation": activation.name if depth else "none",
            "loss": loss.name,
            "depth": str(depth),
            "batch": batch,
        },
        layers,
        loss,
        np.concatenate(tensors),
        Portion(inputs=inputs, targets=targets),
        batch_size=batch_size,
        batch=place,
        penalty=PENALTIES[penalty],
        weights=np.zeros(0),
        layer_seed=0,
    )


def _targets(loss: Loss, rng: np.random.Generator) -> Floats:
    outputs = OUTPUTS[loss.suits]
    if loss.suits in ("classes", "binary"):
        return (np.arange(ROWS) % max(outputs, 2)).astype(float)[:, np.newaxis]
    if loss.suits == "counts":
        return rng.poisson(2.0, size=(ROWS, outputs)).astype(float)
    return rng.normal(size=(ROWS, outputs))
