"""Histograms of weights, and images of units."""

import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import gdrun
from gdrun.landscape.weights import MOST_IMAGES, TrainedNetwork, Weights, weights
from gdrun.trial.streams import TrialStreams
from tests.landscape.trained import binding_for

DIGITS: dict[str, Any] = {
    "data": {"source": "digits"},
    "model": {"hidden": [40]},
    "training": {"epochs": 1, "batch_size": "full"},
    "seeds": 1,
}


def shown(said: dict[str, Any], *starts: Any, seed: int = 0) -> Weights:
    """Of networks with some first weights, which are taken for the last, too."""
    networks = []
    for start in starts:
        one = {**said, "model": {**said["model"], "weights": start}}
        binding = binding_for(one, seed)
        (record,) = gdrun.train({**one, "seeds": [seed]}).records
        networks.append(TrainedNetwork(str(start), binding, record.weights))
    return weights("any", seed, networks)


def moments(layer: Any) -> tuple[float, float]:
    """Mean and standard deviation by the histogram of the start."""
    middles = (layer.edges[1:] + layer.edges[:-1]) / 2
    mean = float(layer.start @ middles)
    return mean, float(np.sqrt(layer.start @ (middles - mean) ** 2))


def test_each_initializer_is_told_by_its_histogram() -> None:
    starts = ("zeros", {"name": "normal", "variance": 1}, {"name": "normal", "variance": 0.1},
              "glorot_uniform")  # fmt: skip
    found = shown(DIGITS, *starts)
    first = [layer for layer in found.layers if layer.name == "W0"]
    assert all(np.array_equal(layer.edges, first[0].edges) for layer in first)
    zeros, one, tenth, glorot = first
    limit = np.sqrt(6 / (64 + 40))
    for layer, std in ((one, 1), (tenth, np.sqrt(0.1)), (glorot, limit / np.sqrt(3))):
        assert layer.start_std == pytest.approx(std, rel=0.05)
        mean, spread = moments(layer)
        assert mean == pytest.approx(0, abs=0.05)
        assert spread == pytest.approx(std, rel=0.1)
        assert not layer.spikes
    # Nothing of a uniform distribution is outside its limit.
    outside = np.abs(glorot.edges[1:] + glorot.edges[:-1]) / 2 > limit + np.diff(glorot.edges)
    assert glorot.start[outside].sum() == 0
    assert zeros.start_std == 0
    assert zeros.start[len(zeros.start) // 2] == 1


def test_histograms_are_shares_of_all_weights() -> None:
    found = shown(DIGITS, "glorot_uniform")
    assert [(layer.name, layer.shape) for layer in found.layers] == [
        ("W0", (64, 40)),
        ("W1", (40, 10)),
    ]
    for layer in found.layers:
        assert layer.start.sum() == pytest.approx(1)
        assert layer.end.sum() == pytest.approx(1)


def test_first_weights_are_those_of_the_seed() -> None:
    found = shown(DIGITS, "glorot_uniform", seed=3)
    binding = binding_for({**DIGITS, "model": {**DIGITS["model"], "weights": "glorot_uniform"}}, 3)
    (theta,) = binding.initial_thetas(TrialStreams([3], binding.config.stream_seed))
    tensors = [tensor for tensor in binding.tensors if tensor.role == "weight"]
    for layer, tensor in zip(found.layers, tensors, strict=True):
        first = theta[tensor.place].astype(np.float64)
        assert layer.start_std == pytest.approx(first.std(), rel=1e-12)
        assert layer.start == pytest.approx(np.histogram(first, layer.edges)[0] / first.size)


def test_a_spike_does_not_flatten_what_is_beside_it() -> None:
    found = shown({**DIGITS, "model": {"hidden": []}}, "zeros")
    (layer,) = found.layers
    assert layer.start.max() == 1
    assert layer.end_std > 0
    assert layer.spikes
    assert layer.highest == max(x for x in layer.end if x <= 0.6)


def test_units_of_digits_are_images_of_eight_by_eight() -> None:
    binding = binding_for(DIGITS)
    theta = np.arange(64 * 40 + 40 + 400 + 10.0)
    found = weights("any", 0, [TrainedNetwork("a", binding, theta)])
    assert found.images is not None
    assert found.images.shape == (MOST_IMAGES, 8, 8)
    assert found.units == 40
    # W0 is (inputs, units), and a row of an image eight inputs.
    assert found.images[3, 2, 5] == theta[(2 * 8 + 5) * 40 + 3]
    two = weights("any", 0, [TrainedNetwork(name, binding, theta) for name in "ab"])
    assert two.images is None


def test_inputs_that_are_no_images_are_none_by_the_luck_of_their_number() -> None:
    said = {**DIGITS, "data": {"source": "iris"}}
    assert shown(said, "glorot_uniform").images is None


@pytest.mark.parametrize(("shape", "image"), [((30, 4, 6), (4, 6)), ((30, 16), None)])
def test_images_of_idx_files_have_the_files_shape(
    tmp_path: Path, shape: tuple[int, ...], image: tuple[int, int] | None
) -> None:
    values = np.random.default_rng(0).integers(0, 255, shape).astype("u1")
    for name, array in (("x", values), ("y", (np.arange(30) % 3).astype("u1"))):
        header = struct.pack(f">HBB{array.ndim}I", 0, 8, array.ndim, *array.shape)
        (tmp_path / name).write_bytes(header + array.tobytes())
    files = {"name": "idx", "X": str(tmp_path / "x"), "y": str(tmp_path / "y")}
    found = shown({**DIGITS, "data": {"source": files}}, "glorot_uniform")
    assert (found.images is None) == (image is None)
    if found.images is not None:
        assert found.images.shape == (MOST_IMAGES, *(image or ()))
