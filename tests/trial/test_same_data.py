"""The format of a file does not matter: the same data gives the same weights, bit for bit."""

import gzip
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import gdrun
from gdrun.parts.sources import Digits


def weights(source: Any, **data: Any) -> list[str]:
    """The hashes that two seeds of a small network leave."""
    outcome = gdrun.train(
        {
            "data": {"source": source, **data},
            "model": {"hidden": [4]},
            "training": {"epochs": 2},
            "seeds": 2,
        },
        workers=1,
    )
    hashes = [record.weights_sha256 for record in outcome.records]
    assert len(set(hashes)) == 2
    return hashes


def write_idx(path: Path, values: np.ndarray) -> str:
    """Unsigned bytes as MNIST ships them, gzipped."""
    header = struct.pack(f">BBBB{values.ndim}I", 0, 0, 8, values.ndim, *values.shape)
    path.write_bytes(gzip.compress(header + values.astype(np.uint8).tobytes()))
    return str(path)


def write_csv(path: Path, header: str, rows: list[tuple[Any, ...]]) -> str:
    text = "\n".join([header, *(",".join(map(str, row)) for row in rows)])
    content = text.encode()
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
    return str(path)


@pytest.fixture(scope="module")
def images() -> tuple[np.ndarray, np.ndarray]:
    """Handwritten digits of shape (300, 8, 8) from 0 to 16, and what they are."""
    table = Digits().read(Path(), np.random.default_rng(0))
    return table.inputs[:300].reshape(-1, 8, 8).astype(np.uint8), table.targets[:300]


def test_images_in_idx_csv_and_npz_files(
    tmp_path: Path, images: tuple[np.ndarray, np.ndarray]
) -> None:
    X, y = images
    npz = tmp_path / "a.npz"
    np.savez(npz, X=X.reshape(len(X), -1), y=y)
    packed = tmp_path / "a.npz.gz"
    packed.write_bytes(gzip.compress(npz.read_bytes()))
    rows = [(*x.ravel(), label) for x, label in zip(X, y, strict=True)]
    header = ",".join([*(f"pixel {i}" for i in range(64)), "digit"])
    idx = {
        "X": write_idx(tmp_path / "images-idx3-ubyte.gz", X),
        "y": write_idx(tmp_path / "labels-idx1-ubyte.gz", y),
    }
    expected = weights(str(npz))
    assert weights(str(packed)) == expected
    assert weights(idx) == expected
    assert weights(write_csv(tmp_path / "a.csv", header, rows)) == expected
    assert weights(write_csv(tmp_path / "a.csv.gz", header, rows)) == expected
    # One row with a gap makes the file be read field by field.
    with_gap = write_csv(tmp_path / "b.csv", header, [*rows, ("",) * 65])
    assert weights(with_gap, missing="drop") == expected


def test_separate_idx_and_npz_files(tmp_path: Path, images: tuple[np.ndarray, np.ndarray]) -> None:
    X, y = images
    idx, npz = {}, {}
    for name, part in (("train", slice(0, 200)), ("test", slice(200, 300))):
        path = tmp_path / f"{name}.npz"
        np.savez(path, X=X[part].reshape(len(X[part]), -1), y=y[part])
        npz[name] = str(path)
        idx[name] = {
            "X": write_idx(tmp_path / f"{name}-images.gz", X[part]),
            "y": write_idx(tmp_path / f"{name}-labels.gz", y[part]),
        }
    assert weights(idx) == weights(npz)


def test_text_columns_and_the_same_columns_one_hot(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    size = rng.standard_normal(200).round(3)
    color = rng.choice(["red", "green", "blue"], 200)
    mass = rng.integers(1, 9, 200)
    label = np.where((color == "red") | (size > 0), "yes", "no")
    rows = list(zip(size, color, mass, label, strict=True))
    csv = write_csv(tmp_path / "a.csv", "size,color,mass,label", rows)
    one_hot = np.column_stack([size, *(color == c for c in ("blue", "green", "red")), mass])
    np.savez(tmp_path / "a.npz", X=one_hot, y=label)
    assert weights(csv, target="label") == weights(str(tmp_path / "a.npz"))


def test_filled_gaps_and_the_same_numbers_written_out(tmp_path: Path) -> None:
    rows: list[tuple[Any, ...]] = [(i, (i * 7) % 5, i % 2) for i in range(40)]
    gaps = [(row[0], "" if i % 8 == 0 else row[1], row[2]) for i, row in enumerate(rows)]
    mean = np.mean([b for _, b, _ in gaps if b != ""])
    full = [(a, mean if b == "" else b, y) for a, b, y in gaps]
    everything = {"split": {"train": 1}}
    with_gaps = weights(write_csv(tmp_path / "a.csv", "a,b,y", gaps), missing="mean", **everything)
    assert with_gaps == weights(write_csv(tmp_path / "b.csv", "a,b,y", full), **everything)
