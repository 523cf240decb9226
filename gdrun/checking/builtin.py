"""Small networks that hold every activation, loss and kind of layer, and weights of rows."""

from collections.abc import Iterator, Sequence
from itertools import chain, product
from typing import Any, NamedTuple

import numpy as np

from gdrun.checking.subject import Floats, Subject, make_subject
from gdrun.config.model import ModelSection
from gdrun.engine.layers.examples import Portion
from gdrun.network import Tensor
from gdrun.parts.activations import Identity, Tanh
from gdrun.parts.layers import Dense, Layer
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
_TOGETHER: dict[str, Any] = {
    "normalised tanh with dropout": {
        "hidden": [5, 4, 5],
        "activation": "tanh",
        "normalization": "layer",
        "dropout": 0.3,
        "input": {"dropout": 0.2},
    },
    "sigmoid with dropout, normalised relu with dropout, silu": {
        "hidden": [
            {"units": 5, "activation": "sigmoid", "dropout": 0.3},
            {"units": 4, "activation": "relu", "normalization": "layer", "dropout": 0.25},
            {"units": 5, "activation": "silu"},
        ]
    },
}
"""Kinds of layers as models bring them together."""
WEIGHTS = (1.75, 0.0, 3.0, 0.5, 1.0, 0.25, 2.0)
"""How much rows count, where they do not all count alike; one of them does not at all."""
LAYER_SEED = 0x9E3779B97F4A7C
"""What the layers draw with: not 0, and of more than 32 bits."""


class _Network(NamedTuple):
    """A network, and what it is called."""

    called: str
    layers: str
    """Which kinds of layers it has."""
    activation: str
    depth: int
    model: ModelSection
    loss: Loss
    weighted: bool = False
    """Whether rows count differently."""


def builtin_subjects() -> Iterator[Subject]:
    """Every activation × every loss × depths 0, 1, 3, and every kind of layer, on three batches.

    So is every loss with weights of rows, in a network with all kinds of layers as well. Every
    network meets the penalty on one of its batches. Without a hidden layer there is no activation.
    """
    for number, network in enumerate(
        chain(_dense_networks(), _networks_of_kinds(), _weighted_networks())
    ):
        for place, batch in enumerate(BATCHES):
            penalty = ", penalty" if place == number % len(BATCHES) else ""
            yield _subject(network, batch, penalty)


def _dense_networks() -> Iterator[_Network]:
    activations = _every("activations")
    for loss in _every("losses"):
        for depth, hidden in HIDDEN.items():
            for activation in activations if depth else [Identity()]:
                yield _Network(
                    called=_called(activation) if depth else "",
                    layers="dense",
                    activation=activation.name if depth else "none",
                    depth=depth,
                    model=_model(hidden=hidden, activation=activation),
                    loss=loss,
                )


def _networks_of_kinds() -> Iterator[_Network]:
    """Kinds of layers alone and in pairs, and together as models make them.

    Each with a loss for each kind of targets: they do not depend on what follows.
    """
    losses = {loss.suits: loss for loss in reversed(_every("losses"))}.values()
    for loss, (hidden, kinds) in product(losses, _hidden_of_kinds()):
        dense = [each if isinstance(each, Layer) else Dense(units=each) for each in hidden]
        yield _Network(
            called=f"{', '.join(map(_called, dense))}, {Tanh().name}",
            layers=", ".join(kind.name for kind in kinds),
            activation=Tanh().name,
            depth=1,
            model=_model(hidden=hidden, activation=Tanh()),
            loss=loss,
        )
    for loss, (called, model) in product(losses, _TOGETHER.items()):
        said = model.get("activation", "several")
        made = ModelSection.model_validate(model)
        yield _Network(called, "several", said, len(made.hidden), made, loss)


def _weighted_networks() -> Iterator[_Network]:
    layered = ModelSection.model_validate(_TOGETHER["normalised tanh with dropout"])
    models = {"dense": _model(hidden=HIDDEN[1], activation=Tanh()), "several": layered}
    for loss, (layers, model) in product(_every("losses"), models.items()):
        yield _Network(
            called=f"rows that count differently, {layers}",
            layers=layers,
            activation=Tanh().name,
            depth=len(model.hidden),
            model=model,
            loss=loss,
            weighted=True,
        )


def _hidden_of_kinds() -> Iterator[tuple[Sequence[Any], Sequence[Layer]]]:
    """What ``model.hidden`` says, and which kinds that brings."""
    kinds = [each for each in _every("layers") if not isinstance(each, Dense)]
    # A model leaves out what does nothing.
    kinds = [each for each in kinds if len(_model(hidden=(each,)).layers()) > 1]
    for kind in kinds:
        yield (kind, *HIDDEN[1]), [kind]
        yield (*HIDDEN[1], kind), [kind]
    for pair in product(kinds, repeat=2):
        yield (*HIDDEN[1], *pair), pair


def _model(**said: Any) -> ModelSection:
    return ModelSection().model_copy(update=said)


def _every(family: str) -> list[Any]:
    return [made for part in parts(family).values() for made in _valid(part)]


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


def _subject(network: _Network, batch: str, penalty: str) -> Subject:
    rng, loss = np.random.default_rng(network.depth), network.loss
    layers = place_layers(network.model.layers(), INPUTS, OUTPUTS[loss.suits])
    inputs = rng.normal(size=(ROWS, INPUTS))
    targets = _targets(loss, rng)
    theta = np.concatenate([_values(tensor, rng) for tensor in all_tensors(layers)])
    batch_size, place = BATCHES[batch]
    called = ", ".join(each for each in (network.called, _called(loss)) if each)
    return make_subject(
        f"{called}, {network.depth} hidden, {batch}{penalty}",
        {
            "activation": network.activation,
            "loss": loss.name,
            "layers": network.layers,
            "rows": "weighted" if network.weighted else "alike",
            "depth": str(network.depth),
            "batch": batch,
        },
        layers,
        loss,
        theta,
        Portion(inputs, targets, np.array(WEIGHTS if network.weighted else ())),
        batch_size=batch_size,
        batch=place,
        penalty=PENALTIES[penalty],
        layer_seed=LAYER_SEED,
    )


def _values(tensor: Tensor, rng: np.random.Generator) -> Floats:
    """Values around those that the tensor begins with; what is remembered is nothing yet."""
    scale = {"weight": 1 / np.sqrt(tensor.inputs), "state": 0.0}.get(tensor.role, 0.3)
    values: Floats = (tensor.initial or 0.0) + scale * rng.normal(size=tensor.size)
    return values


def _targets(loss: Loss, rng: np.random.Generator) -> Floats:
    outputs = OUTPUTS[loss.suits]
    if loss.suits in ("classes", "binary"):
        return (np.arange(ROWS) % max(outputs, 2)).astype(float)[:, np.newaxis]
    if loss.suits == "counts":
        return rng.poisson(2.0, size=(ROWS, outputs)).astype(float)
    return rng.normal(size=(ROWS, outputs))
