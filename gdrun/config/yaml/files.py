"""A config file's text, or words about why it cannot be had."""

from collections.abc import Sequence
from pathlib import Path

from gdrun.config.yaml.document import Mistake, Place, config_error
from gdrun.files.opening import is_named_pipe
from gdrun.wording import at_most, closest

MOST_BYTES = 256 * 1024
"""A config larger than this is taken for something else."""


def read_file(path: Path) -> str:
    """The text of a config file.

    Raises:
        ConfigError: If there is no such file, or it cannot be read, or is not UTF-8.
    """
    try:
        if is_named_pipe(path):
            raise _error(path, "this is a named pipe, not a config file")
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise _error(path, "there is no such file", _similar(path)) from None
    except IsADirectoryError:
        hint = _listed("configs in it: ", [path / name for name in _configs(path)])
        raise _error(path, "this is a directory, not a config file", hint) from None
    except PermissionError:
        raise _error(path, "no permission to read this file") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise _error(path, f"this file cannot be read: {reason}") from None
    if len(content) > MOST_BYTES:
        limit = MOST_BYTES // 1024
        raise _error(path, f"larger than {limit} KiB: this is no config; is it the data?")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        column = error.start - content.rfind(b"\n", 0, error.start)
        message = f"the byte 0x{content[error.start]:02x} at offset {error.start} is not UTF-8"
        place = Place(str(path), line, column)
        raise config_error([Mistake(place, message, "save the file as UTF-8 text")]) from None


def _error(path: Path, message: str, hint: str = "") -> Exception:
    return config_error([Mistake(Place(str(path)), message, hint)])


def _configs(folder: Path) -> list[str]:
    try:
        return sorted(p.name for p in folder.iterdir() if p.suffix in (".yaml", ".yml"))
    except OSError:
        return []


def _similar(path: Path) -> str:
    names = _configs(path.parent)
    by_stem = (name for name in names if Path(name).stem == path.name)
    if close := next(by_stem, None) or closest(path.name, names):
        return f"did you mean {path.parent / close}?"
    return _listed(f"configs in {path.parent}: ", names)


def _listed(start: str, names: Sequence[object]) -> str:
    return start + at_most(8, [str(name) for name in names]) if names else ""
