"""Options that several commands share, and the config that they make together."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gdrun.errors import ConfigError

if TYPE_CHECKING:
    from gdrun.config import Config

ConfigFile = Annotated[Path, typer.Argument(metavar="CONFIG", help="A YAML file.")]
Overrides = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="KEY=VALUE", help="Overrides a key, such as training.epochs=5."),
]
Json = Annotated[bool, typer.Option("--json", help="One JSON object on standard output.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no warnings.")]
Workers = Annotated[
    int | None,
    typer.Option(min=1, metavar="N", help="Trials at the same time; by default one a core."),
]
Seeds = Annotated[
    str | None,
    typer.Option(metavar="N|A,B,C", help="How many seeds, from 0; or the seeds, as 3,1,4 or 3,"),
]


def config_of(path: Path, overrides: Sequence[str] | None, seeds: str | None) -> "Config":
    """The config with ``--set`` and ``--seeds`` applied; its mistakes name the option."""
    from gdrun.config import load_config

    with seed_overrides(overrides, seeds) as told:
        return load_config(path, told)


@contextmanager
def seed_overrides(overrides: Sequence[str] | None, seeds: str | None) -> Iterator[list[str]]:
    """``--set`` and ``--seeds`` as one list; mistakes of the latter name the option."""
    told = list(overrides or ())
    if seeds is not None:
        told.append(f"seeds={_numbers(seeds)}")
    try:
        yield told
    except ConfigError as error:
        raise ConfigError(
            tuple(
                replace(problem, where=f"--seeds {seeds}")
                if problem.where.startswith("--set seeds=")
                else problem
                for problem in error.problems
            )
        ) from None


def _numbers(seeds: str) -> int | list[int]:
    """``10`` is a number of seeds; with a comma, as in ``3,1,4`` or ``3,``, it is a list."""
    try:
        numbers = [int(number) for number in seeds.removesuffix(",").split(",")]
    except ValueError:
        raise typer.BadParameter(
            f"'{seeds}' is neither a number of seeds, such as 10, nor a list, such as 3,1,4",
            param_hint="--seeds",
        ) from None
    return numbers if "," in seeds else numbers[0]
