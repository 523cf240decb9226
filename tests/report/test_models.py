"""Exported networks, used without gdrun, give what gdrun gave for the rows it held out."""

import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import pytest
from numpy.typing import NDArray

from gdrun.records import Outcome, Record
from gdrun.report.exports import export, exporters
from tests.report.exported import CASES, held_out, trained, write_files
from tests.report.numpy_reader import Columns, NumpyModel

Array = NDArray[Any]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("models")
    write_files(found)
    return found


def written(outcome: Outcome, form: str, seed: str | None = None) -> bytes:
    content, _ = export(outcome, exporters()[form], seed)
    assert isinstance(content, bytes)
    return content


def session(content: bytes) -> Any:
    return onnxruntime.InferenceSession(content, providers=["CPUExecutionProvider"])


def run(content: bytes, columns: Columns) -> dict[str, Array]:
    """The outputs of a graph by name, each input fed with the column that it is called by."""
    graph = session(content)
    fed = {}
    for each in graph.get_inputs():
        if each.name == "X":
            fed["X"] = np.array(list(columns.values()), np.float32).T
        else:
            kind = object if each.type == "tensor(string)" else np.float32
            fed[each.name] = np.array(columns[each.name], kind)[:, np.newaxis]
            assert each.shape == ["N", 1]
    names = [output.name for output in graph.get_outputs()]
    return dict(zip(names, graph.run(None, fed), strict=True))


def raw(record: Record) -> Array:
    assert record.outputs is not None
    found = record.outputs["test"].raw
    assert found is not None
    assert len(found) > 5
    return found


def agree(found: Array, expected: Array, tolerance: float) -> None:
    """To a share of the largest value."""
    assert found.shape == expected.shape
    np.testing.assert_allclose(found, expected, rtol=0, atol=tolerance * np.abs(expected).max())


@pytest.mark.parametrize("name", CASES)
def test_networks_give_elsewhere_what_they_gave_here(name: str, folder: Path) -> None:
    """In NumPy to 1e-12 of float64, in ONNX, which is float32, to 1e-5."""
    outcome = trained(name, folder)
    model = written(outcome, "model")
    for record in outcome.records:
        columns, outputs = held_out(name, folder, record), raw(record)
        reader = NumpyModel(model, record.seed)
        agree(reader.outputs(columns), outputs, 1e-12)
        found = run(written(outcome, "onnx", str(record.seed)), columns)
        predictions = reader.predictions(outputs)
        if "prediction" in found:
            agree(found["prediction"], predictions, 1e-5)
            continue
        agree(found["probabilities"], predictions, 1e-5)
        assert record.outputs is not None
        indices = record.outputs["test"].classes
        classes = np.array(reader.preparation["target"]["classes"])
        # Where two classes are all but equal, the last digits decide.
        first, second = np.sort(predictions, axis=1)[:, -2:].T
        sure = second - first > 1e-5
        assert (found["label"][sure] == classes[indices][sure]).all()


@pytest.mark.parametrize("name", ["two classes, one output", "numbers", "several targets"])
def test_networks_of_float32_do_so_too(name: str, folder: Path) -> None:
    outcome = trained(name, folder, "float32")
    for record in outcome.records:
        columns = held_out(name, folder, record)
        reader = NumpyModel(written(outcome, "model"), record.seed)
        agree(reader.outputs(columns), raw(record), 1e-5)
        found = run(written(outcome, "onnx", str(record.seed)), columns)
        expected = reader.predictions(raw(record).astype(np.float64))
        agree(next(each for each in found.values() if each.ndim == 2), expected, 1e-5)


def test_inputs_and_outputs_have_their_names(folder: Path) -> None:
    inputs = {
        "two classes, one output": ["age", "plan", "size", "zone", "kids"],
        "several targets": ["X"],
        "named arrays": ["a", "b", "c"],
    }
    for name, expected in inputs.items():
        graph = session(written(trained(name, folder), "onnx"))
        assert [each.name for each in graph.get_inputs()] == expected
    assert [(each.type, each.shape) for each in graph.get_outputs()] == [
        ("tensor(float)", ["N", 2])
    ]
    about = graph.get_modelmeta().custom_metadata_map
    assert json.loads(about["columns"]) == ["a", "b", "c"]
    assert about["seed"] in "35"


def test_texts_that_no_training_row_has_are_none_of_the_categories(folder: Path) -> None:
    outcome = trained("two classes, one output", folder)
    content = written(outcome, "onnx", "3")
    row: dict[str, list[Any]] = {"age": [40.0], "size": [1.0], "kids": [1.0], "zone": ["x"]}
    reader = NumpyModel(written(outcome, "model"), 3)
    (plan,) = (each for each in reader.preparation["columns"] if each["name"] == "plan")
    answers = {}
    for text in ("new", "", "A B", *plan["categories"]):
        columns = {**row, "plan": [text]}
        answers[text] = run(content, columns)["probabilities"]
        agree(answers[text], reader.predictions(reader.outputs(columns)), 1e-5)
    assert (answers["new"] == answers[""]).all()
    assert (answers["new"] == answers["A B"]).all()
    assert (answers["new"] != answers["é"]).all()


def test_no_row_gives_none(folder: Path) -> None:
    content = written(trained("two classes, one output", folder), "onnx")
    names = ["age", "plan", "size", "zone", "kids"]
    found = run(content, {name: [] for name in names})
    assert found["probabilities"].shape == (0, 2)
    assert found["label"].shape == (0,)


def test_gaps_stay_gaps_where_none_are_filled(folder: Path) -> None:
    content = written(trained("numbers as classes", folder), "onnx")
    graph = session(content)
    columns = {each.name: [float("nan"), 1.0] for each in graph.get_inputs()}
    found = run(content, columns)["probabilities"]
    assert np.isnan(found[0]).all()
    assert np.isfinite(found[1]).all()


def test_the_file_for_numpy_holds_what_is_known(folder: Path) -> None:
    outcome = trained("several targets", folder)
    with np.load(io.BytesIO(written(outcome, "model")), allow_pickle=False) as arrays:
        assert arrays["seeds"].tolist() == [3, 5]
        assert arrays["W0"].shape == (2, 3, 6)
        assert len(set(arrays["preparation"].tolist())) == 2
        network = json.loads(str(arrays["network"]))
    assert network["output_activation"] == "identity"
    assert [layer["kind"]["name"] for layer in network["layers"]] == [
        "dense", "dropout", "dense", "layer_norm", "dropout", "dense"
    ]  # fmt: skip
    assert network["layers"][3]["tensors"] == ["gain0", "shift0"]
