"""The formats there are, and the one that a person means."""

import pkgutil
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pathlib import Path

from gdrun.errors import ExportError
from gdrun.report.exports import formats
from gdrun.report.exports.exporter import Exporter

DEFAULT = "histories"
"""The format where neither its name nor a file says one."""


@cache
def exporters() -> Mapping[str, Exporter]:
    """Every format by its name, found by looking into the folder of ``formats``."""
    modules = (
        import_module(f"{formats.__name__}.{found.name}")
        for found in pkgutil.iter_modules(formats.__path__)
    )
    return {module.EXPORTER.name: module.EXPORTER for module in modules}


def choose_exporter(name: str | None, path: Path | None) -> Exporter:
    """The format called ``name``, or else the one whose ending ``path`` has, or else histories.

    Raises:
        ExportError: If there is no such format, the file's name tells none, or bytes have no file
            to go to.
    """
    known = exporters()
    if name is not None:
        chosen = _by_name(name)
        if path is not None:
            same = [known[each] for each in chosen.by_ending]
            chosen = next((each for each in same if path.suffix.lower() in each.endings), chosen)
    elif path is not None:
        chosen = _by_ending(path)
    else:
        chosen = known[DEFAULT]
    if chosen.binary and path is None:
        raise ExportError(
            f"{chosen.name} is no text, so it needs a file to go to: name an --output"
        )
    return chosen


def choose_tables(name: str | None, path: Path | None) -> Exporter:
    """The format of tables that is meant.

    Raises:
        ExportError: If none is, or another one.
    """
    chosen = _by_name(name) if name is not None else _by_ending(path) if path is not None else None
    if chosen is None or chosen.write_tables is None:
        from gdrun.wording import either

        tables = [each.name for each in exporters().values() if each.write_tables]
        said = f"{chosen.name} is no format of tables" if chosen else "it needs a format of tables"
        raise ExportError(f"{said}: name --format {either(tables)}; --json has all of it")
    return chosen


def _by_name(name: str) -> Exporter:
    known = exporters()
    spelled = {alias: each for each in known.values() for alias in (each.name, *each.aliases)}
    if name not in spelled:
        from gdrun.wording import did_you_mean, either

        hint = did_you_mean(name, spelled) or f"there are {either(known, 'and')}"
        raise ExportError(f"--format {name}: this is no format; {hint}")
    return spelled[name]


def _by_ending(path: Path) -> Exporter:
    endings = {ending: each for each in exporters().values() for ending in each.endings}
    ending = path.suffix.lower()
    if ending not in endings:
        from gdrun.wording import either

        said = f"`{ending}` is the ending of no format" if ending else "this name has no ending"
        raise ExportError(
            f"--output {path}: {said}; use {either(endings)}, or name a --format for any file"
        )
    return endings[ending]
