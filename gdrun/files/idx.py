"""IDX files, the format of MNIST: one array each, inputs in one file and targets in another.

http://yann.lecun.com/exdb/mnist/ describes it: two zero bytes, a type, the number of dimensions,
each size as a big-endian 32-bit integer, and then the values, big-endian, the last index fastest.
"""

import math
import struct
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from gdrun.errors import DataError
from gdrun.files.finite import check_finite
from gdrun.files.opening import opened
from gdrun.files.table import Table

TYPES = {0x08: "u1", 0x09: "i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}
"""The third byte of a file, and the NumPy type of its values."""
MOST_DIMENSIONS = 8
"""More than any real file has; NumPy's arrays end at 64."""

PIECE = 2**20


def read_idx(inputs_path: Path, targets_path: Path) -> Table:
    """The table in two IDX files, each of which may be gzipped; images become one row each.

    Raises:
        DataError: If these are no IDX files, or they do not fit together.
    """
    inputs, targets = _read_array(inputs_path), _read_array(targets_path)
    if inputs.ndim < 2:
        raise DataError(
            f"{inputs_path}: X needs at least two dimensions, not shape {inputs.shape}; "
            "X is the file of images, y that of labels"
        )
    if targets.ndim > 2:
        raise DataError(
            f"{targets_path}: y needs the shape (rows,) or (rows, targets), not {targets.shape}"
        )
    if len(inputs) != len(targets):
        raise DataError(
            f"{inputs_path} has {len(inputs):,} rows, but {targets_path} has {len(targets):,}"
        )
    inputs = inputs.reshape(len(inputs), -1)
    check_finite(inputs, "X", str(inputs_path))
    check_finite(targets, "y", str(targets_path))
    names = tuple(f"x{column}" for column in range(inputs.shape[1]))
    return Table(str(inputs_path), inputs, targets, names, named=False)


def image_shape(inputs_path: Path) -> tuple[int, int] | None:
    """Height and width of the images in an IDX file of grey images; None of another file's rows.

    Raises:
        DataError: If it is no IDX file.
    """
    with opened(inputs_path, "an IDX file") as file:
        _, shape = _read_header(inputs_path, file)
    return (shape[1], shape[2]) if len(shape) == 3 else None


def _read_array(path: Path) -> NDArray[Any]:
    with opened(path, "an IDX file") as file:
        dtype, shape = _read_header(path, file)
        size = math.prod(shape) * dtype.itemsize
        # Piece by piece, since what the header announces may be more than there is, or than
        # fits into memory; one byte more tells whether the file goes on.
        content = bytearray()
        while piece := file.read(min(PIECE, size + 1 - len(content))):
            content += piece
    if len(content) != size:
        how = "is cut short" if len(content) < size else "goes on after its values"
        raise DataError(
            f"{path}: this IDX file {how}: its header announces the shape {shape}, "
            f"which is {size:,} bytes"
        )
    if len(shape) > MOST_DIMENSIONS:
        raise DataError(
            f"{path}: this IDX file announces {len(shape)} dimensions, and images have three; "
            "see what wrote it"
        )
    return np.frombuffer(content, dtype).reshape(shape)


def _read_header(path: Path, file: IO[bytes]) -> tuple[np.dtype[Any], tuple[int, ...]]:
    """The type and the shape of what follows in the file."""
    magic = file.read(4)
    if not magic:
        raise DataError(f"{path}: this file is empty, so it is not an IDX file")
    if len(magic) < 4 or magic[:2] != b"\0\0" or magic[2] not in TYPES or not magic[3]:
        raise DataError(
            f"{path}: this is not an IDX file: it starts with the bytes "
            f"`{magic.hex(' ')}`, and MNIST's with the magic number "
            "`00 00 08 03` (images) or `00 00 08 01` (labels)"
        )
    dtype, dimensions = np.dtype(TYPES[magic[2]]), magic[3]
    header = file.read(4 * dimensions)
    if len(header) < 4 * dimensions:
        raise DataError(f"{path}: this IDX file is cut short in its header")
    shape: tuple[int, ...] = struct.unpack(f">{dimensions}I", header)
    if 0 in shape:
        raise DataError(f"{path}: this IDX file has the shape {shape}, so there is no data")
    return dtype, shape
