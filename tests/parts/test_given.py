"""Weights from files: which arrays are taken, and what is refused."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import gdrun
from gdrun.errors import DataError
from gdrun.network import Tensor
from gdrun.parts.initializers.given import FromFile
from gdrun.report.exports import export, exporters, write_file

RNG = np.random.default_rng(0)
LAYERS = [Tensor("W0", "weight", (2, 3), 2, 3), Tensor("W1", "weight", (3, 1), 3, 1)]
STACKED = np.arange(24.0).reshape(4, 2, 3)


def file(folder: Path, **arrays: Any) -> Path:
    np.savez(folder / "w.npz", **arrays)
    return folder


def drawn(folder: Path, row: int | None = None) -> np.ndarray:
    return FromFile(path="w.npz", row=row).draw(LAYERS[0], RNG, folder)


def test_a_network_alone_is_taken_with_and_without_an_axis_for_it(tmp_path: Path) -> None:
    for W0 in (STACKED[1], STACKED[1:2]):
        assert np.array_equal(drawn(file(tmp_path, W0=W0)), STACKED[1])


def test_of_several_networks_the_row_is_taken(tmp_path: Path) -> None:
    file(tmp_path, W0=STACKED)
    assert np.array_equal(drawn(tmp_path, 0), STACKED[0])
    assert np.array_equal(drawn(tmp_path, 3), STACKED[3])


@pytest.mark.parametrize(
    ("W0", "row", "message"),
    [
        (STACKED, None, "W0 holds 4 networks, one for each seed; say which with `row`, .* to 3"),
        (STACKED, 4, "there is no row 4: W0 holds 4 networks"),
        (STACKED[:0], None, "W0 holds 0 networks"),
        (STACKED[0], 0, "leave out `row`"),
        (STACKED[:, :, :2], 1, r"W0 has shape \(2, 2\), the network needs \(2, 3\)"),
        (STACKED[0].astype(str), None, "W0 holds <U32, not numbers"),
        (STACKED[0] * np.nan, None, "NaN"),
        (STACKED[0].astype(object), None, "Python objects"),
    ],
)
def test_arrays_that_cannot_be_used_are_refused(
    tmp_path: Path, W0: np.ndarray, row: int | None, message: str
) -> None:
    with pytest.raises(DataError, match=message) as caught:
        drawn(file(tmp_path, W0=W0), row)
    assert "allow_pickle" not in str(caught.value)


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"a,y\n1,2\n", "not an NPZ file"), (b"", "not an NPZ file"), (None, "this is a directory")],
)
def test_what_is_no_npz_file_is_told_in_words(
    tmp_path: Path, content: bytes | None, message: str
) -> None:
    path = tmp_path / "w.npz"
    if content is None:
        path.mkdir()
    else:
        path.write_bytes(content)
    with pytest.raises(DataError, match=message) as caught:
        drawn(tmp_path)
    assert "pickle" not in str(caught.value)
    assert "Errno" not in str(caught.value)


def test_layers_that_the_network_has_not_are_refused(tmp_path: Path) -> None:
    given = FromFile(path="w.npz")
    file(tmp_path, W0=1, W1=1, b0=1, b1=1, b2=1, Wide=1, seeds=1)
    given.check(LAYERS, tmp_path)
    with pytest.raises(DataError, match=r"an array W1, but .* no such layer: it has W0"):
        given.check(LAYERS[:1], tmp_path)


def test_gains_and_shifts_come_along_with_the_weights(tmp_path: Path) -> None:
    """What one training ended with, another begins with, bit for bit."""
    config: dict[str, Any] = {
        "data": {"source": "iris"},
        "model": {"hidden": [5, 4], "normalization": "layer"},
        "training": {"epochs": 2, "dtype": "float64"},
        "seeds": 1,
    }
    outcome = gdrun.train(config, workers=1)
    write_file(export(outcome, exporters()["npz"])[0], tmp_path / "w.npz")
    theta = outcome.records[0].weights
    config["model"]["weights"] = {"name": "file", "path": str(tmp_path / "w.npz")}
    still = {"name": "sgd", "learning_rate": 1e-300}
    again = gdrun.train({**config, "optimizer": still}, workers=1)
    np.testing.assert_array_equal(again.records[0].weights, theta)
    del config["model"]["normalization"]
    with pytest.raises(DataError, match="there is an array gain0"):
        gdrun.train(config, workers=1)
