"""Small data files of every format, and what is in them; the same bytes each time."""

import gzip
import io
import struct
from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

ROWS = 60


def npz(**arrays: Any) -> bytes:
    """An NPZ file of these arrays."""
    file = io.BytesIO()
    np.savez(file, **arrays)
    return file.getvalue()


def idx(values: NDArray[np.uint8]) -> bytes:
    """An IDX file of bytes, as MNIST's are."""
    header = struct.pack(f">4B{values.ndim}I", 0, 0, 8, values.ndim, *values.shape)
    return header + values.tobytes()


def table(rows: Mapping[str, Any], separator: str = ",", header: bool = True) -> bytes:
    """A CSV file of columns."""
    lines = [separator.join(rows)] if header else []
    lines += [separator.join(map(str, row)) for row in zip(*rows.values(), strict=True)]
    return ("\n".join(lines) + "\n").encode()


@cache
def data_files() -> Mapping[str, bytes]:
    """All of them, by their names."""
    rng = np.random.default_rng(7)
    X = rng.normal(size=(ROWS, 4)).round(4)
    classes = (X[:, 0] * 2 + rng.normal(size=ROWS) * 0.3).round().clip(-1, 1).astype(int) + 1
    two = (X[:, 1] > 0).astype(int)
    numbers = (X @ rng.normal(size=(4, 2)) * 10 + 5).round(3)
    counts = rng.poisson(np.exp(X[:, 0] * 0.5)).astype(float)
    images = rng.integers(0, 256, size=(ROWS, 3, 3), dtype=np.uint8)
    labels = (images[:, 1, 1] // 86).astype(np.uint8)
    mixed = {
        "length": X[:, 0],
        "colour": np.array(["red", "green", "dark blue"])[np.arange(ROWS) % 3],
        "width": ["NA" if i % 13 == 5 else value for i, value in enumerate(X[:, 2])],
        "kind": np.array(["left", "right", "middle"])[classes],
    }
    plain = {"a": X[:, 0], "b": X[:, 1], "c": X[:, 3], "y": numbers[:, 0]}
    half = ROWS // 2
    return {
        "classes.npz": npz(X=X, y=classes, feature_names=list("abcd")),
        "two.npz": npz(X=X.astype(np.float32), y=np.array(["no", "yes"])[two]),
        "numbers.npz": npz(X=X, y=numbers),
        "counts.npz": npz(X=X, y=counts),
        "mixed.csv": table(mixed),
        "plain.tsv": table(plain, "\t", header=False),
        "plain.csv.gz": gzip.compress(table(plain, ";"), mtime=0),
        "train.csv": table({key: values[:half] for key, values in plain.items()}),
        "test.csv": table({key: values[half:] for key, values in plain.items()}),
        "images.gz": gzip.compress(idx(images), mtime=0),
        "labels": idx(labels),
    }
