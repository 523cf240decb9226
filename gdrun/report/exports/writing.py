"""From an outcome to a format's content, and to a file."""

import errno
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from gdrun.errors import DiskError, ExportError, OutputError
from gdrun.files.replacing import replace_file
from gdrun.report.exports.exporter import Content, Exporter
from gdrun.report.exports.seeds import with_seeds

if TYPE_CHECKING:
    from gdrun.evidence.judged_rows import JudgedRows
    from gdrun.records import Measured, Outcome

_OF_DISKS = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)
"""What fails though the request was right."""


def export(
    outcome: "Outcome",
    exporter: Exporter,
    seed: str | None = None,
    metric: "Measured | None" = None,
) -> tuple[Content, list[str]]:
    """The outcome in the exporter's format, and what a person should know of it, line by line.

    Args:
        outcome: What was found.
        exporter: The format.
        seed: Of which trials networks are exported, see ``with_seeds``.
        metric: What the best one is the best by; left out, the primary one.

    Raises:
        ExportError: If it takes weights and no trial has any, or not those that are asked for.
    """
    notes = []
    if seed is not None and not exporter.seeds:
        raise ExportError(f"--seed is for networks, and {exporter.name} holds trials")
    if exporter.needs_weights:
        have = {record.variant for record in outcome.records if record.weights.size}
        if not have:
            raise ExportError(
                "no weights were kept of this experiment: run it again with --keep-weights all"
            )
        left = [
            f"{number} ({variant.name})"
            for number, variant in enumerate(outcome.variants, start=1)
            if variant.name not in have
        ]
        if left:
            notes.append(f"left out, as no weights were kept of them: {', '.join(left)}")
    if exporter.seeds:
        judged = metric or outcome.measured(outcome.primary_metric)
        outcome, notes = with_seeds(outcome, exporter, seed, judged)
    return exporter.write(outcome), [*notes, *exporter.notes(outcome)]


def export_judged(judged: "JudgedRows", exporter: Exporter) -> tuple[Content, list[str]]:
    """What rows tell, as tables in the exporter's format, which has some; and what to know of it.

    Args:
        judged: A variant row by row.
        exporter: One of ``choose_tables``.
    """
    from gdrun.report.exports.judged_tables import judged_tables

    return exporter.tables(judged_tables(judged)), list(judged.notes)


def check_target(path: Path, store: Path, *, force: bool) -> None:
    """Sees that what is written takes the place of nothing, unless it is to, and never the store's.

    A device or a pipe, such as ``/dev/stdout``, is there to be written to.

    Raises:
        ExportError: If it is the store that it comes from.
        OutputError: If it is a folder, or a file that is there, and not ``force``.
    """
    if path.exists() and store.exists() and path.samefile(store):
        raise ExportError(
            f"--output {path}: this is the store itself, with all that is in it; name another file"
        )
    if path.is_dir():
        raise OutputError(f"{path}: this is a folder; name a file in it")
    if path.is_file() and not force:
        raise OutputError(f"{path}: this file is there; --force replaces it, or name another")


def pieces_of(content: str | Iterable[str]) -> Iterable[str]:
    """Text in pieces, be it one."""
    return [content] if isinstance(content, str) else content


def write_file(content: Content, path: Path) -> None:
    """Writes text, as UTF-8, or bytes to a file; what it held is there until that is done.

    Raises:
        OutputError: If that cannot be done; a ``DiskError``, if it is the disk that took nothing.
    """
    try:
        replace_file(
            path, content if isinstance(content, bytes) else map(str.encode, pieces_of(content))
        )
    except OSError as error:
        kind = DiskError if error.errno in _OF_DISKS else OutputError
        raise kind(f"{path}: this could not be written: {error.strerror}") from None
