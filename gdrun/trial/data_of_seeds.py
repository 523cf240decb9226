"""The binding of each trial: one for all seeds, unless the data or its split follow the seed."""

from dataclasses import replace
from pathlib import Path
from typing import Protocol

from gdrun.config import Config
from gdrun.data import Dataset, Tables, build_dataset, read_tables
from gdrun.errors import PartError
from gdrun.files.table import Table
from gdrun.parts.normalizers import Unchanged
from gdrun.trial.binding import Binding, bind
from gdrun.trial.streams import data_generator


class Bindings(Protocol):
    """Gives a variant's trials what they train on."""

    first: Binding
    dataset: Dataset
    """Of the first seed."""
    shared: bool
    """Whether all seeds have one and the same binding."""

    def of(self, seed: int) -> Binding:
        """The binding for a seed."""

    def targets_of(self, seed: int) -> Dataset:
        """A seed's data as far as targets go: it may have no inputs, which take the most time."""


class SharedBinding:
    """All seeds meet the same data in the same split."""

    shared = True

    def __init__(self, config: Config, datasets: "Datasets") -> None:
        self.dataset = datasets.of(config)
        self.first = bind(config, self.dataset)

    def of(self, seed: int) -> Binding:  # noqa: ARG002
        return self.first

    def targets_of(self, seed: int) -> Dataset:  # noqa: ARG002
        return self.dataset


class SeedBindings:
    """Each seed has a split of its own, or data of its own."""

    shared = False

    def __init__(self, config: Config, first_seed: int) -> None:
        self._config = config
        self._first_seed = first_seed
        self._tables = None
        tables = _tables(config, first_seed)
        if "data" not in config.data_streams():
            self._tables = tables
        self.dataset = _dataset(config, tables, first_seed)
        self.first = bind(config, self.dataset)

    def of(self, seed: int) -> Binding:
        if seed == self._first_seed:
            return self.first
        return bind(self._config, _dataset(self._config, self._tables_of(seed), seed))

    def targets_of(self, seed: int) -> Dataset:
        return _dataset(*_without_inputs(self._config, self._tables_of(seed)), seed)

    def _tables_of(self, seed: int) -> Tables:
        return self._tables or _tables(self._config, seed)


class Datasets:
    """Data that variants share: read, split and normalised once for all that say the same of it."""

    def __init__(self) -> None:
        self._known: dict[tuple[object, ...], Dataset] = {}

    def of(self, config: Config) -> Dataset:
        """The dataset of a config whose data does not follow the seed."""
        data, dtype = config.data.model_dump_json(), config.training.dtype
        seeds = config.stream_seed("data", 0), config.stream_seed("split", 0)
        key = (data, dtype, config.folder, _is_of_counts(config), *seeds)
        if key not in self._known:
            # The tables are let go at once: only the portions made of them stay in memory.
            self._known[key] = _dataset(config, _tables(config, 0), 0)
        return self._known[key]


def make_bindings(config: Config, first_seed: int, datasets: Datasets) -> Bindings:
    """Reads the data, unless it is among ``datasets``, and binds the config to it.

    Raises:
        GdrunError: If the data cannot be used, or a part does not suit it.
    """
    try:
        if config.data_streams():
            return SeedBindings(config, first_seed)
        return SharedBinding(config, datasets)
    except PartError as error:
        # These name keys, of which a person may have written several files.
        raise PartError(f"{config.origin}: {error}") from None


def _tables(config: Config, seed: int) -> Tables:
    generator = data_generator("data", config.stream_seed("data", seed))
    return read_tables(config.data, Path(config.folder), generator)


def _without_inputs(config: Config, tables: Tables) -> tuple[Config, Tables]:
    """What is split in the same way, with nothing to be encoded and normalised."""
    data = config.data.model_copy(update={"normalize": Unchanged()})

    def bare(table: Table) -> Table:
        return replace(table, inputs=table.inputs[:, :0], feature_names=(), texts={})

    train, validation, test = bare(tables.train), tables.validation, tables.test
    return config.model_copy(update={"data": data}), Tables(
        train, validation and bare(validation), test and bare(test)
    )


def _dataset(config: Config, tables: Tables, seed: int) -> Dataset:
    data, counts = config.data, _is_of_counts(config)
    if counts and data.normalize_target is None:
        data = data.model_copy(update={"normalize_target": Unchanged()})
    generator = data_generator("split", config.stream_seed("split", seed))
    dataset = build_dataset(tables, data, generator, config.training.dtype, config.fold(seed))
    if counts:
        _check_counts(config, dataset)
    return dataset


def _is_of_counts(config: Config) -> bool:
    return config.loss is not None and config.loss.suits == "counts"


def _check_counts(config: Config, dataset: Dataset) -> None:
    normalize = config.data.normalize_target
    if normalize is not None and not isinstance(normalize, Unchanged):
        raise PartError("loss: counts are not normalised: leave out `data.normalize_target`")
    for portion in (dataset.train, dataset.validation, dataset.test):
        if portion and dataset.task == "regression" and (portion.targets < 0).any():
            name = config.loss.name if config.loss else ""
            raise PartError(f"loss: {name} is for counts from 0 on, but a target is negative")
