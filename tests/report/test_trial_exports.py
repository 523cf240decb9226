"""The flat table of trials in each of its forms, as other programs read it."""

import csv
import io
import json
import math
import sys
from collections.abc import Mapping
from typing import Any

import polars
import pyarrow.parquet
import pytest

from gdrun.errors import ExportError
from gdrun.records import Outcome, Status, Variant
from gdrun.report.exports import export, exporters, pieces_of
from tests.records.outcomes import CONFIG, outcome, record

NAMES = ("=1+1", "half \udc9b", "two\nlines")
SETTINGS: Mapping[str, tuple[Any, Any, Any]] = {
    "optimizer.learning_rate": (0.5, 1, 0.25),
    "training.batch_size": (1, 32, "full"),
    "training.shuffle": (True, False, True),
    "model.hidden": ([8], [4, 4], []),
    "optimizer": ({"name": "sgd"}, "adam", None),
    "seed of something": (2**63 - 1, -(2**62), 0),
    "too large": (2**64, 1, 2),
}
DIVERGED = {"train": {"loss": math.inf}, "test": {"loss": math.nan, "accuracy": 0.5}}


def found() -> Outcome:
    """Three variants with a trial each, of which the first lacks metrics and the third failed."""
    keys = list(SETTINGS)
    variants = [
        Variant(name, {key: SETTINGS[key][place] for key in keys}, CONFIG)
        for place, name in enumerate(NAMES)
    ]
    del variants[1].parameters["seed of something"]  # type: ignore[attr-defined]
    return outcome(
        record(3, 0.0, Status.DIVERGED, variant=NAMES[0], metrics=DIVERGED),
        record(4, 0.75, variant=NAMES[1], seconds=0.1 + 0.2),
        record(5, 0.0, Status.FAILED, variant=NAMES[2], metrics={}, message="@no, memory\n"),
        variants=tuple(variants),
    )


COLUMNS = [
    "variant",
    *SETTINGS,
    "seed",
    "status",
    "epochs",
    "steps",
    "seconds",
    "train.loss",
    "train.accuracy",
    "test.loss",
    "test.accuracy",
    "weights_sha256",
    "message",
    "fingerprint",
]


def text_of(form: str, told: Outcome) -> str:
    content = exporters()[form].write(told)
    assert not isinstance(content, bytes)
    return "".join(pieces_of(content))


def test_csv() -> None:
    heading, *rows = csv.reader(io.StringIO(text_of("trials", found())))
    assert heading == COLUMNS
    first, second, third = (dict(zip(heading, row, strict=True)) for row in rows)
    assert first["variant"] == "'=1+1"
    assert [first[f"{part}"] for part in ("train.loss", "train.accuracy", "test.loss")] == [""] * 3
    assert first["test.accuracy"] == "0.5"
    assert first["model.hidden"] == "[8]"
    assert first["optimizer"] == "{'name': 'sgd'}"
    assert second["seed of something"] == ""
    assert float(second["seconds"]) == 0.1 + 0.2
    assert (third["optimizer"], third["training.batch_size"]) == ("", "full")
    assert third["message"] == "'@no, memory\n"
    assert [each["seed"] for each in (first, second, third)] == ["3", "4", "5"]


def test_json_lines() -> None:
    lines = text_of("trials-jsonl", found()).splitlines()
    rows = [json.loads(line) for line in lines]
    assert all(list(row) == COLUMNS for row in rows)
    assert [row["variant"] for row in rows] == list(NAMES)
    for key, values in SETTINGS.items():
        kept = [values[0], None, values[2]] if key == "seed of something" else list(values)
        assert [row[key] for row in rows] == kept
    assert [row["train.loss"] for row in rows] == [None, 0.25, None]
    assert [row["test.accuracy"] for row in rows] == [0.5, 0.75, None]
    assert rows[2]["message"] == "@no, memory\n"


TYPES = {
    "optimizer.learning_rate": polars.Float64,
    "training.batch_size": polars.String,
    "training.shuffle": polars.Boolean,
    "model.hidden": polars.String,
    "optimizer": polars.String,
    "seed of something": polars.Int64,
    "too large": polars.Float64,
}


def parquet(monkeypatch: pytest.MonkeyPatch, library: str, told: Outcome) -> bytes:
    """Written by one of the libraries, as if there were no other."""
    for other in {"polars", "pyarrow"} - {library}:
        monkeypatch.setitem(sys.modules, other, None)
    content, _ = export(told, exporters()["trials-parquet"])
    monkeypatch.undo()
    assert isinstance(content, bytes)
    return content


@pytest.mark.parametrize("library", ["polars", "pyarrow"])
def test_parquet_is_typed(library: str, monkeypatch: pytest.MonkeyPatch) -> None:
    content = parquet(monkeypatch, library, found())
    frame = polars.read_parquet(io.BytesIO(content))
    assert frame.columns == COLUMNS
    numbers = dict.fromkeys(COLUMNS[COLUMNS.index("seconds") : -3], polars.Float64)
    whole = dict.fromkeys(("seed", "epochs", "steps"), polars.Int64)
    texts = dict.fromkeys(COLUMNS, polars.String)
    assert dict(frame.schema) == {**texts, **TYPES, **whole, **numbers}
    assert frame["variant"].to_list() == ["=1+1", "half \\udc9b", "two\nlines"]
    assert frame["train.loss"].to_list() == [None, 0.25, None]
    assert frame["optimizer.learning_rate"].to_list() == [0.5, 1.0, 0.25]
    assert frame["training.batch_size"].to_list() == ["1", "32", "full"]
    assert frame["training.shuffle"].to_list() == [True, False, True]
    assert frame["model.hidden"].to_list() == ["[8]", "[4, 4]", "[]"]
    assert frame["optimizer"].to_list() == ["{'name': 'sgd'}", "adam", None]
    assert frame["seed of something"].to_list() == [2**63 - 1, None, 0]
    # As pyarrow reads it.
    table = pyarrow.parquet.read_table(io.BytesIO(content))
    assert table.to_pydict() == frame.to_dict(as_series=False)


@pytest.mark.parametrize("library", ["polars", "pyarrow"])
def test_parquet_without_trials(library: str, monkeypatch: pytest.MonkeyPatch) -> None:
    content = parquet(monkeypatch, library, outcome(interrupted=True))
    frame = polars.read_parquet(io.BytesIO(content))
    assert frame.shape == (0, 9)
    assert frame.schema["seed"] == polars.Int64


@pytest.mark.parametrize("library", ["polars", "pyarrow"])
def test_parquet_in_blocks(library: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gdrun.report.exports.formats.trials_parquet.AT_ONCE", 4)
    many = outcome(*(record(seed, seed / 8) for seed in range(8)))
    frame = polars.read_parquet(io.BytesIO(parquet(monkeypatch, library, many)))
    assert frame["seed"].to_list() == list(range(8))
    assert frame["test.accuracy"].to_list() == [seed / 8 for seed in range(8)]


def test_without_a_library_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ExportError, match=r"pip install polars.*\.csv or \.jsonl"):
        parquet(monkeypatch, "neither", found())


@pytest.mark.parametrize("form", ["trials", "trials-jsonl"])
def test_many_trials_are_written_in_pieces(form: str) -> None:
    many = outcome(*(record(seed, 0.5) for seed in range(2500)))
    pieces = exporters()[form].write(many)
    assert not isinstance(pieces, (str, bytes))
    counts = [piece.count("\n") for piece in pieces]
    assert len(counts) >= 3
    assert sum(counts) == 2500 + (form == "trials")
    assert max(counts) <= 1001


def test_they_are_made_of_no_histories_and_no_weights() -> None:
    for name in ("trials", "trials-jsonl", "trials-parquet"):
        exporter = exporters()[name]
        assert not exporter.needs_histories
        assert not exporter.needs_weights
