"""Options that several commands share, and what they make together."""

import math
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from gdrun.errors import ConfigError

if TYPE_CHECKING:
    from gdrun.config import Config, OwnFiles
    from gdrun.evidence.success import Success
    from gdrun.experiment import RunOptions, StoreOptions, Until
    from gdrun.records import Outcome, Progress
    from gdrun.report.exports import Exporter
    from gdrun.statistics import About

ConfigFile = Annotated[Path, typer.Argument(metavar="CONFIG", help="A YAML file.")]
Experiment = Annotated[
    str, typer.Argument(metavar="ID", help="An id or its beginning, a name, or last.")
]
Overrides = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="KEY=VALUE", help="Overrides a key, such as training.epochs=5."),
]
Seeds = Annotated[
    str | None,
    typer.Option(metavar="N|A,B,C", help="How many seeds, from 0; or the seeds, as 3,1,4 or 3,"),
]
Workers = Annotated[
    int | None,
    typer.Option(min=1, metavar="N", help="Trials at the same time; by default one a core."),
]
Experiments = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[ID…]", help="Experiments, or variants as ID:NUMBER; last if left out."
    ),
]
Replace = Annotated[bool, typer.Option("--force", help="Replaces the file that --output names.")]
OwnParts = Annotated[
    list[Path] | None,
    typer.Option(
        "--parts", metavar="FILE", help="A Python file with parts of your own; its code is run."
    ),
]
Json = Annotated[bool, typer.Option("--json", help="One JSON object on standard output.")]
TableFormat = Annotated[
    str | None,
    typer.Option("--format", metavar="latex|markdown", help="The tables in this form, with notes."),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no warnings.")]
Metric = Annotated[
    str | None, typer.Option(metavar="NAME", help="What counts; accuracy or rmse if left out.")
]
Shown = Annotated[
    str | None,
    typer.Option(
        "--metrics", metavar="A,B", help="What tables show, as roc_auc,brier; see list metrics."
    ),
]
Confusion = Annotated[
    bool,
    typer.Option(
        "--confusion",
        help="Of a classifier what is confused, the hardest rows and calibration, from outputs.",
    ),
]
Hardest = Annotated[
    int | None,
    typer.Option(
        min=1,
        metavar="N",
        help="The rows that most seeds get wrong, or with the largest error; 20.",
    ),
]
JudgedPortion = Annotated[
    Literal["validation", "test"] | None,
    typer.Option("--portion", help="Whose rows; test if there are some."),
]
AboutOption = Annotated[
    Literal["seeds", "rows", "data"] | None,
    typer.Option(
        "--about",
        help="What intervals and verdicts are about: other seeds alone; other seeds and held-out "
        "rows; or other data, where splits vary. As much as there is evidence for if left out.",
    ),
]
SuccessOption = Annotated[
    str | None,
    typer.Option(
        "--success",
        metavar="CLAIM",
        help="Tells the share of seeds with this, such as 'validation.accuracy > 0.95'.",
    ),
]
StoreFile = Annotated[
    Path,
    typer.Option(
        "--store", metavar="FILE", envvar="GDRUN_STORE", help="Where finished trials are kept."
    ),
]
DEFAULT_STORE = Path("gdrun.db")


@dataclass(frozen=True)
class Trials:
    """Which trials ``train`` and ``sweep`` run, and how many at the same time."""

    seeds: Seeds = None
    workers: Workers = None
    overrides: Overrides = None
    parts: OwnParts = None
    until: Annotated[
        str | None,
        typer.Option(
            metavar="W|P%",
            help="Adds seeds, to 15 at least, until the 95% interval is within ±W, "
            "or ±P% of the mean.",
        ),
    ] = None
    max_seeds: Annotated[
        int | None,
        typer.Option(min=1, metavar="N", help="The most seeds --until may take, from 15 on; 200."),
    ] = None


@dataclass(frozen=True)
class Storing:
    """Where ``train`` and ``sweep`` keep trials and find them again."""

    store: StoreFile = DEFAULT_STORE
    no_store: Annotated[
        bool, typer.Option("--no-store", help="Keeps nothing, and reuses nothing.")
    ] = False
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Computes what is stored already, too.")
    ] = False
    reuse_any: Annotated[
        bool,
        typer.Option(
            "--reuse-any",
            help="Takes stored trials that other versions or another CPU computed, too.",
        ),
    ] = False
    keep_weights: Annotated[
        Literal["none", "best", "all"] | None,
        typer.Option(help="Of which trials; all of a training, none of a sweep if left out."),
    ] = None
    keep_outputs: Annotated[
        Literal["none", "losses", "all"] | None,
        typer.Option(
            help="For each validation and test row: classes and losses, or all outputs, too; all "
            "of a training, losses of a sweep if left out."
        ),
    ] = None
    history: Annotated[
        str | None,
        typer.Option(
            metavar="every|N",
            help="How many epochs of each history are kept, spread evenly; 4,000 if left out.",
        ),
    ] = None


def run_options(
    trials: Trials,
    storing: Storing,
    shown: Sequence[str],
    arrays: bool,
    on_progress: "Callable[[Progress], None]",
    on_status: Callable[[str], None],
    *,
    histories: bool = False,
) -> "RunOptions":
    """How an experiment is to be run, from the options that say it.

    ``arrays`` says whether records are to hold their histories, weights and outputs, and
    ``histories`` whether they hold the first of these, at least, if there is no store.
    """
    from gdrun.experiment import RunOptions
    from gdrun.records import KeepOutputs

    return RunOptions(
        workers=trials.workers,
        store=_store_options(storing),
        until=_until(trials.until, trials.max_seeds),
        keep_arrays=arrays,
        hold_histories=histories,
        history_rows=_history_rows(storing.history),
        outputs=KeepOutputs(storing.keep_outputs) if storing.keep_outputs else None,
        command_line=tuple(sys.argv[1:]),
        shown=tuple(shown),
        on_progress=on_progress,
        on_status=on_status,
    )


def _store_options(said: Storing) -> "StoreOptions | None":
    from gdrun.experiment import KeepWeights, StoreOptions

    if said.fresh and said.reuse_any:
        raise typer.BadParameter(
            "--fresh computes what is stored, and --reuse-any takes it: leave out one of them",
            param_hint="--reuse-any",
        )
    if not said.no_store:
        weights = KeepWeights(said.keep_weights) if said.keep_weights else None
        return StoreOptions(said.store, said.fresh, said.reuse_any, weights)
    pointless = {
        "--fresh": said.fresh,
        "--reuse-any": said.reuse_any,
        "--keep-weights": said.keep_weights,
        "--keep-outputs": said.keep_outputs,
        "--history": said.history,
    }
    if other := next((option for option, given in pointless.items() if given), ""):
        raise typer.BadParameter(
            f"without a store there is nothing that {other} could be about: leave out one of them",
            param_hint="--no-store",
        )
    return None


def _history_rows(said: str | None) -> int | None:
    """How many epochs are kept; None for every one."""
    from gdrun.experiment import HISTORY_ROWS

    if said in (None, "every"):
        return HISTORY_ROWS if said is None else None
    if said.isascii() and said.isdecimal() and int(said) >= 2:
        return int(said)
    raise typer.BadParameter(
        f"'{said}' is neither `every` nor a number of epochs from 2 on", param_hint="--history"
    )


def _until(said: str | None, max_seeds: int | None) -> "Until | None":
    """``0.002`` is in the metric's units, ``5%`` a share of the mean."""
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


def about_what(said: str | None) -> "About | None":
    """What ``--about`` says."""
    if said is None:
        return None
    from gdrun.statistics import About

    return About(said)


def check_before(
    about: "About | None", success: "Success | None" = None
) -> "Callable[[Outcome], None]":
    """What sees, before trials are run, that ``--about`` and ``--success`` are not ruled out."""
    from gdrun.evidence.possible_scope import check_asked

    def check(outcome: "Outcome") -> None:
        if about:
            check_asked(outcome, about)
        if success:
            success.check(outcome)

    return check


def success_of(said: str | None) -> "Success | None":
    """What ``--success`` says."""
    if said is None:
        return None
    # Imported here, so that whoever asks for none does not wait for it.
    from gdrun.config.claims import read_claim
    from gdrun.evidence.success import Success
    from gdrun.records import Level

    try:
        meaning = read_claim(said).meaning
    except ValueError:
        meaning = None
    if not isinstance(meaning, Level) or meaning.variant is not None:
        raise typer.BadParameter(
            f"'{said}' is not like 'validation.accuracy > 0.95', or with <", param_hint="--success"
        )
    return Success(said.strip(), meaning.metric, meaning.relation == ">", meaning.value)


def metric_names(said: str | None) -> tuple[str, ...]:
    """The names in ``a,b``, each once; ``validation.a`` is ``a``."""
    from gdrun.records import without_judged

    names = (without_judged(name.strip()) for name in (said or "").split(","))
    return tuple(dict.fromkeys(name for name in names if name))


def load_with_options(
    path: Path, overrides: Sequence[str] | None, own: "OwnFiles", seeds: str | None = None
) -> "Config":
    """The config with ``--set`` and ``--seeds`` applied; its mistakes name the option."""
    from gdrun.config import load_config

    with override_seeds(overrides, seeds) as said:
        return load_config(path, said, own)


def own_files(parts: Sequence[Path] | None, *, quiet: bool) -> "OwnFiles":
    """What ``--parts`` says; unless ``quiet``, each file is told before its code is run."""
    from gdrun.config import OwnFiles

    def tell(path: Path) -> None:
        from gdrun.report.console.streams import make_console, say

        if not quiet:
            say(f"note: the code in {path} is run", make_console(sys.stderr))

    return OwnFiles(tuple(parts or ()), tell)


@contextmanager
def override_seeds(overrides: Sequence[str] | None, seeds: str | None) -> Iterator[list[str]]:
    """``--set`` and ``--seeds`` as one list; mistakes of the latter name the option."""
    said = list(overrides or ())
    if seeds is not None:
        said.append(f"seeds={_numbers(seeds)}")
    try:
        yield said
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


def table_exporter(form: str | None, *, json: bool) -> "Exporter | None":
    """What ``--format`` says of a command that prints tables.

    Raises:
        ExportError: If there is no such format of tables.
    """
    if form is None:
        return None
    from gdrun.report.exports import choose_tables

    if json:
        raise typer.BadParameter("leave out --json or --format", param_hint="--format")
    return choose_tables(form, None)
