"""IDX files: what is read, and what each wrong file is told."""

import gzip
import struct
from pathlib import Path

import numpy as np
import pytest

from gdrun.errors import DataError
from gdrun.files.table import Table
from gdrun.parts.sources import Idx

IMAGES = bytes.fromhex("00000803 00000002 00000002 00000003") + bytes(range(12))
LABELS = bytes.fromhex("00000801 00000002") + bytes([7, 9])


def read(folder: Path, images: bytes = IMAGES, labels: bytes = LABELS) -> Table:
    (folder / "images").write_bytes(images)
    (folder / "labels").write_bytes(labels)
    return Idx(X="images", y="labels").read(folder, np.random.default_rng(0))


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_each_image_is_one_row(tmp_path: Path, pack: type[bytes]) -> None:
    table = read(tmp_path, pack(IMAGES), pack(LABELS))
    assert table.inputs.tolist() == [[0, 1, 2, 3, 4, 5], [6, 7, 8, 9, 10, 11]]
    assert table.targets.tolist() == [7, 9]
    assert table.inputs.dtype == table.targets.dtype == np.uint8
    assert table.feature_names == ("x0", "x1", "x2", "x3", "x4", "x5")


@pytest.mark.parametrize(
    ("code", "letter", "value"),
    [
        (8, "B", 200),
        (9, "b", -100),
        (11, "h", -300),
        (12, "i", -70_000),
        (13, "f", 0.5),
        (14, "d", 0.1),
    ],
)
def test_every_type_of_number_is_big_endian(
    tmp_path: Path, code: int, letter: str, value: float
) -> None:
    inputs = bytes([0, 0, code, 2]) + struct.pack(f">II2{letter}", 2, 1, value, 1)
    assert read(tmp_path, inputs).inputs.tolist() == [[value], [1]]


def test_targets_may_be_several_numbers(tmp_path: Path) -> None:
    targets = bytes([0, 0, 14, 2]) + struct.pack(">II4d", 2, 2, 1, 2, 3, 4)
    assert read(tmp_path, labels=targets).targets.tolist() == [[1, 2], [3, 4]]


NAN = bytes([0, 0, 14, 2]) + struct.pack(">II2d", 2, 1, 0, float("nan"))


@pytest.mark.parametrize(
    ("images", "labels", "message"),
    [
        (b"", LABELS, "images: this file is empty, so it is not an IDX file"),
        (b"\x00\x00\x07" + IMAGES[3:], LABELS, "not an IDX file: .* `00 00 07 03`"),
        (IMAGES, b"a,b,c\n", "labels: this is not an IDX file: .* `61 2c 62 2c`"),
        (b"\x00\x00\x08\x00", LABELS, "not an IDX file"),
        (IMAGES[:9], LABELS, "images: this IDX file is cut short in its header"),
        (IMAGES[:-1], LABELS, r"images: this IDX file is cut short: .* \(2, 2, 3\), .* 12 bytes"),
        (IMAGES + b"\0", LABELS, "images: this IDX file goes on after its values"),
        (IMAGES[:4] + b"\xff" * 12, LABELS, "cut short"),
        (b"\0\0\x0e\xff" + b"\xff" * 1020, LABELS, "cut short"),
        (bytes.fromhex("00000803 00000000 00000001 00000001"), LABELS, "there is no data"),
        (IMAGES, LABELS[:7] + b"\x03" + LABELS[8:] + b"\0", "images has 2 rows, but .* has 3"),
        (LABELS, LABELS, "X needs at least two dimensions"),
        (IMAGES, IMAGES, "y needs the shape"),
        (NAN, LABELS, r"images: X\[1, 0\] is nan"),
        (IMAGES, NAN, r"labels: y\[1, 0\] is nan"),
        (gzip.compress(IMAGES, mtime=0)[:-9], LABELS, "gzip file is damaged or cut short"),
        (IMAGES, gzip.compress(LABELS, mtime=0)[:12], "gzip file is damaged or cut short"),
    ],
)
def test_files_that_cannot_be_used_are_told_why(
    tmp_path: Path, images: bytes, labels: bytes, message: str
) -> None:
    with pytest.raises(DataError, match=message) as caught:
        read(tmp_path, images, labels)
    assert str(caught.value).startswith(str(tmp_path))


def test_more_dimensions_than_arrays_have_are_refused(tmp_path: Path) -> None:
    many = bytes([0, 0, 8, 100]) + struct.pack(">100I", *[1] * 100) + b"\1"
    with pytest.raises(DataError, match="100 dimensions"):
        read(tmp_path, images=many)
