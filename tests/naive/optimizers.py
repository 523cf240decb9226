"""What happens to a gradient: clipping, and the update rules with PyTorch's formulas.

A rule returns ``theta`` after one step; its ``memory`` is empty before the first.
"""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from tests.naive.network import Array

Memory = dict[str, Array]


def norm(tensors: Sequence[Array]) -> float:
    """The Euclidean norm of all entries together."""
    return float(np.sqrt(sum((t**2).sum() for t in tensors)))


def clip(
    tensors: Sequence[Array], *, clip_value: float | None = None, clip_norm: float | None = None
) -> list[Array]:
    """Each entry to at most ``clip_value`` in size, then all to a norm of ``clip_norm``."""
    clipped = list(tensors)
    if clip_value is not None:
        clipped = [np.clip(t, -clip_value, clip_value) for t in clipped]
    if clip_norm is not None and norm(clipped) > clip_norm:
        factor = clip_norm / norm(clipped)
        clipped = [factor * t for t in clipped]
    return clipped


def sgd(
    theta: Array,
    gradient: Array,
    memory: Memory,
    *,
    learning_rate: float,
    momentum: float = 0.0,
    dampening: float = 0.0,
    nesterov: bool = False,
    weight_decay: float = 0.0,
) -> Array:
    """As ``torch.optim.SGD``."""
    d = gradient + weight_decay * theta
    if "b" in memory:
        memory["b"] = momentum * memory["b"] + (1.0 - dampening) * d
    else:
        memory["b"] = d
    return theta - learning_rate * (d + momentum * memory["b"] if nesterov else memory["b"])


def adam(
    theta: Array,
    gradient: Array,
    memory: Memory,
    *,
    learning_rate: float,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
    weight_decay: float = 0.0,
    amsgrad: bool = False,
) -> Array:
    """As ``torch.optim.Adam``."""
    d = gradient + weight_decay * theta
    zeros = np.zeros_like(theta)
    t = memory["t"] = memory.get("t", np.zeros(())) + 1.0
    m = memory["m"] = beta1 * memory.get("m", zeros) + (1.0 - beta1) * d
    v = memory["v"] = beta2 * memory.get("v", zeros) + (1.0 - beta2) * d**2
    if amsgrad:
        v = memory["largest v"] = np.maximum(memory.get("largest v", zeros), v)
    m_hat = m / (1.0 - beta1**t)
    v_hat = v / (1.0 - beta2**t)
    return theta - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon)


def adadelta(
    theta: Array,
    gradient: Array,
    memory: Memory,
    *,
    learning_rate: float,
    rho: float = 0.9,
    epsilon: float = 1e-6,
    weight_decay: float = 0.0,
) -> Array:
    """As ``torch.optim.Adadelta``."""
    d = gradient + weight_decay * theta
    zeros = np.zeros_like(theta)
    v = memory["v"] = rho * memory.get("v", zeros) + (1.0 - rho) * d**2
    u = memory.get("u", zeros)
    move = np.sqrt(u + epsilon) / np.sqrt(v + epsilon) * d
    memory["u"] = rho * u + (1.0 - rho) * move**2
    return theta - learning_rate * move


OPTIMIZERS: Mapping[str, Callable[..., Array]] = {"sgd": sgd, "adam": adam, "adadelta": adadelta}
