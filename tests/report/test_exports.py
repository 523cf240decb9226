"""Every format tells every outcome, and a new one is a single file."""

import io
import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gdrun.errors import DiskError, ExportError, OutputError
from gdrun.network import as_plain, dense_tensors
from gdrun.records import Document, Documents, Outcome, Status, Variant
from gdrun.report.exports import (
    choose_exporter,
    export,
    exporters,
    formats,
    pieces_of,
    write_file,
)
from tests.records.outcomes import CONFIG, DIVERGED, outcome, record, swept

GOOD, POOR = [0.9, 0.8], [0.5, 0.7]
PREPARATION = {
    "inputs": 1,
    "outputs": 1,
    "tensors": as_plain(dense_tensors([1, 1])),
    "layers": [
        {"kind": {"name": "dense", "units": 1}, "activation": None, "tensors": ["W0", "b0"]}
    ],
    "output_activation": "identity",
    "input_shift": [0.0],
    "data": "same",
}
"""What is known of a network of one weight and one bias."""
PREPARED = {
    "task": "regression",
    "named": False,
    "columns": [{"name": "x0", "kind": "number"}],
    "features": [{"name": "x0", "column": 0}],
    "normalizer": {"name": "none"},
    "learnt": {"shift": [0.0], "scale": [1.0]},
    "target": {"name": "y", "columns": 1, "shift": [0.0], "scale": [1.0]},
}
"""What its data was prepared by, as far as it takes to use it."""
DOCUMENTS = Documents(Document.saying(PREPARED), Document.saying({}))


def bare(found: Outcome) -> Outcome:
    """Without weights."""
    records = tuple(replace(each, weights=np.zeros(0)) for each in found.records)
    return replace(found, records=records)


def weighted(*names: str, without: str = "") -> Outcome:
    """Two trials of each variant, which have weights unless it is ``without``."""
    return outcome(
        *(
            record(
                seed,
                0.9,
                variant=name,
                weights=np.ones(0 if name == without else 2),
                documents=DOCUMENTS,
            )
            for name in names
            for seed in (0, 1)
        ),
        variants=tuple(Variant(name, {"key": name}, CONFIG, PREPARATION) for name in names),
    )


FAILED = record(1, 0.0, Status.FAILED, message="no memory", metrics={})
OUTCOMES = {
    "training": weighted("toy"),
    "sweep": weighted("a", "b"),
    "sweep with some weights": weighted("a", "b", without="a"),
    "no weights": bare(outcome(record(0, 0.9))),
    "diverged": bare(outcome(DIVERGED)),
    "failed": bare(outcome(FAILED)),
    "sweep that went wrong": bare(swept({"a": [np.nan, np.inf], "b": [np.inf], "c": GOOD})),
    "interrupted at once": outcome(interrupted=True),
}


@pytest.mark.parametrize("name", exporters())
@pytest.mark.parametrize("found", OUTCOMES.values(), ids=OUTCOMES)
def test_every_format_writes_every_outcome(name: str, found: Outcome) -> None:
    exporter = exporters()[name]
    if exporter.needs_weights and not any(each.weights.size for each in found.records):
        with pytest.raises(ExportError, match="--keep-weights all"):
            export(found, exporter)
        return
    if exporter.seeds and len(found.variants) > 1:
        with pytest.raises(ExportError, match="name it as ID:NUMBER"):
            export(found, exporter)
        return
    content, _ = export(found, exporter)
    if exporter.binary:
        assert isinstance(content, bytes)
    else:
        assert not isinstance(content, bytes)
        text = "".join(pieces_of(content))
        # No line is what there is to say of no trial.
        assert text.endswith("\n") or (name == "trials-jsonl" and not found.records and not text)


def test_formats_are_told_apart() -> None:
    endings = [ending for exporter in exporters().values() for ending in exporter.endings]
    assert len(set(endings)) == len(endings)
    # Files of these have endings that others have, so that only their names tell them apart.
    unsaid = {each.name for each in exporters().values() if not each.endings and not each.by_ending}
    assert unsaid == {"model", "rows"}
    names = [name for each in exporters().values() for name in (each.name, *each.aliases)]
    assert len(set(names)) == len(names)
    assert all(ending == ending.lower() and ending[0] == "." for ending in endings)


def test_a_new_format_is_one_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    (tmp_path / "seeds.py").write_text(
        "from gdrun.report.exports.exporter import Exporter\n"
        "def write(outcome):\n"
        "    return ''.join(f'{record.seed}\\n' for record in outcome.records)\n"
        "EXPORTER = Exporter('seeds', ('.seeds',), 'the seeds', write)\n"
    )
    monkeypatch.setattr(formats, "__path__", [*formats.__path__, str(tmp_path)])
    exporters.cache_clear()
    request.addfinalizer(exporters.cache_clear)
    assert "seeds" in exporters()
    for chosen in (choose_exporter("seeds", None), choose_exporter(None, Path("a.seeds"))):
        assert export(weighted("toy"), chosen) == ("0\n1\n", [])
    with pytest.raises(ExportError, match=r"\.seeds"):
        choose_exporter(None, Path("a.png"))
    sys.modules.pop(f"{formats.__name__}.seeds")


@pytest.mark.parametrize(
    ("name", "file", "chosen"),
    [
        (None, None, "histories"),
        (None, "a.csv", "histories"),
        (None, "a.JSON", "json"),
        (None, "a.b.md", "markdown"),
        (None, "a.markdown", "markdown"),
        (None, "a.tex", "latex"),
        (None, "a.npz", "npz"),
        ("model", "a.npz", "model"),
        (None, "a.ONNX", "onnx"),
        (None, "a.jsonl", "trials-jsonl"),
        (None, "a.PARQUET", "trials-parquet"),
        ("csv", "a.json", "histories"),
        ("histories", "a.parquet", "histories"),
        ("trials", None, "trials"),
        ("trials", "a.csv", "trials"),
        ("trials", "a.JSONL", "trials-jsonl"),
        ("trials", "a.parquet", "trials-parquet"),
        ("trials-jsonl", "a.parquet", "trials-jsonl"),
        ("latex", "a", "latex"),
        ("json", None, "json"),
    ],
)
def test_a_files_ending_tells_the_format_unless_it_is_said(
    name: str | None, file: str | None, chosen: str
) -> None:
    assert choose_exporter(name, Path(file) if file else None).name == chosen


@pytest.mark.parametrize(
    ("name", "file", "says"),
    [
        (None, "a.png", r"`\.png` is the ending of no format"),
        (None, "a.csv.gz", r"\.csv, \.json, .*--format"),
        (None, "csv", "no ending"),
        ("markdwon", None, "did you mean `markdown`"),
        ("cvs", None, "did you mean `csv`"),
        (
            "xml",
            "a.csv",
            "there are histories, json, latex, markdown, model, npz, onnx, rows, trials, ",
        ),
        ("npz", None, "needs a file"),
        ("trials-parquet", None, "needs a file"),
    ],
)
def test_no_format_is_guessed(name: str | None, file: str | None, says: str) -> None:
    with pytest.raises(ExportError, match=says):
        choose_exporter(name, Path(file) if file else None)


def test_to_know_the_formats_takes_no_numpy() -> None:
    """The help of every command waits for it."""
    program = (
        "import sys; from gdrun.report.exports import exporters; exporters();"
        "slow = {'numpy', 'numba', 'scipy', 'rich', 'polars', 'pyarrow', 'onnx', 'pydantic'};"
        "print(slow & sys.modules.keys())"
    )
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert found.stdout.strip() == "set()", found.stderr


def test_what_has_no_weights_is_named_and_left_out(tmp_path: Path) -> None:
    content, notes = export(weighted("a", "b", "c", without="b"), exporters()["npz"])
    assert notes == ["left out, as no weights were kept of them: 2 (b)"]
    assert isinstance(content, bytes)
    with np.load(io.BytesIO(content)) as arrays:
        assert {name.partition("_")[0] for name in arrays} == {"v1", "v3"}
        assert arrays["v3_W0"].shape == (2, 1, 1)


def test_inputs_whose_normalizer_is_not_among_the_arrays_are_named() -> None:
    found = weighted("shifted", "by rows", "by seeds")
    shifted, by_rows, by_seeds = found.variants
    without = {key: each for key, each in PREPARATION.items() if key != "input_shift"}
    data: Any = CONFIG["data"]
    l2 = {**CONFIG, "data": {**data, "normalize": {"name": "l2"}}}
    variants = (
        shifted,
        replace(by_rows, config=l2, preparation={**without, "target_shift": []}),
        replace(by_seeds, preparation=without),
    )
    _, notes = export(replace(found, variants=variants), exporters()["npz"])
    assert notes == [
        "the normalizer of 2 (by rows) is not among the arrays, as `l2` is no shift and scale",
        "the normalizer of 3 (by seeds) is not among the arrays, as it follows the seed",
    ]


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    write_file("é\n", tmp_path / "out")
    assert (tmp_path / "out").read_bytes() == "é\n".encode()
    with pytest.raises(OutputError, match=r"nowhere.*could not be written") as refused:
        write_file("", tmp_path / "nowhere" / "out")
    assert refused.value.exit_code == 2


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is full")
def test_a_full_disk_is_no_wrong_request() -> None:
    with pytest.raises(DiskError, match="No space left") as failed:
        write_file("x", Path("/dev/full"))
    assert failed.value.exit_code == 1


def test_json_is_the_commands_document() -> None:
    pieces, _ = export(OUTCOMES["failed"], exporters()["json"])
    assert not isinstance(pieces, bytes)
    content = "".join(pieces)
    (variant,) = json.loads(content)["variants"]
    assert variant["trials"][0]["message"] == "no memory"


def test_latex_shows_every_sign_as_it_is() -> None:
    """As the LaTeX Companion lists them: none of the ten special signs stands for itself."""
    names = {
        r"a\b": r"a\textbackslash{}b",
        "~x^2": r"\textasciitilde{}x\textasciicircum{}2",
        "{&%$#_}": r"\{\&\%\$\#\_\}",
    }
    text = exporters()["latex"].write(swept(dict.fromkeys(names, GOOD)))
    assert isinstance(text, str)
    for escaped in names.values():
        assert re.search(rf"^\d & {re.escape(escaped)} & ", text, re.MULTILINE)
    assert "$\\pm$" in text
