"""Options that several commands share, and the config that they make together."""

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from gdrun.errors import ConfigError

if TYPE_CHECKING:
    from gdrun.config import Config
    from gdrun.experiment import RunOptions, Until
    from gdrun.records import Progress

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

Metric = Annotated[
    str | None, typer.Option(metavar="NAME", help="What counts; accuracy or rmse if left out.")
]
StoreFile = Annotated[
    Path,
    typer.Option(
        "--store", metavar="FILE", envvar="GDRUN_STORE", help="Where finished trials are kept."
    ),
]
DEFAULT_STORE = Path("gdrun.db")
Experiment = Annotated[
    str, typer.Argument(metavar="ID", help="An id or its beginning, a name, or last.")
]
NoStore = Annotated[bool, typer.Option("--no-store", help="Keeps nothing, and reuses nothing.")]
Fresh = Annotated[bool, typer.Option("--fresh", help="Computes what is stored already, too.")]
Keep = Annotated[
    Literal["none", "best", "all"] | None,
    typer.Option(
        "--keep-weights", help="Of which trials; all of a training, none of a sweep if left out."
    ),
]
UntilWidth = Annotated[
    str | None,
    typer.Option(
        "--until",
        metavar="W|P%",
        help="Adds seeds, to 15 at least, until the 95% interval is within ±W, or ±P% of the mean.",
    ),
]
MaxSeeds = Annotated[
    int | None,
    typer.Option(min=1, metavar="N", help="The most seeds --until may take, from 15 on; 200."),
]


def run_options(
    *,
    workers: int | None,
    store: Path,
    no_store: bool,
    fresh: bool,
    keep_weights: str | None,
    until: str | None,
    max_seeds: int | None,
    on_progress: "Callable[[Progress], None]",
    on_status: Callable[[str], None],
) -> "RunOptions":
    """How an experiment is to be run, from the options that say it."""
    from gdrun.experiment import Keeping, KeepWeights, RunOptions

    if no_store and (fresh or keep_weights):
        other = "--fresh" if fresh else "--keep-weights"
        raise typer.BadParameter(
            f"without a store there is nothing that {other} could be about: leave out one of them",
            param_hint="--no-store",
        )
    weights = KeepWeights(keep_weights) if keep_weights else None
    return RunOptions(
        workers=workers,
        keeping=None if no_store else Keeping(store, fresh, weights),
        until=_until(until, max_seeds),
        keep_weights=False,
        on_progress=on_progress,
        on_status=on_status,
    )


def _until(said: str | None, max_seeds: int | None) -> "Until | None":
    """``0.002`` is in the metric's units, ``5%`` a part of the mean."""
    from gdrun.experiment import MAX_SEEDS, Until
    from gdrun.statistics import Precision

    if said is None:
        if max_seeds is not None:
            raise typer.BadParameter("it goes with --until", param_hint="--max-seeds")
        return None
    relative = said.strip().endswith("%")
    try:
        amount = float(said.strip().removesuffix("%")) / (100 if relative else 1)
    except ValueError:
        amount = math.nan
    if not 0 < amount < math.inf:
        raise typer.BadParameter(
            f"'{said}' is no width above 0, such as 0.002 or 5%", param_hint="--until"
        )
    return Until(Precision(amount, relative), MAX_SEEDS if max_seeds is None else max_seeds)


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
                if seeds is not None and problem.where.startswith("--set seeds=")
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
