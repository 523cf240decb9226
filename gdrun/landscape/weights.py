"""The weights of a network before and after training."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gdrun.trial.binding import Binding
from gdrun.trial.streams import TrialStreams

Floats = NDArray[np.float64]

BINS = 41
MOST_IMAGES = 32
"""So many units of the first layer are shown as images."""
_IMAGES = ("digits", "idx")
"""Sources whose inputs are images."""


@dataclass(frozen=True)
class LayerWeights:
    """The weights of one layer, as histograms with the same bins."""

    name: str
    """``W0``."""
    shape: tuple[int, ...]
    edges: Floats
    """(BINS + 1,)."""
    start: Floats
    """The share of weights in each bin before the first step, (BINS,)."""
    end: Floats
    start_std: float
    end_std: float


@dataclass(frozen=True)
class Weights:
    """Those of one seed."""

    title: str
    layers: tuple[LayerWeights, ...]
    images: Floats | None
    """The first layer's after training, if inputs are images: (units, height, width)."""


def weights(title: str, binding: Binding, seed: int, theta: NDArray[np.floating]) -> Weights:
    """Histograms of each layer's weights, and the first layer's as images.

    Args:
        title: What it is called.
        binding: What was trained.
        seed: Of the trial.
        theta: Its weights, (size,).
    """
    streams = TrialStreams([seed], binding.config.stream_seed)
    first = binding.initial_thetas(streams)[0].astype(np.float64)
    last = theta.astype(np.float64)
    layers, images = [], None
    for tensor in binding.tensors:
        if tensor.role != "weight":
            continue
        before, after = first[tensor.place], last[tensor.place]
        reach = max(float(np.abs(before).max()), float(np.abs(after).max())) or 1.0
        edges = np.linspace(-reach, reach, BINS + 1)
        layers.append(
            LayerWeights(
                tensor.name,
                tensor.shape,
                edges,
                np.histogram(before, edges)[0] / before.size,
                np.histogram(after, edges)[0] / after.size,
                float(before.std()),
                float(after.std()),
            )
        )
        if images is None and len(tensor.shape) == 2:
            images = _images(binding, after.reshape(tensor.shape))
    return Weights(title, tuple(layers), images)


def _images(binding: Binding, matrix: Floats) -> Floats | None:
    """The columns of (inputs, units) as squares."""
    side = math.isqrt(matrix.shape[0])
    sources = {source.name for source in binding.config.data.sources()}
    if side**2 != matrix.shape[0] or not sources & {*_IMAGES}:
        return None
    return matrix.T[:MOST_IMAGES].reshape(-1, side, side)
