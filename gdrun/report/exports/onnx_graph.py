"""A graph of ONNX operators as it grows; parts write themselves to it."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

OPERATORS = 17
"""The version of ``ai.onnx``: the first with layer normalization."""
FORMAT = 8
"""The version of the files' format that came with it, which old runtimes read, too."""
_OF_ML = {"OneHotEncoder": ("ai.onnx.ml", 3)}
"""Operators of other sets, and their versions."""
_TYPES = {
    "float32": TensorProto.FLOAT,
    "int64": TensorProto.INT64,
    "float64": TensorProto.DOUBLE,
    "text": TensorProto.STRING,
}


class Graph:
    """As ``gdrun.parts.graph.Operators`` says; values are known by their names."""

    def __init__(self) -> None:
        self._nodes: list[Any] = []
        self._constants: list[Any] = []
        self._inputs: list[Any] = []
        self._outputs: list[Any] = []

    def __getattr__(self, name: str) -> Callable[..., str]:
        return partial(self._add, name)

    def input(self, name: str, kind: str, columns: int) -> str:
        """An input of shape (rows, columns), of numbers or texts."""
        self._inputs.append(helper.make_tensor_value_info(name, _TYPES[kind], ["N", columns]))
        return name

    def output(self, name: str, value: str, kind: str, columns: Sequence[int]) -> None:
        """Makes a value an output of shape (rows, *columns)."""
        self._nodes.append(helper.make_node("Identity", [value], [name]))
        self._outputs.append(helper.make_tensor_value_info(name, _TYPES[kind], ["N", *columns]))

    def cast(self, value: str, kind: str) -> str:
        """The value in another type."""
        return self._add("Cast", value, to=_TYPES[kind])

    def texts(self, texts: Sequence[str]) -> str:
        """A constant vector of texts."""
        content = [text.encode() for text in texts]
        return self._constant(
            lambda name: helper.make_tensor(name, TensorProto.STRING, [len(texts)], content)
        )

    def model(self, about: Mapping[str, str]) -> Any:
        """The whole graph as ONNX's ``ModelProto``, checked, with what it tells of itself."""
        graph = helper.make_graph(
            self._nodes, "network", self._inputs, self._outputs, initializer=self._constants
        )
        sets = dict(_OF_ML[node.op_type] for node in self._nodes if node.op_type in _OF_ML)
        model = helper.make_model(
            graph,
            producer_name="gdrun",
            ir_version=FORMAT,
            opset_imports=[
                helper.make_opsetid(domain, version)
                for domain, version in {"": OPERATORS, **sets}.items()
            ],
        )
        helper.set_model_props(model, dict(about))
        onnx.checker.check_model(model, full_check=True)
        return model

    def _add(self, operator: str, *arguments: Any, **attributes: Any) -> str:
        """A node; returns the name of its output."""
        domain, _ = _OF_ML.get(operator, ("", 0))
        # No column of a source is called so.
        output = f"\N{RIGHTWARDS ARROW}{len(self._nodes)}"
        self._nodes.append(
            helper.make_node(
                operator,
                [each if isinstance(each, str) else self._number(each) for each in arguments],
                [output],
                domain=domain,
                **attributes,
            )
        )
        return output

    def _number(self, value: Any) -> str:
        array = np.asarray(value) if isinstance(value, np.ndarray) else np.float32(value)
        return self._constant(lambda name: numpy_helper.from_array(np.asarray(array), name))

    def _constant(self, make: Callable[[str], Any]) -> str:
        name = f"\N{BULLET}{len(self._constants)}"
        self._constants.append(make(name))
        return name
