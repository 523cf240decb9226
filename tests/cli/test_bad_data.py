"""Whatever is wrong with a data file: exit code 2, one clear message, nothing on stdout."""

import gzip
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from gdrun.cli.app import main

GOOD = "a,b,y\n" + "".join(f"{i},{i * i % 7},{i % 2}\n" for i in range(20))
IMAGES = bytes.fromhex("00000803 00000002 00000001 00000001 0102")
LABELS = bytes.fromhex("00000801 00000002 0001")

Write = Callable[[Path], Any]
"""Writes files into a folder, and returns what ``data`` says of them."""


def text(content: str | bytes, **said: Any) -> Write:
    def write(folder: Path) -> dict[str, Any]:
        path = folder / "data.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return {"source": path.name, **said}

    return write


def two_texts(train: str, test: str) -> Write:
    def write(folder: Path) -> dict[str, Any]:
        (folder / "train.csv").write_text(train)
        (folder / "test.csv").write_text(test)
        return {"source": {"train": "train.csv", "test": "test.csv"}}

    return write


def npz(**arrays: Any) -> Write:
    def write(folder: Path) -> dict[str, Any]:
        np.savez(folder / "data.npz", **arrays)
        return {"source": "data.npz"}

    return write


def idx(images: bytes, labels: bytes = LABELS) -> Write:
    def write(folder: Path) -> dict[str, Any]:
        (folder / "images").write_bytes(images)
        (folder / "labels").write_bytes(labels)
        return {"source": {"X": "images", "y": "labels"}}

    return write


BAD: dict[str, tuple[Write, str]] = {
    "ragged": (text(GOOD + "1,2\n"), "line 22 has 2 fields"),
    "empty": (text(""), "this file is empty"),
    "header only": (text("a,b,y\n"), "no rows below the header"),
    "one column": (text("y\n1\n2\n"), "only one column"),
    "no such target": (text(GOOD, target="z"), "there is no column `z`"),
    "no target at this place": (text(GOOD, target=3), "there is no column 3"),
    "text among numbers": (text(GOOD + "1,x,0\n"), "line 22, column `b`: the text `x`"),
    "NaN": (text(GOOD + "1,nan,0\n"), "line 22, column `b`: the value is missing"),
    "infinity": (text(GOOD + "1,inf,0\n"), "line 22, column `b`: `inf` is not finite"),
    "one class": (text("a,y\n1,0\n2,0\n3,0\n"), "all 3 rows have the class 0"),
    "fewer rows than the split needs": (text("a,y\n1,u\n2,v\n"), "2 rows are too few"),
    "fewer rows than classes": (
        text("a,y\n" + "".join(f"{i},{i % 9}\n" for i in range(10))),
        "a train part of 7 rows cannot hold each of 9 classes",
    ),
    "unseen category": (
        two_texts("a,y\nu,0\nv,1\n", "a,y\nu,0\nz,1\n"),
        "test.csv: no text in `a` comes twice, so it may be an ID",
    ),
    "unseen class": (two_texts("a,y\n1,0\n2,1\n", "a,y\n1,2\n"), "no such class: 2"),
    "binary junk": (text(bytes(range(256))), "binary"),
    "not UTF-8": (text("a,y\nü,1\n".encode("latin-1")), "line 2 holds the byte 0xfc"),
    "gzip cut short": (text(gzip.compress(GOOD.encode(), mtime=0)[:-9]), "cut short"),
    "no such file": (lambda _: {"source": "absent.csv"}, "absent.csv: there is no such file"),
    "IDX with a wrong magic number": (idx(b"\1" + IMAGES[1:]), "not an IDX file"),
    "IDX cut short": (idx(IMAGES[:-1]), "cut short"),
    "IDX of different lengths": (idx(IMAGES, LABELS[:7] + b"\1\0"), "has 2 rows"),
    "NPZ with objects": (npz(X=np.array([[None]]), y=[1]), "holds Python objects"),
    "NPZ without X": (npz(x=[[1]], y=[1]), "there is no array `X`"),
    "NPZ of different lengths": (npz(X=[[1], [2]], y=[1]), "X has 2 rows and y has 1"),
    "NPZ of three dimensions": (npz(X=np.ones((2, 2, 2)), y=[0, 1]), "two dimensions"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_data_ends_with_2_and_one_message(
    case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write, message = BAD[case]
    config = tmp_path / "config.yaml"
    config.write_text(yaml.safe_dump({"data": write(tmp_path), "seeds": 1}))
    monkeypatch.setattr(sys, "argv", ["gdrun", "train", str(config)])
    with pytest.raises(SystemExit) as end:
        main()
    output = capsys.readouterr()
    assert end.value.code == 2
    assert message in output.err
    assert "Traceback" not in output.err
    assert len(output.err.splitlines()) == 1
    assert not output.out
