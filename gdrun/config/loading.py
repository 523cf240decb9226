"""From a file, a text or a mapping to a checked config."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic_core import PydanticCustomError

import gdrun.parts  # noqa: F401  # Registers the parts that are built in.
from gdrun.config.choice import validated
from gdrun.config.messages.mistakes import find_mistakes
from gdrun.config.overrides import apply_overrides
from gdrun.config.own_parts import NO_FILES, OwnFiles, load_parts
from gdrun.config.schema import Config, Origin
from gdrun.config.yaml.document import Document, config_error, from_mapping
from gdrun.config.yaml.files import read_file
from gdrun.config.yaml.reading import read_yaml


def load_config(path: Path, overrides: Sequence[str] = (), own: OwnFiles = NO_FILES) -> Config:
    """The config in a YAML file.

    Args:
        path: The file; relative paths in the config start from its folder.
        overrides: ``KEY=VALUE`` each, with dotted keys and YAML values; later ones win.
        own: Files of the user's own parts, besides those that the config names.

    Raises:
        ConfigError: With every mistake of the file and the overrides.
    """
    document = read_yaml(read_file(path), str(path))
    return _checked(document, path.parent, name_of(path), overrides, own)


def name_of(path: Path) -> str:
    """What an experiment is called after its file, whose name may hold bytes that are no text."""
    name = path.stem.encode(errors="replace").decode()
    return "".join(letter if letter.isprintable() else "?" for letter in name)


def parse_config(
    config: Mapping[str, Any] | str, folder: Path, name: str, overrides: Sequence[str] = ()
) -> Config:
    """The config that a mapping or a YAML text says.

    Args:
        config: The mapping, or the text.
        folder: Where relative paths in the config start from.
        name: What the experiment is called if the config has no ``name``; messages say it, too.
        overrides: As for ``load_config``.

    Raises:
        ConfigError: With every mistake of the config and the overrides.
    """
    document = read_yaml(config, name) if isinstance(config, str) else from_mapping(config, name)
    return _checked(document, folder, name, overrides, NO_FILES)


def _checked(
    document: Document, folder: Path, name: str, overrides: Sequence[str], own: OwnFiles
) -> Config:
    load_parts(document, folder, own)
    apply_overrides(document, overrides)
    return check_document(document, folder, name)


def check_document(document: Document, folder: Path, name: str) -> Config:
    """The config that a document says.

    Raises:
        ConfigError: With every mistake there is in it.
    """
    try:
        config: Config = validated(Config, {"name": name, **document.data})
    except PydanticCustomError as error:
        raise config_error([*document.mistakes, *find_mistakes(error, document)]) from None
    if document.mistakes:
        raise config_error(document.mistakes)
    config._origin = Origin(folder, document.origin, document.text)
    return config
