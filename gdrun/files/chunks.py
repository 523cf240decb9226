"""Walking through many rows a little at a time, so that temporary arrays stay small."""

from collections.abc import Iterator

CHUNK_VALUES = 2**16
"""Values in one chunk: half a megabyte in float64, which second-level caches hold."""


def row_chunks(rows: int, columns: int) -> Iterator[slice]:
    """Slices that cover ``range(rows)`` in order; each holds about ``CHUNK_VALUES`` values."""
    step = max(1, CHUNK_VALUES // max(1, columns))
    for start in range(0, rows, step):
        yield slice(start, min(start + step, rows))
