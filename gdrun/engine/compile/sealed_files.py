"""Files of machine code, each behind a seal: a hash of what it holds and of where it belongs.

One flipped bit in machine code ends the process that runs it. So nothing in a file is looked at
before its seal is found right, and a file that was put in the place of another is not taken for it.
"""

import hashlib
import os
import pickle
import uuid
from contextlib import suppress
from pathlib import Path
from typing import Any

import numba
from numba.core.caching import CompileResultCacheImpl, FunctionCache, UserProvidedCacheLocator
from numba.core.serialize import dumps

from gdrun.engine.compile.notes import tell_once

_SEAL = hashlib.sha256().digest_size
_READ = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)


class SealedFiles:
    """The files of one function, one for each of its signatures.

    Numba's own have an index in front, which two processes that compile at once can leave with the
    one's entry and the other's code. Here a file's name tells what is in it.
    """

    def __init__(self, folder: Path, name: str, source: object) -> None:
        """``source`` stands for the text of the function's file."""
        self._folder, self._name, self._source = folder, name, source

    def load(self, key: object) -> Any:
        """What was saved under ``key``; None if nothing was, or if it was damaged since."""
        path = self._path(key)
        try:
            content = _read(path)
        except FileNotFoundError:
            return None
        except OSError:
            content = b""
        if content[:_SEAL] != _seal(path, content[_SEAL:]):
            _tell_damage(self._folder)
            return None
        saved_under, data = pickle.loads(content[_SEAL:])
        return data if saved_under == key else None

    def save(self, key: object, data: object) -> None:
        """Keeps ``data`` under ``key``; what was there stays until that is done.

        Raises:
            OSError: If it cannot be written.
        """
        path, content = self._path(key), dumps((key, data))
        beside = path.with_name(f"{path.name}.{uuid.uuid4().hex[:16]}")
        try:
            beside.write_bytes(_seal(path, content) + content)
            beside.replace(path)
        except BaseException:
            with suppress(OSError):
                beside.unlink()
            raise

    def flush(self) -> None:
        """Nothing: what is saved next takes the place of what cannot be used."""

    def _path(self, key: object) -> Path:
        told = repr((numba.__version__, self._source, key))
        return self._folder / f"{self._name}.{hashlib.sha256(told.encode()).hexdigest()[:16]}.nbc"


class InFolder(CompileResultCacheImpl):  # type: ignore[misc]
    """What is kept, and where: in the folder of Numba's settings, or nowhere."""

    _locator_classes = [UserProvidedCacheLocator]


class SealedCache(FunctionCache):  # type: ignore[misc]
    """Numba's cache of a function's code, in sealed files."""

    _impl_class = InFolder

    def __init__(self, function: Any) -> None:
        """Takes the folder from Numba's settings, as they are at this moment.

        Raises:
            RuntimeError: If there cannot be files in it.
        """
        super().__init__(function)
        source = self._impl.locator.get_source_stamp()
        self._cache_file = SealedFiles(Path(self.cache_path), self._impl.filename_base, source)

    def load_overload(self, signature: Any, context: Any) -> Any:
        """The code for a signature; None if there is none that can be used."""
        try:
            self.prepare(context)
            return self._load_overload(signature, context)
        # Whole, and of no use all the same.
        except Exception:
            _tell_damage(Path(self.cache_path))
            return None

    def prepare(self, context: Any) -> None:
        """Makes Numba ready to take code."""
        context.refresh()

    def save_overload(self, signature: Any, code: Any) -> None:
        """Keeps code if it can be: a full disk is no reason not to train."""
        with suppress(OSError):
            super().save_overload(signature, code)


def _tell_damage(folder: Path) -> None:
    tell_once(
        f"the cache of compiled code in {folder.parent} is damaged: what cannot be used is "
        "compiled anew, which takes some seconds"
    )


def _read(path: Path) -> bytes:
    # Without waiting: a pipe there would have nothing to say.
    with os.fdopen(os.open(path, _READ), "rb") as file:
        return file.read()


def _seal(path: Path, content: bytes) -> bytes:
    """The last parts of a path are the version's folder, the module's, and the file."""
    place = "/".join(path.parts[-3:])
    return hashlib.sha256(place.encode() + b"\0" + content).digest()
