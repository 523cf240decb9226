"""Which networks are exported, and what is said where none can be."""

import io
import json
import sys
from dataclasses import replace
from typing import Any, Literal

import numpy as np
import pytest

import gdrun
from gdrun.errors import ExportError
from gdrun.parts.activations import Relu
from gdrun.parts.layers import Dropout
from gdrun.parts.normalizers import Unchanged
from gdrun.parts.registry import drop, register
from gdrun.records import LOSS, Document, Documents, Outcome, Status
from gdrun.report.exports import export, exporters

MODEL, ONNX = exporters()["model"], exporters()["onnx"]
CONFIG = {
    "data": {"source": "iris"},
    "model": {"hidden": [3]},
    "training": {"epochs": 1},
    "seeds": 3,
}


def trained(**sections: Any) -> Outcome:
    return gdrun.train({**CONFIG, **sections})


def seeds_in(content: Any) -> list[int]:
    with np.load(io.BytesIO(content)) as arrays:
        assert len(arrays["W0"]) == len(arrays["preparation"]) == len(arrays["seeds"])
        found: list[int] = arrays["seeds"].tolist()
    return found


@pytest.fixture(scope="module")
def three() -> Outcome:
    """Of which seed 1 has the best loss on validation rows, and seed 0 the best accuracy."""
    outcome = trained()
    judged = {0: (0.9, 0.5), 1: (0.8, 0.2), 2: (0.9, 0.7)}
    records = [
        replace(
            each,
            metrics={
                "validation": {"accuracy": judged[each.seed][0], "loss": judged[each.seed][1]}
            },
        )
        for each in outcome.records
    ]
    return replace(outcome, records=tuple(records))


def test_the_best_is_the_best_by_the_metric_that_is_judged(three: Outcome) -> None:
    assert seeds_in(export(three, MODEL)[0]) == [0, 1, 2]
    assert seeds_in(export(three, MODEL, "all")[0]) == [0, 1, 2]
    assert seeds_in(export(three, MODEL, "2")[0]) == [2]
    assert seeds_in(export(three, MODEL, "best")[0]) == [0]
    assert seeds_in(export(three, MODEL, "best", LOSS)[0]) == [1]
    assert export(three, ONNX, None, LOSS)[1] == ["this is the network of seed 1"]
    assert export(three, ONNX, "2")[1] == ["this is the network of seed 2"]


def test_what_diverged_is_left_out_and_named(three: Outcome) -> None:
    first, *rest = three.records
    found = replace(three, records=(replace(first, status=Status.DIVERGED), *rest))
    content, notes = export(found, MODEL)
    assert seeds_in(content) == [1, 2]
    assert notes == ["left out, as they diverged: seeds 0"]
    assert export(found, ONNX)[1] == ["this is the network of seed 2"]
    none = replace(found, records=found.records[:1])
    for exporter in (MODEL, ONNX):
        with pytest.raises(ExportError, match="seed 0: this trial diverged"):
            export(found, exporter, "0")
        with pytest.raises(ExportError, match=r"no trial .* ended well"):
            export(none, exporter)


@pytest.mark.parametrize(
    ("form", "seed", "says"),
    [
        ("model", "7", "--seed 7: no weights were kept of this seed; there are some of 0, 1, 2"),
        ("onnx", "all", "--seed all: onnx takes best or a seed"),
        ("model", "-1", "--seed -1: model takes all, best or a seed"),
        ("json", "best", "--seed is for networks, and json holds trials"),
        ("npz", "1", "--seed is for networks"),
    ],
)
def test_a_seed_that_there_is_not_is_refused(
    three: Outcome, form: str, seed: str, says: str
) -> None:
    with pytest.raises(ExportError, match=says):
        export(three, exporters()[form], seed)


def test_what_an_older_gdrun_stored_is_refused(three: Outcome) -> None:
    bare = tuple(replace(each, documents=None) for each in three.records)
    (variant,) = three.variants
    known = {key: each for key, each in variant.preparation.items() if key != "layers"}
    for found in (
        replace(three, records=bare),
        replace(three, variants=(replace(variant, preparation=known),)),
    ):
        with pytest.raises(ExportError, match=r"older gdrun.*--fresh"):
            export(found, MODEL)


class Cube(Relu):
    """a = z³, which must not be taken for what it derives from. Somebody, 2025."""

    name: Literal["cube"] = "cube"  # type: ignore[assignment]

    @staticmethod
    def value(z: Any, hyper: Any, a: Any) -> None:  # noqa: ARG004
        for i in range(z.size):
            a[i] = z[i] * z[i] * z[i]

    @staticmethod
    def derivative(z: Any, a: Any, hyper: Any, slope: Any) -> None:  # noqa: ARG004
        for i in range(z.size):
            slope[i] = (z[i] + z[i] + z[i]) * z[i]


class Halved(Unchanged):
    """As it is. Somebody, 2025."""

    name: Literal["halved"] = "halved"  # type: ignore[assignment]


class Lost(Dropout):
    """Dropout by another name. Somebody, 2025."""

    name: Literal["lost"] = "lost"  # type: ignore[assignment]


# Other tests go through the registry.
drop([Cube, Halved, Lost])


@pytest.mark.parametrize(
    ("part", "family", "sections"),
    [
        (Cube, "activations", {"model": {"activation": "cube"}}),
        (Lost, "layers", {"model": {"hidden": [3, {"name": "lost", "rate": 0.5}]}}),
        (Halved, "normalizers", {"data": {"source": "iris", "normalize": "halved"}}),
    ],
)
def test_a_part_of_ones_own_is_named(part: Any, family: str, sections: dict[str, Any]) -> None:
    """Also in another process, which does not know it."""
    name = part.model_fields["name"].default
    says = f"`{name}`, one of the {family}, does not come with gdrun"
    register(part)
    try:
        outcome = trained(**sections)
        with pytest.raises(ExportError, match=says):
            export(outcome, ONNX)
    finally:
        drop([part])
    with pytest.raises(ExportError, match=says):
        export(outcome, ONNX)
    content, _ = export(outcome, MODEL)
    assert isinstance(content, bytes)
    with np.load(io.BytesIO(content)) as arrays:
        told = str(arrays["network"]) + str(arrays["preparation"][0])
    assert f'"name":"{name}"' in told.replace(" ", "")


def test_what_a_normalizer_does_not_tell_is_missed(three: Outcome) -> None:
    (first, *_) = three.records
    assert first.documents is not None
    said = {**first.documents.preparation.said, "learnt": None, "normalizer": {"name": "mine"}}
    documents = Documents(Document.saying(said), first.documents.rows)
    found = replace(three, records=(replace(first, documents=documents),))
    _, notes = export(found, MODEL)
    assert notes == [
        "what the normalizer `mine` learnt is not in the file: let what its `fit` gives have a "
        "method `learnt`"
    ]


@pytest.mark.parametrize("name", ["label", "probabilities", "petal length (cm)", ""])
def test_a_column_that_no_input_can_be_called_by_is_named(three: Outcome, name: str) -> None:
    said = json.loads(document_of(three))
    said["columns"][0]["name"] = name
    with pytest.raises(ExportError, match=r"no input can be called .*label and probabilities"):
        export(with_document(three, said), ONNX)


def test_a_name_that_is_no_text_is_refused(three: Outcome) -> None:
    said = json.loads(document_of(three))
    for place in (["columns", 0, "name"], ["target", "classes", 0]):
        changed = json.loads(json.dumps(said))
        *path, last = place
        inner = changed
        for key in path:
            inner = inner[key]
        inner[last] = "\ud800"
        with pytest.raises(ExportError, match="a name that is no text"):
            export(with_document(three, changed), ONNX)


def test_columns_that_float32_is_coarse_for_are_named(three: Outcome) -> None:
    said = json.loads(document_of(three))
    said["learnt"]["shift"][1] = 1.7e9
    _, notes = export(with_document(three, said), ONNX)
    assert "coarse for sepal width (cm):" in notes[1]


def document_of(outcome: Outcome) -> bytes:
    documents = outcome.records[0].documents
    assert documents is not None
    return documents.preparation.text


def with_document(outcome: Outcome, said: Any) -> Outcome:
    documents = Documents(Document.saying(said), Document.saying({}))
    return replace(outcome, records=(replace(outcome.records[0], documents=documents),))


def test_without_the_package_it_is_said_how_to_get_it(
    three: Outcome, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "onnx", None)
    monkeypatch.delitem(sys.modules, "gdrun.report.exports.onnx_graph", raising=False)
    with pytest.raises(ExportError, match=r"needs the package onnx: pip install 'gdrun\[onnx\]'"):
        export(three, ONNX)
