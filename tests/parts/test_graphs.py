"""What parts write to a graph is what they compute, and each that comes with gdrun can do so."""

from collections.abc import Callable
from typing import Any

import numpy as np
import onnxruntime
import pytest
from numpy.typing import NDArray

from gdrun.parts.activations import Activation
from gdrun.parts.normalizers import Normalizer
from gdrun.parts.registry import Part, parts
from gdrun.report.exports.onnx_graph import Graph
from gdrun.trial.kernels import compile_activation
from tests.parts.contract import every

GRID = np.concatenate([np.linspace(-30, 30, 961), [-1e4, -100, 100, 1e4]]).astype(np.float32)
TABLE = np.random.default_rng(3).normal(5, 2, (30, 4)) * [1, 1e-3, 1e6, 0]


def answer(write: Callable[[Graph, str], str], x: NDArray[Any]) -> NDArray[Any]:
    """What a graph with one input and what is written to it makes of ``x``."""
    graph, kind = Graph(), x.dtype.name
    graph.output("y", write(graph, graph.input("x", kind, x.shape[1])), kind, [x.shape[1]])
    content = graph.model({}).SerializeToString()
    session = onnxruntime.InferenceSession(content, providers=["CPUExecutionProvider"])
    (found,) = session.run(None, {"x": x})
    return np.asarray(found)


@pytest.mark.parametrize(
    "part",
    [
        pytest.param(part, id=f"{family}-{name}")
        for family in ("activations", "layers")
        for name, part in parts(family).items()
    ],
)
def test_each_part_of_a_network_can_be_written(part: type[Part]) -> None:
    assert callable(getattr(part, "onnx", None)), "give the class a method `onnx`"


@pytest.mark.parametrize("activation", every("activations"))
def test_an_activation_is_written_as_it_is_computed(activation: Activation) -> None:
    expected = np.empty_like(GRID)
    kernel, _ = compile_activation("float32", activation)
    kernel(GRID, np.array(activation.hyper(), np.float32), expected)
    written: Any = activation
    found = answer(written.onnx, GRID[:, np.newaxis])[:, 0]
    np.testing.assert_allclose(found, expected, rtol=2e-6, atol=2e-6)


@pytest.mark.parametrize("normalizer", every("normalizers"))
def test_a_normalizer_is_written_as_it_is_computed(normalizer: Normalizer) -> None:
    fitted: Any = normalizer.fit(TABLE, np.arange(20))
    expected = fitted.transform(TABLE)
    np.testing.assert_allclose(answer(fitted.onnx, TABLE), expected, rtol=1e-12, atol=1e-15)
    zeros = np.zeros((1, 4))
    np.testing.assert_allclose(answer(fitted.onnx, zeros), fitted.transform(zeros), rtol=1e-12)
