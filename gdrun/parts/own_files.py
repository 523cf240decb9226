"""Parts from Python files of the user's own, beside those that come with gdrun.

A file is run as a program is, as a module that nothing else can import by accident: its name is
made from its path and its content, so that two files called ``mine.py``, or one called ``json.py``,
are in nobody's way. Its folder is not searched for modules, for the same reason. A file that is
edited is another module, whose parts replace those of the earlier one.
"""

import ast
import hashlib
import linecache
import os
import re
import sys
import threading
import traceback
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from gdrun.files.opening import is_named_pipe
from gdrun.parts.registry import OWN_MODULE, Part, drop, families, parts, register
from gdrun.wording import printable, quoted

MOST_BYTES = 4 * 1024 * 1024
"""A file larger than this is taken for something else."""

LONGEST = 300
"""Letters of what an error says; what is longer is cut."""

_NAME = r"[^\W\d_][\w-]*"
"""What a config and the command line can say without quotes; letters are those of any language."""

DERIVE = (
    "a part is a class derived from a family, such as gdrun.parts.optimizers.Optimizer, "
    'with `name: Literal["mine"] = "mine"`'
)


@dataclass(frozen=True)
class FileMistake:
    """What keeps one file's parts from being used; ``line`` counts from 1, or is 0 if unknown."""

    path: Path
    line: int
    message: str
    hint: str = ""


class OwnFilesError(Exception):
    """The mistakes of all files that were asked for together."""

    def __init__(self, mistakes: Sequence[FileMistake]) -> None:
        super().__init__(*(f"{each.path}:{each.line}: {each.message}" for each in mistakes))
        self.mistakes = tuple(mistakes)


class _UnusableError(Exception):
    """A file that cannot be used, and why: a line, a message, and perhaps a hint."""

    def __init__(self, line: int, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.line, self.message, self.hint = line, message, hint


@dataclass(frozen=True)
class _OwnFile:
    """A file as it was when it was run."""

    path: Path
    sha256: str
    parts: tuple[type[Part], ...]


_known: dict[str, _OwnFile] = {}
"""What was run, by the names of the modules."""
_said: dict[Path, Path] = {}
"""The files whose parts can be chosen now, and the paths that they were asked for by."""
_running: list[Path] = []
_lock = threading.RLock()


def use_files(paths: Sequence[Path], before: Callable[[Path], None] = lambda _: None) -> None:
    """Makes the parts of these files, and of no others of the user's own, ones to be chosen.

    So a config means the same whatever was read before it. A file that was run and is as it was is
    not run again. Where there is a mistake, all stays as it was.

    Args:
        paths: The files.
        before: Told each path before the code in it is run.

    Raises:
        OwnFilesError: With the mistakes of every file.
    """
    with _lock:
        if _running:
            message = "a config is read while parts are loaded"
            hint = 'put what is to be run below `if __name__ == "__main__":`'
            raise OwnFilesError([FileMistake(_running[-1], 0, message, hint)])
        formerly, mistakes = _registered(), []
        drop(formerly)
        for path in paths:
            try:
                _use(path, before)
            except _UnusableError as error:
                mistakes.append(FileMistake(path, error.line, error.message, error.hint))
        if mistakes:
            drop(_registered())
            for part in formerly:
                register(part)
            raise OwnFilesError(mistakes)
        _said.clear()
        _said.update({real_path(path): path for path in paths})


def real_path(path: Path) -> Path:
    """The file that a path leads to, by whatever links; of links in a circle, one of them."""
    return Path(os.path.realpath(path))


def own_source(part: type[Part]) -> str | None:
    """SHA-256 of the file that a part comes from, as it was run; None if from no own file."""
    file = _known.get(part.__module__)
    return file.sha256 if file else None


def own_sources(paths: Sequence[Path]) -> tuple[str, ...]:
    """SHA-256 of files that ``use_files`` has taken, each as it was last run."""
    latest = {file.path: file.sha256 for file in _known.values()}
    return tuple(latest[real_path(path)] for path in paths)


def spelled(path: str) -> str:
    """A file as it was asked for, if it is one of those in use; any other as it is."""
    return str(_said.get(Path(path), path))


def blame(error: BaseException) -> FileMistake | None:
    """What to say of an error that nobody expected, if it can come from a file in use.

    Its last line that the error came through; else gdrun met something that a part should not have
    returned, and the file is all that there is to say.
    """
    for path, said in _said.items():
        if line := _line_in(path, error):
            return FileMistake(said, line, _in_words(error))
    if not _said or isinstance(error, OSError):
        return None
    files = ", ".join(map(str, _said.values()))
    message = f"gdrun failed with parts of {files}: {_in_words(error)}"
    hint = "a part may have returned what it must not; in Python, the traceback tells where"
    return FileMistake(next(iter(_said.values())), 0, message, hint)


def _registered() -> list[type[Part]]:
    """All parts of own files that can be chosen now."""
    return [
        part
        for family in families()
        for part in parts(family).values()
        if part.__module__.startswith(OWN_MODULE)
    ]


def _use(said: Path, before: Callable[[Path], None]) -> None:
    content = _read(said)
    path = real_path(said)
    digest = hashlib.sha256(b"%s\0%s" % (str(path).encode(errors="surrogateescape"), content))
    name = OWN_MODULE + digest.hexdigest()[:16]
    if name in _known:
        # The file may have been changed back to what it was before.
        _known[name] = file = _known.pop(name)
        try:
            for part in file.parts:
                register(part)
        except TypeError as error:
            raise _UnusableError(0, _in_words(error)) from None
        return
    before(said)
    try:
        found = _run(path, content, name)
    except BaseException:
        drop([part for part in _registered() if part.__module__ == name])
        sys.modules.pop(name, None)
        raise
    _known[name] = _OwnFile(path, hashlib.sha256(content).hexdigest(), tuple(found))


def _read(path: Path) -> bytes:
    # Many a line of YAML or of data is a program, too, and nobody wants it run.
    if path.suffix != ".py":
        raise _UnusableError(0, "no file of Python code: its name does not end with .py")
    try:
        if is_named_pipe(path):
            raise _UnusableError(0, "this is a named pipe, not a Python file")
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise _UnusableError(0, "there is no such file") from None
    except IsADirectoryError:
        raise _UnusableError(0, "this is a directory, not a Python file") from None
    except PermissionError:
        raise _UnusableError(0, "no permission to read this file") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise _UnusableError(0, f"this file cannot be read: {reason}") from None
    if len(content) > MOST_BYTES:
        raise _UnusableError(0, f"larger than {MOST_BYTES // 2**20} MiB: this is no Python file")
    return content


def _run(path: Path, content: bytes, name: str) -> list[type[Part]]:
    """Runs a file as the module ``name``, and returns the parts that it defines."""
    try:
        code = compile(content, str(path), "exec", dont_inherit=True)
    except SyntaxError as error:
        raise _UnusableError(error.lineno or 0, f"this is not Python: {error.msg}") from None
    except (ValueError, OverflowError, RecursionError, MemoryError) as error:
        raise _UnusableError(0, f"this is not Python: {_in_words(error)}") from None
    module = ModuleType(name)
    module.__file__ = str(path)
    # Annotations are looked up by the module's name.
    sys.modules[name] = module
    linecache.checkcache(str(path))
    _running.append(path)
    try:
        # What a command prints is read by other programs.
        with redirect_stdout(sys.stderr):
            exec(code, vars(module))
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        raise _UnusableError(_line_in(path, error), _in_words(error)) from None
    finally:
        _running.pop()
    return _found_in(module, content)


def _found_in(module: ModuleType, content: bytes) -> list[type[Part]]:
    """The parts that a module defines, each seen to be usable."""
    lines = {
        node.name: node.lineno
        for node in ast.walk(ast.parse(content))
        if isinstance(node, ast.ClassDef)
    }
    classes = [
        value
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, Part)
    ]
    found = [part for part in _registered() if part.__module__ == module.__name__]
    for part in classes:
        mine = part.__module__ == module.__name__ and part not in found
        # Without a name, and nobody's base either, it could never be chosen.
        base = "name" not in vars(part).get("__annotations__", {}) and any(
            issubclass(other, part) for other in classes if other is not part
        )
        if mine and not base:
            message = f"{part.__qualname__} has no name that a config could choose"
            hint = 'write `name: Literal["mine"] = "mine"`, with another word for mine'
            raise _UnusableError(lines.get(part.__name__, 0), message, hint)
    # Those that it imports are registered by their own modules.
    if not found and all(part.__module__.startswith("gdrun.") for part in classes):
        raise _UnusableError(0, "no part is defined in this file", DERIVE)
    for part in found:
        for name in (part.model_fields["name"].default, *part.aliases):
            if not re.fullmatch(_NAME, name):
                message = f"{part.__qualname__} cannot be called {quoted(name)}"
                hint = "write a name of letters, digits, `_` and `-` that begins with a letter"
                raise _UnusableError(lines.get(part.__name__, 0), message, hint)
        try:
            part.model_rebuild()
            for sample in vars(part).get("valid", ()):
                part(**sample)
        except Exception as error:
            message = f"{part.__qualname__}: {_in_words(error)}"
            raise _UnusableError(lines.get(part.__name__, 0), message) from None
    return found


def _line_in(path: Path, error: BaseException) -> int:
    """The last line of a file that an error came through; 0 if there is none."""
    steps = traceback.walk_tb(error.__traceback__)
    inside = [line for frame, line in steps if frame.f_code.co_filename == str(path)]
    return inside[-1] if inside else 0


def _in_words(error: BaseException) -> str:
    """``ZeroDivisionError: division by zero``, whatever the error has to say, on one line."""
    kind = type(error).__name__
    try:
        lines = [printable(line) for line in str(error).splitlines()]
    except Exception:  # Of a class of the user's own, which cannot even be told.
        lines = []
    # Pydantic's own pages are about another program.
    text = " ".join(line for line in lines if line and not line.startswith("For further info"))
    return f"{kind}: {text[:LONGEST]}" if text else kind
