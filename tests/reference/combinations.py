"""Draws trainings of reference: random combinations of layers, weights and averages."""

import json
import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from tests.reference.cases import parameters

# The generator that NumPy has frozen: it draws the same in all versions.
Random = np.random.RandomState
Case = dict[str, Any]

FILE = {"name": "file", "path": "weights.npz"}
"""The initializer of first values from the case's own file."""
ACTIVATIONS: tuple[Any, ...] = (
    "relu",
    "tanh",
    "sigmoid",
    "gelu",
    "silu",
    "identity",
    {"name": "leaky_relu", "slope": 0.2},
    {"name": "elu", "alpha": 0.5},
)
PLAIN_DESCENT: tuple[str, dict[str, Any]] = ("SGD", {"lr": 0.05})
OPTIMIZERS: tuple[tuple[str, dict[str, Any]], ...] = (
    PLAIN_DESCENT,
    ("SGD", {"lr": 0.02, "momentum": 0.9}),
    ("SGD", {"lr": 0.05, "momentum": 0.8, "dampening": 0.3}),
    ("SGD", {"lr": 0.01, "momentum": 0.9, "nesterov": True}),
    ("SGD", {"lr": 0.1, "weight_decay": 0.02}),
    ("Adam", {"lr": 0.02}),
    ("Adam", {"lr": 0.02, "betas": [0.8, 0.95], "amsgrad": True}),
    ("AdamW", {"lr": 0.03, "weight_decay": 0.05}),
    ("RMSprop", {"lr": 0.01, "alpha": 0.9}),
    ("RMSprop", {"lr": 0.005, "alpha": 0.95, "centered": True, "momentum": 0.5}),
    ("Adagrad", {"lr": 0.1}),
    ("Adadelta", {"lr": 1.0, "rho": 0.8, "eps": 1e-5}),
    ("NAdam", {"lr": 0.02}),
    ("Adamax", {"lr": 0.03}),
)
"""PyTorch's classes and their arguments."""


def chance(random: Random, probability: float) -> bool:
    return bool(random.random_sample() < probability)


def one_of(random: Random, choices: Sequence[Any]) -> Any:
    return choices[random.randint(len(choices))]


def make_data(random: Random) -> dict[str, Any]:
    """Small data sets: inputs, targets, and two ways to weigh the rows.

    ``importance`` is 0 for some rows, ``gaps`` for whole batches of up to 8.
    """
    made: dict[str, Any] = {}
    classes = {"three classes": ["ash", "birch", "cedar"], "two classes": ["no", "yes"]}
    sizes = {"three classes": (61, 4), "two classes": (45, 3), "number": (80, 5), "two": (33, 6)}
    for name, (rows, columns) in sizes.items():
        X = random.standard_normal((rows, columns)).round(3)
        told = X @ random.standard_normal((columns, 3)) + 0.5 * random.standard_normal((rows, 3))
        if name in classes:
            names = classes[name]
            # Unequal shares of the rows.
            told = told[:, : len(names)] + 0.7 * np.arange(len(names))
            y: Any = [names[i] for i in told.argmax(axis=1)]
        else:
            y = (told[:, :2] if name == "two" else told[:, :1]).round(3).tolist()
        importance = random.gamma(2.0, 0.7, rows).round(2)
        importance[random.random_sample(rows) < 0.1] = 0.0
        gaps = random.gamma(2.0, 0.7, rows).round(2)
        gaps[:8] = gaps[16:27] = 0.0
        made[name] = {
            "X": X.tolist(),
            "y": y,
            "importance": importance.tolist(),
            "gaps": gaps.tolist(),
        }
    return made


def draw_model(random: Random, *, constant_outputs: bool) -> dict[str, Any]:
    """A model of dense layers, which may be normalised and may lose units."""
    normalised = chance(random, 0.6)
    drops = chance(random, 0.65)
    by_layer = chance(random, 0.15)
    model: dict[str, Any] = {"activation": one_of(random, ACTIVATIONS)}
    model["weights"] = {"name": "constant", "value": 0.25} if by_layer else FILE
    if chance(random, 0.15):
        model["biases"] = {"name": "constant", "value": 0.1}
    if normalised and chance(random, 0.4):
        model["normalization"] = "layer"
    if drops and chance(random, 0.5):
        model["dropout"] = one_of(random, [0.1, 0.25, 0.5])
    if drops and chance(random, 0.4):
        model["input"] = {"dropout": one_of(random, [0.1, 0.2])}
    hidden: list[Any] = []
    for _ in range(random.randint(1, 4) if chance(random, 0.9) else 0):
        if drops and chance(random, 0.15):
            hidden.append({"name": "dropout", "rate": one_of(random, [0.15, 0.3])})
        if normalised and chance(random, 0.15):
            norm: dict[str, Any] = {"name": "layer_norm"}
            hidden.append(one_of(random, [norm, {**norm, "epsilon": 0.001}]))
        layer: dict[str, Any] = {"units": int(random.randint(4, 11))}
        if chance(random, 0.5):
            layer["activation"] = one_of(random, ACTIVATIONS)
        if by_layer:
            layer["weights"] = FILE
        elif not normalised and chance(random, 0.1):
            # A normalised layer of equal units is rounding errors and nothing else.
            layer["weights"] = {"name": "constant", "value": 0.1}
        if chance(random, 0.15):
            layer["biases"] = {"name": "constant", "value": -0.2}
        if drops and chance(random, 0.4):
            layer["dropout"] = one_of(random, [0.0, 0.1, 0.4])
        if normalised and chance(random, 0.4):
            layer["normalization"] = one_of(random, ["layer", "layer", "none"])
        hidden.append(layer["units"] if len(layer) == 1 else layer)
    model["hidden"] = hidden
    output: dict[str, Any] = {"weights": FILE} if by_layer else {}
    if chance(random, 0.2):
        output["weights"] = "zeros"
    elif constant_outputs and chance(random, 0.1):
        output["weights"] = {"name": "constant", "value": 0.3}
    if chance(random, 0.1):
        output["biases"] = {"name": "constant", "value": 0.05}
    if output:
        model["output"] = output
    return model


def draw_case(random: Random, data: Mapping[str, Any], kinds: Sequence[str]) -> Case:
    """A combination; ``kinds`` is some of rows, classes, ema and swa.

    Averages over epochs that begin at 0.9 of so few never begin.
    """
    names = sorted(data)
    name = one_of(random, [n for n in names if "classes" not in kinds or n.endswith("classes")])
    if name == "three classes":
        loss: Any = "cross_entropy"
    elif name == "two classes":
        loss = "binary_cross_entropy"
    else:
        loss = one_of(random, ["mse", {"name": "huber", "delta": 0.8}])
    # Plain descent on single rows has steps of its own in gdrun.
    single = chance(random, 0.15)
    optimizer, arguments = PLAIN_DESCENT if single else one_of(random, OPTIMIZERS)
    training: dict[str, Any] = {
        "epochs": int(random.randint(3, 7)),
        "batch_size": 1 if single else one_of(random, [1, 5, 8, 8, 16, 32, 33, "full"]),
        "shuffle": False,
        "dtype": "float64",
    }
    if not single and chance(random, 0.2):
        training["clip_norm"] = 0.3
    config: dict[str, Any] = {
        "model": draw_model(random, constant_outputs=loss != "cross_entropy"),
        "loss": loss,
        "optimizer": {"name": optimizer.lower(), **parameters(arguments)},
        "training": training,
        "seeds": [int(random.randint(5))],
    }
    if not single and chance(random, 0.3):
        config["penalty"] = {"l2": 0.05}
    if "rows" in kinds:
        config["data"] = {"weights": one_of(random, ["importance", "gaps"])}
    if "classes" in kinds:
        classes = sorted(set(data[name]["y"]))
        said = {each: round(float(random.uniform(0.3, 3.0)), 2) for each in classes}
        training["class_weights"] = one_of(random, ["balanced", said])
    if "ema" in kinds:
        training["average"] = {"name": "ema", "decay": one_of(random, [0.5, 0.9, 0.99])}
    if "swa" in kinds:
        training["average"] = {"name": "swa", "start": one_of(random, [0.0, 0.25, 0.5, 0.9])}
    # Of a CSV file one column is the target.
    file = "npz" if name == "two" else "csv" if "rows" in kinds else one_of(random, ["csv", "npz"])
    case = {
        "optimizer": {"name": optimizer, "arguments": arguments},
        "data": name,
        "file": file,
        "config": config,
    }
    return case | {"weights": draw_weights(random, config["model"], data[name])}


def draw_weights(random: Random, model: Mapping[str, Any], data: Mapping[str, Any]) -> Any:
    """The file of first weights; one in four has no biases."""
    hidden = [each.get("units") if isinstance(each, dict) else each for each in model["hidden"]]
    widths = [len(data["X"][0]), *filter(None, hidden), output_count(data["y"])]
    arrays, with_biases = {}, chance(random, 0.75)
    for i, (inputs, outputs) in enumerate(pairwise(widths)):
        W = random.standard_normal((inputs, outputs)) / math.sqrt(inputs)
        arrays[f"W{i}"] = W.round(4).tolist()
        b = (0.3 * random.standard_normal(outputs)).round(4).tolist()
        if with_biases:
            arrays[f"b{i}"] = b
    return arrays


def output_count(y: Sequence[Any]) -> int:
    """One for each class or target; a single one for two classes."""
    if not isinstance(y[0], str):
        return len(y[0])
    return 1 if len(set(y)) == 2 else len(set(y))


def uses(case: Case, kinds: Sequence[str]) -> list[str]:
    """What a combination is of, in words."""
    config, text = case["config"], json.dumps(case["config"]["model"])
    model = config["model"]
    layers = [each for each in model["hidden"] if isinstance(each, dict) and "units" in each]
    said = {
        "layer norm": "layer_norm" in text or '"normalization": "layer"' in text,
        "dropout": '"rate"' in text or '"dropout": 0.' in text.replace('"dropout": 0.0', ""),
        "activation of a layer": any("activation" in layer for layer in layers),
        "first values of a layer": "output" in model
        or any("weights" in layer or "biases" in layer for layer in layers),
        "penalty": "penalty" in config,
        "clipping": "clip_norm" in config["training"],
        "weights of rows": "rows" in kinds,
        "weights of classes": "classes" in kinds,
        "ema": "ema" in kinds,
        "swa": "swa" in kinds,
    }
    return [feature for feature, is_used in said.items() if is_used]
