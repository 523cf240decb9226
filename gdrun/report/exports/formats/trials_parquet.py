"""Trials as Parquet, typed: written by Polars, or else by pyarrow, where one is installed."""

import io
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from gdrun.errors import ExportError
from gdrun.report.exports.exporter import Exporter

if TYPE_CHECKING:
    from gdrun.records import Outcome

AT_ONCE = 10_000
"""Rows that are made columns at once."""


def write(outcome: "Outcome") -> bytes:
    """Columns as ``trial_table`` says; what is not finite is null, and mixed settings are text.

    Raises:
        ExportError: If neither library is installed.
    """
    from gdrun.report.exports.trial_table import trial_columns, trial_rows

    columns = trial_columns(outcome)
    kinds = {name: str if kind is object else kind for name, kind in columns.items()}
    blocks = _blocks(kinds, trial_rows(outcome))
    for written in (_by_polars, _by_pyarrow):
        try:
            return written(kinds, blocks)
        except ModuleNotFoundError:
            continue
    raise ExportError(
        "Parquet is written by Polars or pyarrow, and neither is installed: pip install polars, or "
        "name a file that ends in .csv or .jsonl"
    )


def _blocks(
    kinds: Mapping[str, type], rows: Iterator[Sequence[Any]]
) -> Iterator[dict[str, list[Any]]]:
    """Some rows at a time as columns; at least one block, be it without rows."""
    while True:
        some = list(islice(rows, AT_ONCE))
        values = zip(*some, strict=True) if some else [()] * len(kinds)
        yield {
            name: [None if value is None else _of(kind, value) for value in column]
            for (name, kind), column in zip(kinds.items(), values, strict=True)
        }
        if len(some) < AT_ONCE:
            return


def _of(kind: type, value: Any) -> Any:
    # A name from outside may hold halves of characters, which are no text there.
    return str(value).encode(errors="backslashreplace").decode() if kind is str else kind(value)


def _by_polars(kinds: Mapping[str, type], blocks: Iterator[dict[str, list[Any]]]) -> bytes:
    import polars

    file = io.BytesIO()
    frames = [polars.DataFrame(block, schema=dict(kinds)) for block in blocks]
    polars.concat(frames).write_parquet(file)
    return file.getvalue()


def _by_pyarrow(kinds: Mapping[str, type], blocks: Iterator[dict[str, list[Any]]]) -> bytes:
    import pyarrow
    import pyarrow.parquet

    types = {
        str: pyarrow.string(),
        int: pyarrow.int64(),
        float: pyarrow.float64(),
        bool: pyarrow.bool_(),
    }
    schema = pyarrow.schema([(name, types[kind]) for name, kind in kinds.items()])
    file = io.BytesIO()
    with pyarrow.parquet.ParquetWriter(file, schema) as writer:
        for block in blocks:
            writer.write_table(pyarrow.table(block, schema=schema))
    return file.getvalue()


EXPORTER = Exporter("trials-parquet", (".parquet",), "the same as Parquet", write, binary=True)
