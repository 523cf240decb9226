"""What the Python functions are given, checked, and as the rooms want it.

Rooms are imported when they are needed, so that `gdrun --help` does not wait for the compiler.
"""

import operator
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, SupportsIndex

if TYPE_CHECKING:
    from gdrun.config import Config, Sweep
    from gdrun.experiment import RunOptions
    from gdrun.statistics import About

UNNAMED = "experiment"
"""What an experiment is called whose config is a mapping without ``name``."""


def check_whole(name: str, number: object, smallest: int) -> None:
    """Sees that an argument, if it is said, is a whole number that is large enough."""
    if number is None:
        return
    # NumPy's whole numbers are some, and True is none.
    if isinstance(number, bool) or not isinstance(number, SupportsIndex):
        raise TypeError(f"{name} must be a whole number, not {number!r}")
    whole = operator.index(number)
    if whole < smallest:
        raise ValueError(f"{name} must be at least {smallest}, not {whole}")


def scope_of(said: str | None) -> "About | None":
    """What ``about`` says."""
    if said is None:
        return None
    from gdrun.statistics import About

    known = [each.value for each in About]
    if said not in known:
        raise ValueError(f"about must be {', '.join(known[:-1])} or {known[-1]}, not {said!r}")
    return About(said)


def run_options(
    workers: int | None, store: Path | str | None, about: "About | None", **others: Any
) -> "RunOptions":
    """How an experiment is run, which is refused where its config rules out ``about``."""
    from functools import partial

    from gdrun.evidence.possible_scope import check_asked
    from gdrun.experiment import RunOptions, StoreOptions

    kept = None if store is None else StoreOptions(Path(store))
    if about:
        others["check"] = partial(check_asked, asked=about)
    return RunOptions(workers=workers, store=kept, **others)


def history_options(said: int | str | None) -> dict[str, Any]:
    """What is said of histories, as options of a run; nothing if nothing is said."""
    if said is None:
        return {}
    if said == "every":
        return {"history_rows": None}
    check_whole("history", said, 2)
    return {"history_rows": operator.index(said)}  # type: ignore[arg-type]


def loaded(config: "Config | Path | str | Mapping[str, Any]") -> "Config":
    """The config that a file or a mapping says."""
    from gdrun.config import Config, load_config, parse_config, use_parts_of

    if isinstance(config, Mapping):
        return parse_config(config, folder=Path(), name=UNNAMED)
    if not isinstance(config, Config):
        return load_config(Path(config))
    use_parts_of(config)
    return config


def with_arrays(
    config: "Config | Path | str | Mapping[str, Any]", inputs: Any, targets: Any
) -> "Config":
    """The config with data of this program as its source; keys of CSV files say how it is read."""
    from gdrun.config import Config, load_config, parse_config, with_source
    from gdrun.data.prepare import reading_of
    from gdrun.parts.sources import Arrays

    # What is overridden need not be there, and is not read.
    instead = ["data.source=X.csv"]
    if isinstance(config, Mapping):
        found = parse_config(config, Path(), UNNAMED, instead)
    elif isinstance(config, Config):
        found = parse_config(config.resolved(), config.folder, config.name, instead)
    else:
        found = load_config(Path(config), instead)
    return with_source(found, Arrays.of(inputs, targets, reading_of(found.data)))


def loaded_sweep(
    config: "Config | Path | str | Mapping[str, Any]", over: Mapping[str, Iterable[Any]]
) -> "Sweep":
    """The sweep that a config says, and ``over``."""
    from gdrun.config import Config, load_sweep, over_values, parse_sweep

    also = over_values(over)
    if isinstance(config, Config):
        return parse_sweep(config.resolved(), config.folder, config.origin or config.name, also)
    if isinstance(config, Mapping):
        return parse_sweep(config, Path(), UNNAMED, also)
    return load_sweep(Path(config), over=also)
