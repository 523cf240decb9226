"""``gdrun predict``: any new rows in, in their order, and what is wrong told with the way out."""

import csv
import gzip
import io
import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.cli.commands import gdrun

TRAIN = """\
data: {source: train.csv, target: churn, missing: drop}
model: {hidden: [4]}
training: {epochs: 20}
seeds: 3
"""
HEAD = ["id", "age", "city", "churn"]


def rows(number: int) -> list[list[object]]:
    rng = np.random.default_rng(number)
    return [
        [
            i,
            round(float(rng.normal(40, 9)), 1),
            ("Bern", "Chur", "Genf")[i % 3],
            ("no", "yes")[i % 4 == 0],
        ]
        for i in range(number)
    ]


def text(lines: list[list[object]], head: list[str] = HEAD, delimiter: str = ",") -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(lines)
    return out.getvalue()


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("trained")
    (folder / "train.csv").write_text(text(rows(60)))
    for name in "ts":
        (folder / f"{name}.yaml").write_text(TRAIN)
    run(folder, "train", folder / "t.yaml")
    over = ("sweep", folder / "s.yaml", "--over")
    run(folder, *over, "training.batch_size=8,16", "--keep-weights", "all")
    run(folder, *over, "training.epochs=1,2")
    return folder


def run(
    folder: Path, command: str, *arguments: object, code: int = 0
) -> subprocess.CompletedProcess[str]:
    done = gdrun(command, *arguments, GDRUN_STORE=str(folder / "gdrun.db"), COLUMNS="100")
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    return done


def predicted(folder: Path, new: Path, *options: object) -> tuple[list[dict[str, str]], str]:
    done = run(folder, "predict", "t", new, *options)
    return list(csv.DictReader(io.StringIO(done.stdout))), done.stderr


@pytest.fixture
def whole(trained: Path) -> list[dict[str, str]]:
    """What is predicted for the training file itself."""
    return predicted(trained, trained / "train.csv")[0]


def test_classes_probabilities_and_how_far_seeds_agree(
    trained: Path, whole: list[dict[str, str]]
) -> None:
    assert [int(each["line"]) for each in whole] == list(range(2, 62))
    assert set(whole[0]) == {"line", "class", "agreement", "p(no)", "p(yes)"}
    alone = [predicted(trained, trained / "train.csv", "--seed", seed)[0] for seed in range(3)]
    for row, *ones in zip(whole, *alone, strict=True):
        for name in ("p(no)", "p(yes)"):
            mean = sum(float(each[name]) for each in ones) / 3
            assert float(row[name]) == pytest.approx(mean, abs=1e-12)
        says = max(("no", "yes"), key=lambda name: float(row[f"p({name})"]))
        assert row["class"] == says
        agreed = sum(each["class"] == says for each in ones) / 3
        assert float(row["agreement"]) == pytest.approx(agreed)
        assert "agreement" not in ones[0]


def test_the_target_in_the_file_is_scored_with_intervals(trained: Path) -> None:
    done = run(trained, "predict", "t", trained / "train.csv", "--json")
    found = json.loads(done.stdout)
    assert len(found["rows"]) == found["score"]["rows"] == 60
    right = sum(
        each["class"] == said[3] for each, said in zip(found["rows"], rows(60), strict=True)
    )
    together = found["score"]["together"]["accuracy"]
    assert (together["count"], together["n"]) == (right, 60)
    low, high = together["ci95"]
    assert 0 <= low < right / 60 < high <= 1
    assert found["score"]["summary"]["accuracy"]["n"] == 3
    assert "is the file that was trained on" in done.stderr
    out = trained / "scored.csv"
    shown = run(trained, "predict", "t", trained / "train.csv", "-o", out).stdout
    assert "Scored on 60 rows" in shown
    assert len(out.read_text().splitlines()) == 61


@pytest.mark.parametrize(
    "change",
    [
        lambda lines: text([[c, a, i] for i, a, c, _ in lines], ["city", "age", "id"]),
        lambda lines: text([[*line, "x", 1] for line in lines], [*HEAD, "extra", "more"]),
        lambda lines: text(lines, delimiter=";"),
        lambda lines: text(lines, delimiter="\t").replace("\n", "\r\n"),
        lambda lines: "\ufeff" + text(lines),
    ],
    ids=["another order, no target", "too many columns", "semicolons", "tabs", "a mark in front"],
)
def test_columns_are_found_by_name(
    trained: Path, whole: list[dict[str, str]], tmp_path: Path, change: Callable[[Any], str]
) -> None:
    (tmp_path / "new.csv").write_text(change(rows(60)), encoding="utf-8", newline="")
    found, notes = predicted(trained, tmp_path / "new.csv")
    assert found == whole
    assert ("`extra`, `more`" in notes) == ("extra" in (tmp_path / "new.csv").read_text())


def test_from_a_pipe_and_gzipped(
    trained: Path, whole: list[dict[str, str]], tmp_path: Path
) -> None:
    packed = tmp_path / "new.csv.gz"
    packed.write_bytes(gzip.compress((trained / "train.csv").read_bytes()))
    assert predicted(trained, packed)[0] == whole
    for content in (packed.read_bytes(), (trained / "train.csv").read_bytes()):
        done = subprocess.run(
            [sys.executable, "-m", "gdrun", "predict", "t", "-", "--store", trained / "gdrun.db"],
            input=content,
            capture_output=True,
            timeout=120,
        )
        assert list(csv.DictReader(io.StringIO(done.stdout.decode()))) == whole


def test_few_rows_and_none(trained: Path, whole: list[dict[str, str]], tmp_path: Path) -> None:
    new = tmp_path / "new.csv"
    for number in (0, 1, 2):
        new.write_text(text(rows(60)[:number]))
        found, _ = predicted(trained, new)
        # Rows alone, and in pairs, may be summed in another order.
        assert [each["line"] for each in found] == [each["line"] for each in whole[:number]]
        for one, same in zip(found, whole, strict=False):
            assert float(one["p(no)"]) == pytest.approx(float(same["p(no)"]), abs=1e-6)
    out = tmp_path / "out.csv"
    new.write_text(text([]))
    assert "0 rows" in run(trained, "predict", "t", new, "-o", out).stdout
    assert out.read_text() == "line,class,agreement,p(no),p(yes)\n"


def test_rows_that_training_would_drop_are_marked(
    trained: Path, whole: list[dict[str, str]], tmp_path: Path
) -> None:
    lines = rows(60)
    lines[3][1], lines[7][2], lines[9][3] = "", "NA", ""
    (tmp_path / "new.csv").write_text(text(lines))
    found, notes = predicted(trained, tmp_path / "new.csv")
    assert "2 rows without all values" in notes
    assert [each["line"] for each in found] == [each["line"] for each in whole]
    for place, (row, same) in enumerate(zip(found, whole, strict=True)):
        if place in (3, 7):
            assert (row["class"], row["note"]) == ("", "a value is missing")
        else:
            assert row["class"] == same["class"]
    done = run(trained, "predict", "t", tmp_path / "new.csv", "--json")
    assert "trained on" not in done.stderr
    scored = json.loads(done.stdout)
    assert scored["score"]["rows"] == 57
    assert scored["rows"][3] == {**dict.fromkeys(scored["rows"][0]), "line": 5}


def test_a_category_that_is_new_is_none_of_the_known_ones(trained: Path, tmp_path: Path) -> None:
    new = tmp_path / "new.csv"
    new.write_text(text([[1, 30.0, "Wil", "no"], [2, 31.0, "Bern", "no"]]))
    found, notes = predicted(trained, new)
    assert len(found) == 2
    assert "1 row has a category in `city`" in notes
    assert "`Wil` in line 2" in notes


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            text([[1, "x"]], ["id", "age"]),
            "a column that training had is not there: `city`; the file has",
        ),
        (
            text([[1, 2]], ["id", "agee"]),
            "2 columns that training had are not there: `age`, `city`; did you mean that by `agee`",
        ),
        (text([[1, "old", "Bern"]], HEAD[:3]), "line 2, column `age`: `old` is where"),
        (text([[1, "inf", "Bern"]], HEAD[:3]), "line 2, column `age`: `inf` is where"),
        (text([[1, 2, "Bern", "perhaps"]]), "no such class: perhaps"),
        ("id,age,city\n1,2\n", "line 2 has 2 fields, but the first line has 3"),
        ("id,age,city,age\n1,2,Bern,3\n", "two columns are called `age`"),
        ("", "this file is empty"),
        ("\0\1\2", "this is a binary file"),
        ("id,age,city\n1,2,Z\udcfcrich\n", "not UTF-8 text: line 2 holds the byte 0xfc"),
    ],
)
def test_what_does_not_fit_is_told_with_its_place(
    trained: Path, tmp_path: Path, content: str, message: str
) -> None:
    new = tmp_path / "new.csv"
    new.write_bytes(content.encode(errors="surrogateescape"))
    told = run(trained, "predict", "t", new, code=2).stderr
    assert re.search(message, told, re.DOTALL), told


def test_requests_that_cannot_be_met(trained: Path, tmp_path: Path) -> None:
    new, out = tmp_path / "new.csv", tmp_path / "out.csv"
    new.write_text(text(rows(3)))

    def told(*arguments: object) -> str:
        return run(trained, "predict", *arguments, code=2).stderr

    assert "nowhere" in told("nowhere", new)
    out.write_text("mine")
    assert "--force replaces it" in told("t", new, "-o", out)
    assert out.read_text() == "mine"
    run(trained, "predict", "t", new, "-o", out, "--force")
    assert "this is a folder" in told("t", new, "-o", tmp_path)
    assert "written as CSV" in told("t", new, "-o", tmp_path / "out.parquet")
    assert "the rows themselves" in told("t", new, "-o", new, "--force")
    assert "store itself" in told("t", new, "-o", trained / "gdrun.db", "--force")
    assert "there is no such file" in told("t", tmp_path / "none.csv")
    assert "0, 1, 2" in told("t", new, "--seed", "7")
    assert "neither `best` nor" in told("t", new, "--seed", "x")
    runs = json.loads(run(trained, "runs", "--json").stdout)
    none, kept, _ = (each["id"] for each in runs)
    assert "--keep-weights all" in told(f"{none}:1", new)
    listed = told(kept, new)
    assert f"{kept}:2" in listed
    assert run(trained, "predict", f"{kept}:2", new).stdout.startswith("line,class")


def test_what_an_older_gdrun_stored_has_no_preparation(tmp_path: Path) -> None:
    folder = Path(__file__).parents[1] / "store" / "frozen"
    copy = tmp_path / "gdrun.db"
    copy.write_bytes((folder / "v5.db").read_bytes())
    (tmp_path / "new.csv").write_text("a,b\n1,2\n")
    told = run(tmp_path, "predict", "small", tmp_path / "new.csv", code=2).stderr
    assert "older gdrun" in told
    assert "--fresh" in told
