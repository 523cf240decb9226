"""What the format ``model`` holds, used with NumPy alone: from columns to what is predicted.

Nothing of gdrun is imported: this is what somebody else would write.
"""

import io
import json
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Columns = Mapping[str, Sequence[Any]]
"""By name: numbers, of which NaN is a gap, or texts."""

_LAMBDA, _ALPHA = 1.0507009873554804934193349852946, 1.6732632423543772848170429916717


def _below(z: Array) -> Array:
    found: Array = np.expm1(np.minimum(z, 0))
    return found


def _hard_sigmoid(z: Array) -> Array:
    found: Array = np.clip(z / 6 + 0.5, 0, 1)
    return found


def _sigmoid(z: Array) -> Array:
    found: Array = 1 / (1 + np.exp(-z))
    return found


_erf = np.vectorize(math.erf)

ACTIVATIONS: Mapping[str, Callable[..., Array]] = {
    "identity": lambda z: z,
    "relu": lambda z: np.maximum(z, 0),
    "leaky_relu": lambda z, slope: np.where(z > 0, z, slope * z),
    "hard_tanh": lambda z: np.clip(z, -1, 1),
    "hard_sigmoid": _hard_sigmoid,
    "hard_swish": lambda z: z * _hard_sigmoid(z),
    "tanh": np.tanh,
    "sigmoid": _sigmoid,
    "softsign": lambda z: z / (1 + abs(z)),
    "elu": lambda z, alpha: np.where(z > 0, z, alpha * _below(z)),
    "selu": lambda z: _LAMBDA * np.where(z > 0, z, _ALPHA * _below(z)),
    "gelu": lambda z: z * (1 + _erf(z / math.sqrt(2))) / 2,
    "gelu_tanh": lambda z: z * (1 + np.tanh(math.sqrt(2 / math.pi) * (z + 0.044715 * z**3))) / 2,
    "silu": lambda z: z * _sigmoid(z),
    "mish": lambda z: z * np.tanh(np.logaddexp(0, z)),
    "softplus": lambda z: np.logaddexp(0, z),
}


def _normalised(said: Mapping[str, Any], x: Array) -> Array:
    if said["normalizer"]["name"] == "l2":
        lengths = np.linalg.norm(x, axis=1, keepdims=True)
        x /= np.where(lengths == 0, 1, lengths)
        return x
    x -= np.array(said["learnt"]["shift"])
    x /= np.array(said["learnt"]["scale"])
    return x


def _layer(kind: Mapping[str, Any], x: Array, tensors: Sequence[Array]) -> Array:
    if kind["name"] == "dense":
        weights, biases = tensors
        return np.asarray(x @ weights + biases)
    if kind["name"] == "layer_norm":
        gains, shifts = tensors
        spread = np.sqrt(x.var(axis=1, keepdims=True) + kind["epsilon"])
        return np.asarray(gains * (x - x.mean(axis=1, keepdims=True)) / spread + shifts)
    assert kind["name"] == "dropout"
    return x


class NumpyModel:
    """One network of a file."""

    def __init__(self, content: bytes, seed: int) -> None:
        self._arrays = np.load(io.BytesIO(content), allow_pickle=False)
        self._row = self._arrays["seeds"].tolist().index(seed)
        self._network = json.loads(str(self._arrays["network"]))
        self.preparation = json.loads(str(self._arrays["preparation"][self._row]))

    def outputs(self, columns: Columns) -> Array:
        """Raw outputs (rows, outputs)."""
        features: list[Any] = []
        for column in self.preparation["columns"]:
            values = np.array(columns[column["name"]])
            if column["kind"] == "text":
                features += [values == category for category in column["categories"]]
            else:
                features.append(np.where(np.isnan(values), column.get("fill", np.nan), values))
        x = _normalised(self.preparation, np.array(features, np.float64).T)
        for layer in self._network["layers"]:
            x = _layer(
                layer["kind"], x, [self._arrays[name][self._row] for name in layer["tensors"]]
            )
            if layer["activation"]:
                parameters = dict(layer["activation"])
                x = ACTIVATIONS[parameters.pop("name")](x, **parameters)
        return x

    def predictions(self, outputs: Array) -> Array:
        """Probabilities (rows, classes) or numbers (rows, targets)."""
        match self._network["output_activation"]:
            case "sigmoid":
                return np.hstack([1 - _sigmoid(outputs), _sigmoid(outputs)])
            case "softmax":
                powers: Array = np.exp(outputs - outputs.max(axis=1, keepdims=True))
                powers /= powers.sum(axis=1, keepdims=True)
                return powers
            case "exp":
                rates: Array = np.exp(outputs)
                return rates
        target = self.preparation["target"]
        found: Array = outputs * np.array(target["scale"]) + np.array(target["shift"])
        return found
