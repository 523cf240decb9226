"""Data files that cannot be used, and what ``data`` says of them."""

import gzip
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from tests.side_by_side.data_files import npz

Files = Mapping[str, bytes | None]
Case = tuple[str, Files]
"""The ``data`` section in one line, and the files beside the config."""

GOOD = "a,b,y\n" + "".join(f"{i},{i * i % 7},{i % 2}\n" for i in range(20))
X = np.arange(12.0).reshape(4, 3)
Y = np.array([0, 1, 0, 1])
IMAGES = bytes.fromhex("00000803 00000002 00000002 00000003") + bytes(range(12))
LABELS = bytes.fromhex("00000801 00000002") + bytes([7, 9])
NAN = bytes.fromhex("0000 0e 02 00000002 00000001 0000000000000000 7ff8000000000000")

CSV: tuple[tuple[str, str | bytes], ...] = (
    ("", ""),
    ("", "\n \n"),
    ("", "a,b,y\n"),
    ("", "y\n1\n2\n"),
    ("", "a|y\n1|2\n"),
    ("", "a,b,y\n1,2,3\n4,5\n"),
    ("", "a,b,y\n1,2,3\n4,5,6,7\n"),
    ("", "a,b,y\n\n1,2,3,4\n1,2,3,4\n"),
    ("", "a,b,y\n1,2,3\n4\n"),
    ("", GOOD + "1,2\n"),
    ("", GOOD + "1,x,0\n"),
    ("", GOOD + "1,nan,0\n"),
    ("", GOOD + "1,inf,0\n"),
    ("", GOOD + '1,"5,000",0\n'),
    ("header: true", "1,2,3\n"),
    ("header: false", "a,y\n1,2\n3,4\n"),
    ("header: false", "p,x\np,y\ne,x\ne,y\n" * 5),
    ("target: z", GOOD),
    ("target: 3", GOOD),
    ("target: -4", GOOD),
    ("target: A", GOOD),
    ("target: widht", "width,y\n1,2\n"),
    ("target: y", "1,2\n3,4\n"),
    ("", "a,a,y\n1,2,3\n"),
    ("", "5,3,x\n1,2,z\n"),
    ("", "p,x\np,y\ne,x\n"),
    ("", "a,y\n1,2\n1_0,3\n4,5\n"),
    ("", "a,y\n1,2\nx,3\n4,5\n"),
    ("", "a,y\n1,2\n3,x\n4,5\n"),
    ("", "a;y\n1,5;0\n2,5;1\n"),
    ("", 'a,y\n"1,234,567.5",0\n2,1\n3,1\n'),
    ("", "a,y,\n1,2,\n3,4,\n"),
    ("missing: drop", "a,y,\n1,2,\n3,4,\n"),
    ("missing: mean", "a,y,\n1,2,\n3,4,\n"),
    ("", "a,y\n1,2\n3,-Infinity\n"),
    ("missing: drop", "a,y\n1,2\n1e999,3\n"),
    ("", "a,y\n1,2\n3,?\n"),
    ("", "a,y\nx,2\n?,3\n"),
    ("", "a,y\n1,2\n?,3\n"),
    ("missing: mean", "a,b,y\nx,2,3\n,2,3\n"),
    ("missing: mean", "a,y\n1,2\n1,NA\n"),
    ("missing: drop", "a,y\n1,\n,2\n"),
    ("missing: drop", GOOD + "?,1,0\n,2,1\n"),
    ("missing: mean", GOOD + "?,1,0\n,2,1\n"),
    ("", 'a,y\n1,2\n"3,4\n5,6\n'),
    ("", f"a,y\n{'x' * 200_000},1\n"),
    ("", "a,y\nü,1\n".encode("latin-1")),
    ("", b"a,y\n" + b"1,2\n" * 50_000 + b"\xe9,2\n"),
    ("", "a,y\n1,2\n".encode("utf-16")),
    ("", "a,y\n1,2\n".encode("utf-16-le")),
    ("", bytes(range(256))),
    ("", b"\x89PNG\r\n\x1a\n\0"),
    ("", b"PK\x03\x04junk"),
    ("", b"\x1f\x8bjunk"),
    ("", gzip.compress(GOOD.encode() * 1000, mtime=0)[:-9]),
    ("", gzip.compress(GOOD.encode() * 1000, mtime=0)[:30]),
    ("", "a,y\n1,0\n2,0\n3,0\n"),
    ("", "a,y\n1,u\n2,v\n"),
    ("", "a,y\n" + "".join(f"{i},{i % 9}\n" for i in range(10))),
    ("", "a,y\n1,2\n3,4\n\x1b[2J" + "x" * 1000 + ",5\n"),
    ("", "c,y\n" + "".join(f"name {i},{i}.5\n" for i in range(160))),
    ("", "c,y\n" + "".join(f"c{i},{i}.5\n" for i in range(20))),
    ("task: regression", "a,y\n" + "".join(f"{i},{'uv'[i % 2]}\n" for i in range(20))),
    ("task: classification", "a,y\n" + "".join(f"{i},{i}.5\n" for i in range(20))),
    ("", "a,y\n" + "".join(f"{i},{i * 7919 % 2003}\n" for i in range(2000))),
    ("", "\ufeff" + GOOD.replace("\n", "\r\n")),
    ("split: {train: 1}", 'c,n,y\n"x, ""1""",1,0\nü,2,1\n3,3,0\nü,4,0\n'),
)
"""What is said besides the source, and the file's content; some can be used."""

IDX: tuple[tuple[bytes, bytes], ...] = (
    (b"", LABELS),
    (b"\1" + IMAGES[1:], LABELS),
    (b"\x00\x00\x07" + IMAGES[3:], LABELS),
    (IMAGES, b"a,b,c\n"),
    (b"\x00\x00\x08\x00", LABELS),
    (IMAGES[:9], LABELS),
    (IMAGES[:-1], LABELS),
    (IMAGES + b"\0", LABELS),
    (IMAGES[:4] + b"\xff" * 12, LABELS),
    (b"\0\0\x0e\xff" + b"\xff" * 1020, LABELS),
    (bytes([0, 0, 8, 100]) + bytes([0, 0, 0, 1]) * 100 + b"\1", LABELS),
    (bytes.fromhex("00000803 00000000 00000001 00000001"), LABELS),
    (IMAGES, LABELS[:7] + b"\x03" + LABELS[8:] + b"\0"),
    (LABELS, LABELS),
    (IMAGES, IMAGES),
    (NAN, LABELS),
    (IMAGES, NAN),
    (gzip.compress(IMAGES, mtime=0)[:-9], LABELS),
    (IMAGES, gzip.compress(LABELS, mtime=0)[:12]),
    (IMAGES, LABELS),
)
"""Images and labels."""

NPZ: tuple[Mapping[str, Any], ...] = (
    {"y": Y},
    {"X": X, "labels": Y},
    {},
    {"X": X.astype(object), "y": Y},
    {"X": X, "y": np.array(["a", 1, "b", 2], object)},
    {"X": X, "y": Y[:3]},
    {"X": X[:, 0], "y": Y},
    {"X": X.reshape(2, 2, 3), "y": Y[:2]},
    {"X": X, "y": X.reshape(4, 3, 1)},
    {"X": X, "y": np.array(1)},
    {"X": X, "y": X[:, :0]},
    {"X": X + 1j, "y": Y},
    {"X": X.astype(str), "y": Y},
    {"X": X, "y": Y + 1j},
    {"X": X, "y": Y.astype("M8[D]")},
    {"X": X[:0], "y": Y[:0]},
    {"X": X[:, :0], "y": Y},
    {"X": np.where(X == 7, np.nan, X), "y": Y},
    {"X": np.where(X == 9, -np.inf, X), "y": Y},
    {"X": X, "y": np.array([0, np.nan, 1, 1])},
    {"X": X, "y": Y, "feature_names": ["a"]},
    {"X": X, "y": Y, "feature_names": [1, 2, 3]},
    {"X": X, "y": Y + 1, "class_names": ["a", "b"]},
    {"X": np.full((40, 2), 1.0e39), "y": np.arange(40) % 2},
    {"X": np.ones((40, 2)), "y": np.arange(40) % 2},
    {"X": np.ones((40, 2)), "y": np.zeros(40)},
)
"""Arrays."""

TWO: tuple[tuple[str, str], ...] = (
    ("a,y\nu,0\nv,1\nu,0\n", "a,y\nu,0\nz,1\n"),
    ("a,y\n1,0\n2,1\n", "a,y\n1,2\n"),
    ("a,b,y\n1,2,0.5\n", "a,y\n1,0.5\n"),
    ("a,b,y\n1,2,0.5\n", "b,a,y\n1,2,0.5\n"),
    ("a,y\n1,0.5\n", "1,0.5\n"),
    ("a,y\nu,0.5\n", "a,y\n1,0.5\n"),
    ("a,y\n1,0.5\n", "a,y\nu,0.5\n"),
    ("a,y\nu,0\nv,1\n", "a,y\nu,1\nv,0.5\n"),
    ("c,y\nu,1\nu,2\nv,3\n", "c,y\nw,1\n"),
    ("a,y\n1,0.5\n2,1.5\n", "a,y\n1,x\n"),
)
"""A file to train on, and one to test on."""

OTHERS: tuple[Case, ...] = (
    ("{source: absent.csv}", {}),
    ("{source: absent.npz}", {}),
    ("{source: here.csv}", {"here.csv/": b""}),
    ("{source: here.npz}", {"here.npz/": b""}),
    ("{source: pipe.csv}", {"pipe.csv": None}),
    ("{source: {X: pipe, y: absent}}", {"pipe": None}),
    ("{source: data.npz}", {"data.npz": b""}),
    ("{source: data.npz}", {"data.npz": b"a,b\n1,2\n"}),
    ("{source: data.npz}", {"data.npz": b"PK\x03\x04junk"}),
    ("{source: data.npz}", {"data.npz": b"\x93NUMPY"}),
    ("{source: data.npz}", {"data.npz": npz(X=X, y=Y)[:-40]}),
    ('{source: "a\\0b.npz"}', {}),
)


def data_mistakes() -> Iterator[Case]:
    """All of them."""
    for said, text in CSV:
        content = text if isinstance(text, bytes) else text.encode()
        yield f"{{source: data.csv, {said}}}", {"data.csv": content}
    for images, labels in IDX:
        yield "{source: {X: images, y: labels}}", {"images": images, "labels": labels}
    for arrays in NPZ:
        yield "{source: data.npz}", {"data.npz": npz(**arrays)}
    for train, test in TWO:
        files = {"train.csv": train.encode(), "test.csv": test.encode()}
        yield "{source: {train: train.csv, test: test.csv}}", files
    yield from OTHERS
