"""ONNX: one network as a graph, from the source's columns to what is predicted.

Inputs are called as the columns are, each of shape (N, 1), of float32 or of texts; where columns
have no names, there is one input ``X`` (N, columns). Outputs are ``label`` (N,), the names of
classes, and ``probabilities`` (N, classes), or ``prediction`` (N, targets). The network is computed
in float32, and what comes before it in float64.
"""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from itertools import groupby
from typing import TYPE_CHECKING, Any

from gdrun.errors import ExportError
from gdrun.report.exports.exporter import Exporter
from gdrun.wording import either

if TYPE_CHECKING:
    from gdrun.records import Outcome
    from gdrun.report.exports.onnx_graph import Graph


def write(outcome: "Outcome") -> bytes:
    """The model that the first record is.

    Raises:
        ExportError: If a part is not known to ONNX, a column is called as an output is, or the
            package that writes graphs is missing.
    """
    try:
        from gdrun.report.exports.onnx_graph import Graph
    except ModuleNotFoundError as error:
        raise ExportError(
            f"this needs the package {error.name}: pip install 'gdrun[onnx]'"
        ) from None
    try:
        return _content(outcome, Graph())
    except UnicodeEncodeError:
        raise ExportError("a column, a category or a class has a name that is no text") from None


def _content(outcome: "Outcome", graph: "Graph") -> bytes:
    from gdrun.network import from_plain, unpack

    (variant,), record = outcome.variants, outcome.records[0]
    assert record.documents is not None
    known: Any = variant.preparation
    said: Any = record.documents.preparation.said
    tensors = unpack(record.weights.astype("float32"), from_plain(known["tensors"]))
    fitted = _part("normalizers", said["normalizer"]).restore(said["learnt"])
    x = graph.cast(fitted.onnx(graph, _encoded(graph, said)), "float32")
    for layer in known["layers"]:
        own = (tensors[name] for name in layer["tensors"])
        x = _part("layers", layer["kind"]).onnx(graph, x, *own)
        if layer["activation"]:
            x = _part("activations", layer["activation"]).onnx(graph, x)
    _predict(graph, x, said["target"], known["output_activation"])
    columns = [column["name"] for column in said["columns"]]
    about = {
        "experiment": outcome.experiment,
        "variant": variant.name,
        "seed": str(record.seed),
        "columns": json.dumps(columns),
    }
    content: bytes = graph.model(about).SerializeToString(deterministic=True)
    return content


def notes(outcome: "Outcome") -> list[str]:
    """Which seed it is, and which columns float32 has too few digits for."""
    record = outcome.records[0]
    found = [f"this is the network of seed {record.seed}"]
    assert record.documents is not None
    if coarse := _coarse(record.documents.preparation.said):
        found.append(
            f"the graph takes numbers as float32, which is coarse for {', '.join(coarse)}: the "
            "values differ by little for how far they are from 0; subtract a constant"
        )
    return found


def _coarse(said: Mapping[str, Any]) -> list[str]:
    """The columns of which rounding to float32 moves normalised values by more than 1e-5."""
    learnt = said["learnt"]
    if "shift" not in learnt:
        return []
    places = {
        feature["column"]
        for feature, shift, scale in zip(
            said["features"], learnt["shift"], learnt["scale"], strict=True
        )
        if abs(shift) * 2.0**-24 > 1e-5 * abs(scale)
    }
    return [said["columns"][place]["name"] for place in sorted(places)]


def _part(family: str, said: Mapping[str, Any]) -> Any:
    """The part of which this was said.

    Raises:
        ExportError: If it is none that comes with gdrun: what else it derives from may compute
            something else.
    """
    from pydantic import ValidationError

    from gdrun.parts.registry import parts

    found: Any = None
    with suppress(KeyError, ValidationError):
        found = parts(family)[said["name"]](**said)
    if not type(found).__module__.startswith("gdrun."):
        raise ExportError(
            f"`{said['name']}`, one of the {family}, does not come with gdrun, so no graph can be "
            "made of it; --format model writes the network for NumPy"
        )
    return found


def _encoded(graph: "Graph", said: Mapping[str, Any]) -> str:
    """The columns as numbers of float64, (N, features): texts one-hot, gaps filled."""
    columns = said["columns"]
    if not said["named"] and all(column["kind"] == "number" for column in columns):
        return _filled(graph, graph.input("X", "float32", len(columns)), columns)
    outputs = ("prediction",) if "shift" in said["target"] else ("label", "probabilities")
    names = Counter([*outputs, *(column["name"] for column in columns)])
    for name, count in names.items():
        if count > 1 or not name:
            raise ExportError(
                f"no input can be called `{name}`: columns need names of their own, other than "
                f"those of the outputs, {either(outputs, 'and')}"
            )
    blocks = []
    for kind, group in groupby(columns, key=lambda column: column["kind"]):
        block = list(group)
        if kind == "text":
            blocks += [_one_hot(graph, column) for column in block]
        else:
            inputs = [graph.input(column["name"], "float32", 1) for column in block]
            x = graph.Concat(*inputs, axis=1)
            blocks.append(_filled(graph, x, block))
    return graph.Concat(*blocks, axis=1)


def _one_hot(graph: "Graph", column: Mapping[str, Any]) -> str:
    texts = graph.input(column["name"], "text", 1)
    found = graph.OneHotEncoder(texts, cats_strings=column["categories"], zeros=1)
    # (N, 1, categories)
    return graph.cast(graph.Flatten(found, axis=1), "float64")


def _filled(graph: "Graph", x: str, columns: Sequence[Mapping[str, Any]]) -> str:
    import numpy as np

    x = graph.cast(x, "float64")
    if not any("fill" in column for column in columns):
        return x
    fills = np.array([column.get("fill", np.nan) for column in columns])
    return graph.Where(graph.IsNaN(x), fills, x)


def _predict(graph: "Graph", x: str, target: Mapping[str, Any], activation: str) -> None:
    """The outputs of the graph, of the last layer's."""
    import numpy as np

    if "classes" not in target:
        if activation == "exp":
            x = graph.Exp(x)
        x = graph.cast(x, "float64")
        x = graph.Add(graph.Mul(x, np.array(target["scale"])), np.array(target["shift"]))
        graph.output("prediction", graph.cast(x, "float32"), "float32", [target["columns"]])
        return
    names = graph.texts(target["classes"])
    if activation == "sigmoid":
        probabilities = graph.Concat(graph.Sigmoid(graph.Neg(x)), graph.Sigmoid(x), axis=1)
        second = graph.cast(graph.Greater(x, 0.0), "int64")
        place = graph.Squeeze(second, np.array([1]))
    else:
        probabilities = graph.Softmax(x, axis=1)
        place = graph.ArgMax(x, axis=1, keepdims=0)
    graph.output("label", graph.Gather(names, place), "text", [])
    graph.output("probabilities", probabilities, "float32", [len(target["classes"])])


EXPORTER = Exporter(
    "onnx",
    (".onnx",),
    "one network, from columns to predictions",
    write,
    binary=True,
    needs_weights=True,
    seeds=("best",),
    notes=notes,
)
