"""``parts``: Python files whose parts a config chooses of, loaded before the rest is checked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from gdrun.config.schema import Config
from gdrun.config.yaml.document import Document, Mistake, Place, config_error, unusable
from gdrun.errors import ConfigError, Problem
from gdrun.parts.own_files import FileMistake, OwnFilesError, blame, real_path, use_files
from gdrun.wording import printable


@dataclass(frozen=True)
class OwnFiles:
    """Files that are said beside a config, as ``--parts`` says them."""

    files: tuple[Path, ...] = ()
    """Relative to the working directory."""
    before: Callable[[Path], None] = lambda _: None
    """Told each file, also of those in the config, before the code in it is run."""


NO_FILES = OwnFiles()


def load_parts(document: Document, folder: Path, own: OwnFiles) -> None:
    """Makes known the parts that a document's ``parts`` and ``own`` bring, and no others.

    Those of ``own`` are entered in the document: a config that is parsed again finds them.

    Raises:
        ConfigError: If they cannot be had.
    """
    said = document.data.get("parts", [])
    if not isinstance(said, list):
        hint = f"write `[{said}]`" if isinstance(said, str) else ""
        _stop(document, ("parts",), "`parts` must be a list of Python files", hint)
    paths: dict[Path, tuple[Path, Place]] = {}
    for i, file in enumerate(said):
        if not isinstance(file, str) or not file:
            _stop(document, ("parts", i), "`parts` must be a list of the paths of Python files")
        path = folder / file
        if real_path(path) in paths:
            _stop(document, ("parts", i), f"`{file}` is there twice", "leave one of them out")
        paths[real_path(path)] = path, document.value_place(("parts", i))
    for file in own.files:
        # Wherever the config lies, or is read again, this is the file that was meant.
        path, place = file.absolute(), Place(f"--parts {printable(str(file))}")
        if reason := unusable(str(path)):
            raise config_error([*document.mistakes, Mistake(place, reason)])
        if real_path(path) not in paths:
            paths[real_path(path)] = file, place
            document.data.setdefault("parts", []).append(str(path))
    try:
        _use([path for path, _ in paths.values()], own, dict(paths.values()))
    except ConfigError as error:
        raise ConfigError((*config_error(document.mistakes).problems, *error.problems)) from None


def use_parts_of(config: Config) -> None:
    """Makes known the parts of a config that was loaded before, and no others.

    Raises:
        ConfigError: If they are no longer to be had.
    """
    _use([config.folder / file for file in config.parts], NO_FILES, {})


def use_own_files(own: OwnFiles) -> None:
    """Makes known the parts of some files alone, where there is no config.

    Raises:
        ConfigError: If they cannot be had.
    """
    _use(
        list({real_path(file): file for file in own.files}.values()),
        own,
        {file: Place(f"--parts {file}") for file in own.files},
    )


def blamed_on_own_parts(error: BaseException, *, sure: bool = False) -> ConfigError | None:
    """An error that nobody expected in words, if a file of own parts can be the cause of it.

    If it must be ``sure``, an error counts that came through a line of such a file.
    """
    mistake = blame(error)
    if mistake is None or (sure and not mistake.line):
        return None
    return ConfigError((_problem(mistake, None),))


def _use(paths: Sequence[Path], own: OwnFiles, places: dict[Path, Place]) -> None:
    try:
        use_files(paths, own.before)
    except OwnFilesError as error:
        problems = tuple(_problem(each, places.get(each.path)) for each in error.mistakes)
        raise ConfigError(problems) from None


def _problem(mistake: FileMistake, place: Place | None) -> Problem:
    """In the file itself if the line is known, and else where the file was asked for."""
    if mistake.line or place is None:
        where = f"{mistake.path}:{mistake.line}" if mistake.line else str(mistake.path)
        return Problem(where, mistake.message, mistake.hint)
    return Problem(str(place), f"{mistake.path}: {mistake.message}", mistake.hint)


def _stop(
    document: Document, location: tuple[str | int, ...], message: str, hint: str = ""
) -> NoReturn:
    mistake = Mistake(document.value_place(location), message, hint)
    raise config_error([*document.mistakes, mistake])
