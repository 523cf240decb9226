"""The weights of networks before and after training."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gdrun.files.idx import image_shape
from gdrun.parts.sources import Idx
from gdrun.trial.binding import Binding
from gdrun.trial.streams import TrialStreams

Floats = NDArray[np.float64]

MOST_BINS = 51
MOST_IMAGES = 32
"""So many units of the first layer are shown as images."""
SPIKE = 0.6
"""A bin with more of the weights is a spike: what began as one value, such as zeros."""
_IMAGES: Mapping[str, tuple[int, int]] = {"digits": (8, 8)}
"""Height and width, of built-in sources whose inputs are images."""


@dataclass(frozen=True)
class LayerWeights:
    """The weights of one layer of one network."""

    network: str
    """What the network is called."""
    name: str
    """``W0``."""
    shape: tuple[int, ...]
    edges: Floats
    """The same for the start and the end: (bins + 1,)."""
    start: Floats
    """The share of weights in each bin before the first step, (bins,)."""
    end: Floats
    start_std: float
    end_std: float

    @property
    def highest(self) -> float:
        """The largest share that is no spike; of spikes alone the largest of these."""
        shares = np.concatenate([self.start, self.end])
        flat = shares[shares <= SPIKE]
        return float(flat.max()) if flat.any() else float(shares.max())

    @property
    def spikes(self) -> bool:
        """Whether there is a spike beside bins that it would flatten."""
        return max(float(self.start.max()), float(self.end.max())) > max(SPIKE, self.highest)


@dataclass(frozen=True)
class Weights:
    """Those of one seed."""

    title: str
    layers: tuple[LayerWeights, ...]
    """Network by network."""
    images: Floats | None
    """Of one network whose inputs are images the first layer's after training: (units, height,
    width)."""
    units: int
    """How many the first layer has."""


@dataclass(frozen=True)
class TrainedNetwork:
    """A network whose weights are shown."""

    name: str
    binding: Binding
    weights: NDArray[np.floating]
    """After training, (size,)."""


def weights(title: str, seed: int, networks: Sequence[TrainedNetwork]) -> Weights:
    """Histograms of each layer's weights, and the first layer's as images.

    Args:
        title: What it is called.
        seed: Of the trials.
        networks: At least one; of several, the layers with the same name share their bins.

    Raises:
        GdrunError: If first weights come from a file that does not fit.
    """
    found: dict[tuple[str, str], tuple[tuple[int, ...], Floats, Floats]] = {}
    reach: dict[str, float] = {}
    for each in networks:
        streams = TrialStreams([seed], each.binding.config.stream_seed)
        first = each.binding.initial_thetas(streams)[0].astype(np.float64)
        last = each.weights.astype(np.float64)
        for tensor in each.binding.tensors:
            if tensor.role != "weight":
                continue
            before, after = first[tensor.place], last[tensor.place]
            found[each.name, tensor.name] = tensor.shape, before, after
            largest = float(np.abs(np.concatenate([before, after])).max())
            reach[tensor.name] = max(reach.get(tensor.name, 0.0), largest)
    layers = []
    for (network, name), (shape, before, after) in found.items():
        edges = np.linspace(-1.0, 1.0, _bins(before.size) + 1) * (reach[name] or 1.0)
        layers.append(
            LayerWeights(
                network,
                name,
                shape,
                edges,
                np.histogram(before, edges)[0] / before.size,
                np.histogram(after, edges)[0] / after.size,
                float(before.std()),
                float(after.std()),
            )
        )
    images, units = _images(networks[0]) if len(networks) == 1 else (None, 0)
    return Weights(title, tuple(layers), images, units)


def _bins(weights: int) -> int:
    """An odd number, so that 0 is in the middle of one; few weights have few."""
    return min(MOST_BINS, 2 * math.ceil(math.sqrt(weights)) + 3)


def _images(network: TrainedNetwork) -> tuple[Floats | None, int]:
    """The first units as images (units, height, width), and how many units there are."""
    binding = network.binding
    layer = next((tensor for tensor in binding.tensors if tensor.role == "weight"), None)
    shape = _image_shape(binding)
    if layer is None or shape is None or shape[0] * shape[1] != layer.inputs:
        return None, 0
    units = network.weights[layer.place].astype(np.float64).reshape(layer.shape).T
    return units[:MOST_IMAGES].reshape(-1, *shape), len(units)


def _image_shape(binding: Binding) -> tuple[int, int] | None:
    """Height and width of the inputs, if they are images."""
    source = binding.config.data.sources()[0]
    if isinstance(source, Idx):
        return image_shape(binding.config.folder / source.X)
    return _IMAGES.get(source.name)
