"""Writing a file whole: what was there stays until what takes its place is on the disk."""

import os
import stat
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path


def replace_file(path: Path, content: bytes | Iterable[bytes]) -> None:
    """Writes ``content``, be it in pieces, to ``path``, in the place of what it held.

    It is written beside it and renamed, so that at any moment, also of a crash or a full disk,
    there is either the old file or the new one. Its permissions stay. A link goes on leading to
    the file. What is no regular file, such as a device or a pipe, is written to as it is.

    Raises:
        OSError: If that cannot be done; then what was there is as before.
    """
    pieces = [content] if isinstance(content, bytes) else content
    place = path.resolve()
    if place.exists() and not place.is_file():
        with place.open("wb") as file:
            file.writelines(pieces)
        return
    number, name = tempfile.mkstemp(prefix=f".{place.name[:100]}.", dir=place.parent)
    beside = Path(name)
    try:
        with os.fdopen(number, "wb") as file:
            file.writelines(pieces)
            file.flush()
            os.fsync(file.fileno())
        beside.chmod(_permissions(place))
        beside.replace(place)
    except BaseException:
        with suppress(OSError):
            beside.unlink()
        raise
    _sync_folder(place.parent)


def _permissions(place: Path) -> int:
    """The file's, or those that a new one gets."""
    with suppress(FileNotFoundError):
        return stat.S_IMODE(place.stat().st_mode)
    # There is no other way to ask for the mask.
    mask = os.umask(0o022)
    os.umask(mask)
    return 0o666 & ~mask


def _sync_folder(folder: Path) -> None:
    """Brings the new name to the disk, where folders can be opened for that."""
    with suppress(OSError):
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
