"""Scenes of what comes with gdrun: its configs, its parts, its help, its gradient checks."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import yaml

from tests.side_by_side.drawing import Schema, families
from tests.side_by_side.scenes import Command, Kind, Scene, gdrun

COMMANDS = (
    "train",
    "sweep",
    "runs",
    "show",
    "compare",
    "export",
    "rm",
    "gradcheck",
    "check",
    "list",
    "schema",
)
KEYS = ("optimizer", "data.normalize_target", "weights", "model.biases", "decay", "source", "loss")
FEW = ("--seeds", "2", "--set", "training.epochs=3")

SABOTAGES = (
    "missing_bias",
    "transposed_product",
    "batch_sum",
    "forgotten_two",
    "penalty_twice",
    "penalized_bias",
    "single_entry",
    "forgotten_slope",
    "slope_of_value",
    "forgotten_target",
    "lost_row",
    "half_updated",
    "ascent",
)


def files_in(configs: Path) -> dict[str, bytes | None]:
    """All files of a folder of configs."""
    return {path.name: path.read_bytes() for path in sorted(configs.iterdir()) if path.is_file()}


def packaged_scenes(schema: Schema, files: Mapping[str, bytes | None]) -> Iterator[Scene]:
    """A scene for each config among the files, and some for what no config is needed for."""
    yield Scene("what there is to choose", Kind.COMMANDS, tuple(listings(schema)))
    yield Scene("help, as a user starts it", Kind.COMMANDS, tuple(helps()))
    names = [name for name in files if name.endswith(".yaml")]
    for name in names:
        commands = config_commands(name, yaml.safe_load(files[name] or b""))
        yield Scene(name, Kind.CONFIG, tuple(commands), files)
    whole = gdrun("sweep", *FEW, "--top", "5", "--json"), gdrun("sweep", *FEW)
    yield Scene("the sweep that needs no config", Kind.COMMANDS, whole)
    yield Scene("gradient checks", Kind.COMMANDS, tuple(gradient_checks()), files)


def listings(schema: Schema) -> Iterator[Command]:
    """``list`` and ``schema``."""
    yield gdrun("schema")
    yield gdrun("list")
    yield gdrun("list", "--json")
    yield gdrun("list", environment={"COLUMNS": "60"})
    for key in KEYS:
        yield gdrun("list", key)
    for name in sorted(
        {name for each in families(schema).values() for p in each for name in p.names}
    ):
        yield gdrun("list", name)
        yield gdrun("list", name, "--json")


def helps() -> Iterator[Command]:
    """What each command says of itself, in processes of their own."""
    yield gdrun("--version", alone=True)
    yield gdrun("--help", alone=True)
    yield gdrun(alone=True)
    for command in COMMANDS:
        yield gdrun(command, "--help")
    yield gdrun("list", "losses", alone=True)
    yield gdrun("train", "absent.yaml", alone=True)
    yield gdrun("gradcheck", "--sabotage", "help")


def config_commands(name: str, config: Mapping[str, object]) -> Iterator[Command]:
    """All that can be done with one config."""
    yield gdrun("check", name)
    yield gdrun("check", name, "--json")
    yield gdrun("train", name, "--json")
    yield gdrun("train", name)
    yield gdrun("show")
    yield gdrun("show", "--json")
    yield gdrun("export")
    if "sweep" in config:
        yield gdrun("sweep", name, "--json", *FEW)
        yield gdrun("sweep", name, *FEW)
        yield gdrun("show")
        yield gdrun("compare", "last")
        yield gdrun("export")


def gradient_checks() -> Iterator[Command]:
    """``gradcheck`` of configs."""
    yield gdrun("gradcheck", "iris.yaml")
    yield gdrun("gradcheck", "iris.yaml", "--json")
    yield gdrun("gradcheck", "diabetes.yaml", "--after", "3", "--samples", "4", "--json")
    yield gdrun("gradcheck", "diabetes.yaml", "--after", "3", "--samples", "4")
    yield gdrun(
        "gradcheck", "digits.yaml", "--samples", "3", "--seed", "5", environment={"COLUMNS": "70"}
    )
    yield gdrun("gradcheck", "xor.yaml", "--sabotage", "half_updated", "--samples", "3")


def long_scenes(files: Mapping[str, bytes | None]) -> Iterator[Scene]:
    """What takes longest: gradients of everything built in, and processes of their own."""
    everything = (
        gdrun("gradcheck", "--samples", "1", "--json"),
        gdrun("gradcheck", "--samples", "1"),
    )
    yield Scene("the gradients of all there is", Kind.COMMANDS, everything)
    yield Scene("planted mistakes", Kind.COMMANDS, tuple(sabotages()), files)
    names = [name for name in files if name.endswith(".yaml")]
    options = ("--no-store", "--workers", "2", "--seeds", "3,1")
    alone = [gdrun("train", name, *options, alone=True) for name in names]
    yield Scene("configs in processes of their own", Kind.COMMANDS, tuple(alone), files)


def sabotages() -> Iterator[Command]:
    """``gradcheck`` with mistakes that it is to find."""
    for name in SABOTAGES:
        yield gdrun("gradcheck", "xor.yaml", "--sabotage", name)
        yield gdrun("gradcheck", "every_key.yaml", "--sabotage", name, "--samples", "4", "--json")
