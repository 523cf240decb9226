"""From a config and what is to be swept over to a sweep."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from gdrun.config.loading import name_of
from gdrun.config.overrides import apply_overrides
from gdrun.config.own_parts import NO_FILES, OwnFiles, load_parts
from gdrun.config.sweep.axes import Axis, make_axis
from gdrun.config.sweep.combinations import Sweep
from gdrun.config.sweep.said import Said, sweep_section
from gdrun.config.yaml.document import (
    Document,
    Mistake,
    MistakeError,
    Place,
    config_error,
    from_mapping,
)
from gdrun.config.yaml.files import read_file
from gdrun.config.yaml.reading import read_yaml, shortened

MOST_CHECKED = 1000
"""Combinations that are checked without being run."""

Over = Sequence[Said | Mistake]
"""What is swept over besides what a config says; a key here replaces the same key of it."""


def load_sweep(
    path: Path,
    overrides: Sequence[str] = (),
    over: Over = (),
    own: OwnFiles = NO_FILES,
    *,
    sample: int | None = None,
    seed: int = 0,
) -> Sweep:
    """The sweep of a config file: what its ``sweep`` says, and ``over``.

    Args:
        path: The config file.
        overrides: ``KEY=VALUE`` each, as ``--set`` takes them.
        over: As ``over_options`` or ``over_values`` make it.
        own: As for ``load_config``.
        sample: Draws so many combinations at random instead of taking all.
        seed: For the draws.

    Raises:
        ConfigError: If there is nothing to sweep, or values cannot be understood.
    """
    document = read_yaml(read_file(path), str(path))
    load_parts(document, path.parent, own)
    apply_overrides(document, overrides)
    axes = _axes(document, overrides, over, drawing=sample is not None)
    return Sweep(document, name_of(path), path.parent, axes, sample, seed)


def parse_sweep(config: Mapping[str, Any], folder: Path, name: str, over: Over = ()) -> Sweep:
    """The sweep of a config that is a mapping.

    Args:
        config: The mapping.
        folder: Where relative paths in it start from.
        name: What the experiment is called if the config has no ``name``; messages say it, too.
        over: As for ``load_sweep``.

    Raises:
        ConfigError: As ``load_sweep`` does.
    """
    document = from_mapping(config, name)
    load_parts(document, folder, NO_FILES)
    return Sweep(document, name, folder, _axes(document, (), over, drawing=False), None, 0)


def check_sweep(path: Path, overrides: Sequence[str] = (), own: OwnFiles = NO_FILES) -> None:
    """Checks every combination of what a config file's ``sweep`` says; of many, some of them.

    Raises:
        ConfigError: If there is a mistake in it, or in a combination.
    """
    # Values that are drawn can be had as a sample alone.
    sweep = load_sweep(path, overrides, own=own, sample=MOST_CHECKED)
    if not any(axis.draw for axis in sweep.axes):
        every = replace(sweep, sample=None)
        sweep = every if every.size <= MOST_CHECKED else sweep
    sweep.combinations()


def _axes(
    document: Document, overrides: Sequence[str], over: Over, *, drawing: bool
) -> tuple[Axis, ...]:
    axes: dict[str, Axis] = {}
    mistakes: list[Mistake] = []
    for said in [*sweep_section(document), *over]:
        if isinstance(said, Mistake):
            mistakes.append(said)
            continue
        axes.pop(said.key, None)
        try:
            axes[said.key] = make_axis(said.key, said.place, said.values, said.places)
        except MistakeError as error:
            mistakes.append(Mistake(said.place, *error.args))
    for axis in axes.values():
        mistakes += _clashes(axis, overrides)
        if axis.draw and not drawing:
            message = f"`{axis.key}` is drawn at random, so it needs --sample N"
            mistakes.append(Mistake(axis.place, message))
    if not axes and not mistakes:
        hint = "say --over optimizer.learning_rate=0.1,0.01, or add `sweep` to the config"
        mistakes.append(Mistake(Place(document.origin), "there is nothing to sweep over", hint))
    if mistakes:
        raise config_error([*document.mistakes, *mistakes])
    return tuple(axes.values())


def _clashes(axis: Axis, overrides: Sequence[str]) -> list[Mistake]:
    """--set on a swept key would be lost."""
    mistakes = []
    for override in overrides:
        key = override.partition("=")[0].strip()
        if key == axis.key or key.startswith(f"{axis.key}."):
            message = f"`{key}` is swept over, so it cannot be set"
            mistakes.append(Mistake(Place(f"--set {shortened(override)}"), message))
    return mistakes
