"""NPZ files: what is read, and what each wrong file is told."""

import io
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gdrun.errors import DataError
from gdrun.files.table import Table
from gdrun.parts.sources import Npz

X = np.arange(12.0).reshape(4, 3)
Y = np.array([0, 1, 0, 1])


def read(path: Path) -> Table:
    return Npz(path=path.name).read(path.parent, np.random.default_rng(0))


def saved(folder: Path, **arrays: Any) -> Path:
    path = folder / "data.npz"
    np.savez(path, **arrays)
    return path


def with_value(values: np.ndarray, index: tuple[int, ...], value: float) -> np.ndarray:
    changed = values.astype(float)
    changed[index] = value
    return changed


@pytest.mark.parametrize("dtype", ["f2", "f4", "f8", ">f4", "i1", "u8", "?"])
def test_numbers_keep_the_type_they_have_in_the_file(tmp_path: Path, dtype: str) -> None:
    inputs = X.astype(dtype)
    table = read(saved(tmp_path, X=inputs, y=Y))
    assert table.inputs.dtype == inputs.dtype
    assert np.array_equal(table.inputs, inputs)
    assert table.feature_names == ("x0", "x1", "x2")


def test_columns_may_be_stored_one_after_the_other(tmp_path: Path) -> None:
    assert np.array_equal(read(saved(tmp_path, X=np.asfortranarray(X), y=Y)).inputs, X)


def test_text_targets_and_names_are_read(tmp_path: Path) -> None:
    path = saved(tmp_path, X=X, y=["a", "b", "a", "b"], feature_names=["é", "b", "c"])
    table = read(path)
    assert table.targets.tolist() == ["a", "b", "a", "b"]
    assert table.feature_names == ("é", "b", "c")


def test_several_targets_are_read(tmp_path: Path) -> None:
    table = read(saved(tmp_path, X=X, y=X[:, :2]))
    assert table.target_columns == 2


@pytest.mark.parametrize(
    ("arrays", "message"),
    [
        ({"y": Y}, "there is no array `X`; the file holds y"),
        ({"X": X, "labels": Y}, "there is no array `y`; the file holds X, labels"),
        ({}, "there is no array `X`; the file holds nothing"),
        ({"X": X.astype(object), "y": Y}, "`X` holds Python objects"),
        ({"X": X, "y": np.array(["a", 1, "b", 2], object)}, "`y` holds Python objects"),
        ({"X": X, "y": Y[:3]}, "X has 4 rows and y has 3"),
        ({"X": X[:, 0], "y": Y}, r"two dimensions \(rows, columns\), not shape \(4,\)"),
        ({"X": X.reshape(2, 2, 3), "y": Y[:2]}, r"not shape \(2, 2, 3\)"),
        ({"X": X, "y": X.reshape(4, 3, 1)}, r"y must have the shape .* not \(4, 3, 1\)"),
        ({"X": X, "y": np.array(1)}, r"y must have the shape .* not \(\)"),
        ({"X": X, "y": X[:, :0]}, r"y must have the shape .* not \(4, 0\)"),
        ({"X": X + 1j, "y": Y}, "X must hold real numbers, not complex128"),
        ({"X": X.astype(str), "y": Y}, "X must hold real numbers, not <U"),
        ({"X": X, "y": Y + 1j}, "y must hold real numbers or text .* not complex128"),
        ({"X": X, "y": Y.astype("M8[D]")}, "y must hold real numbers or text .* not datetime64"),
        ({"X": X[:0], "y": Y[:0]}, "X has 0 rows and 3 columns"),
        ({"X": X[:, :0], "y": Y}, "X has 4 rows and 0 columns"),
        ({"X": with_value(X, (2, 1), np.nan), "y": Y}, r"X\[2, 1\] is nan \(row 3, column 2\)"),
        ({"X": with_value(X, (3, 0), -np.inf), "y": Y}, r"X\[3, 0\] is -inf \(row 4, column 1\)"),
        ({"X": X, "y": with_value(Y, (1,), np.nan)}, r"y\[1\] is nan \(row 2\)"),
        ({"X": X, "y": Y, "feature_names": ["a"]}, "1 feature_names for 3 columns"),
        ({"X": X, "y": Y, "feature_names": [1, 2, 3]}, "`feature_names` must be one row of text"),
        ({"X": X, "y": Y + 1, "class_names": ["a", "b"]}, "y must hold integers from 0 to 1"),
    ],
)
def test_arrays_that_cannot_be_used_are_refused_by_name(
    tmp_path: Path, arrays: dict[str, Any], message: str
) -> None:
    path = saved(tmp_path, **arrays)
    with pytest.raises(DataError, match=message) as caught:
        read(path)
    assert str(caught.value).startswith(str(path))


def test_a_missing_value_is_found_far_down(tmp_path: Path) -> None:
    inputs = np.zeros((100_000, 3), np.float32)
    inputs[99_999, 2] = np.inf
    with pytest.raises(DataError, match=r"X\[99999, 2\] is inf \(row 100,000, column 3\)"):
        read(saved(tmp_path, X=inputs, y=np.zeros(100_000)))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"absent\.npz: there is no such file"):
        read(tmp_path / "absent.npz")


def test_a_directory_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="this is a directory"):
        read(tmp_path)


def test_a_name_with_a_null_byte_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="cannot be read"):
        read(tmp_path / "a\0b.npz")


@pytest.mark.parametrize(
    "content", [b"", b"a,b\n1,2\n", b"PK\x03\x04junk", b"\x93NUMPY", b"\x80\x04."]
)
def test_a_file_of_another_kind_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "data.npz"
    path.write_bytes(content)
    with pytest.raises(DataError, match="not an NPZ file, or it is cut short"):
        read(path)


def test_a_single_array_is_told_how_to_save_two(tmp_path: Path) -> None:
    path = tmp_path / "data.npz"
    with path.open("wb") as file:
        np.save(file, X)
    with pytest.raises(DataError, match="single array"):
        read(path)


def test_a_member_that_is_no_array_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "data.npz"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("X", "text")
    with pytest.raises(DataError, match="`X` is not an array"):
        read(path)


@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
def test_a_file_cut_short_anywhere_is_refused(tmp_path: Path, save: Any) -> None:
    buffer = io.BytesIO()
    save(buffer, X=X, y=Y)
    whole, path = buffer.getvalue(), tmp_path / "data.npz"
    for length in range(0, len(whole), 7):
        path.write_bytes(whole[:length])
        with pytest.raises(DataError, match="cut short"):
            read(path)


@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
def test_a_damaged_byte_is_refused_or_harmless(tmp_path: Path, save: Any) -> None:
    buffer = io.BytesIO()
    save(buffer, X=X, y=Y)
    whole, path = buffer.getvalue(), tmp_path / "data.npz"
    refused = 0
    for position in range(len(whole)):
        damaged = bytearray(whole)
        damaged[position] ^= 0xFF
        path.write_bytes(damaged)
        try:
            table = read(path)
        except DataError:
            refused += 1
        else:
            assert np.array_equal(table.inputs, X)
    assert refused > len(whole) / 2
