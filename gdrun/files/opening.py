"""Opening data files, also gzipped ones, with a clear message for each that cannot be read."""

import gzip
import stat
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

from gdrun.errors import DataError

GZIP_MAGIC = b"\x1f\x8b"


def is_named_pipe(path: Path) -> bool:
    """Whether opening the path would wait for somebody to write, perhaps for ever.

    Pipes that a shell has opened, as ``/dev/stdin`` and for ``<(…)``, are there to be read.

    Raises:
        OSError: If there is nothing at the path, or nobody may know.
        ValueError: If no path can be so.
    """
    if not stat.S_ISFIFO(path.stat().st_mode):
        return False
    return not {"/dev", "/proc"} & set(map(str, path.resolve().parents))


def is_regular(path: Path) -> bool:
    """Whether a path leads to a file that has an end, and is the same each time it is read.

    Data is read at least twice: for its hash, and for itself.

    Raises:
        OSError: If there is nothing at the path, or nobody may know.
        ValueError: If no path can be so.
    """
    return stat.S_ISREG(path.stat().st_mode)


def _what_instead(path: Path) -> str:
    mode = path.stat().st_mode
    if stat.S_ISFIFO(mode):
        return "a named pipe" if is_named_pipe(path) else "a pipe"
    return "a socket" if stat.S_ISSOCK(mode) else "a device"


@contextmanager
def opened(path: Path, kind: str) -> Iterator[IO[bytes]]:
    """The file's bytes; a gzipped file, known by its first two bytes, is unpacked on the way.

    What goes wrong inside the ``with`` block because of the file is told in words, too;
    messages call it ``kind``, such as "a CSV file".

    Raises:
        DataError: If there is no such file, or it cannot be read to its end.
    """
    try:
        if not is_regular(path) and not path.is_dir():
            raise DataError(
                f"{path}: this is {_what_instead(path)}, not {kind}; it would be read more than "
                "once, so write what comes from it to a file"
            )
        with path.open("rb") as file:
            gzipped = file.read(2) == GZIP_MAGIC
            file.seek(0)
            if not gzipped:
                yield file
                return
            with gzip.open(file) as unpacked:
                yield cast(IO[bytes], unpacked)
    except FileNotFoundError:
        raise DataError(
            f"{path}: there is no such file; paths are relative to the config's folder"
        ) from None
    except IsADirectoryError:
        raise DataError(f"{path}: this is a directory, not {kind}") from None
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise DataError(
            f"{path}: this gzip file is damaged or cut short ({error}); fetch or make it again"
        ) from None
    except MemoryError:
        raise DataError(f"{path}: the memory cannot hold this file's values") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise DataError(f"{path}: this file cannot be read: {reason}") from None
