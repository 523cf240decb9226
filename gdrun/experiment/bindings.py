"""The binding of each trial: one for all seeds, unless the data or its split follow the seed."""

from pathlib import Path
from typing import Protocol

from gdrun.config import Config
from gdrun.data import Dataset, Tables, build_dataset, read_tables
from gdrun.errors import PartError
from gdrun.experiment.binding import Binding, bind
from gdrun.experiment.streams import Streams
from gdrun.parts.normalizers import Unchanged


class Bindings(Protocol):
    """Gives a variant's trials what they train on."""

    first: Binding
    dataset: Dataset
    """Of the first seed."""
    shared: bool
    """Whether all seeds have one and the same binding."""

    def of(self, seed: int) -> Binding:
        """The binding for a seed."""


class SharedBinding:
    """All seeds meet the same data in the same split."""

    shared = True

    def __init__(self, config: Config) -> None:
        streams = Streams(0, ())
        # The tables are let go at once: only the parts made of them stay in memory.
        self.dataset = _dataset(config, _tables(config, streams), streams)
        self.first = bind(config, self.dataset)

    def of(self, seed: int) -> Binding:  # noqa: ARG002
        return self.first


class SeedBindings:
    """Each seed has a split of its own, or data of its own."""

    shared = False

    def __init__(self, config: Config, first_seed: int) -> None:
        self._config = config
        self._tables = None
        streams = Streams(first_seed, config.randomness.vary)
        tables = _tables(config, streams)
        if "data" not in config.randomness.vary:
            self._tables = tables
        self.dataset = _dataset(config, tables, streams)
        self.first = bind(config, self.dataset)

    def of(self, seed: int) -> Binding:
        streams = Streams(seed, self._config.randomness.vary)
        tables = self._tables or _tables(self._config, streams)
        return bind(self._config, _dataset(self._config, tables, streams))


def make_bindings(config: Config, first_seed: int) -> Bindings:
    """Reads the data and binds the config to it.

    Raises:
        GdrunError: If the data cannot be used, or a part does not suit it.
    """
    if {"data", "split"} & set(config.randomness.vary):
        return SeedBindings(config, first_seed)
    return SharedBinding(config)


def _tables(config: Config, streams: Streams) -> Tables:
    return read_tables(config.data, Path(config.folder), streams.generator("data"))


def _dataset(config: Config, tables: Tables, streams: Streams) -> Dataset:
    data, counts = config.data, config.loss is not None and config.loss.suits == "counts"
    if counts and data.normalize_target is None:
        data = data.model_copy(update={"normalize_target": Unchanged()})
    dataset = build_dataset(tables, data, streams.generator("split"), config.training.dtype)
    if counts:
        _check_counts(config, dataset)
    return dataset


def _check_counts(config: Config, dataset: Dataset) -> None:
    normalize = config.data.normalize_target
    if normalize is not None and not isinstance(normalize, Unchanged):
        raise PartError("loss: counts are not normalised: leave out `data.normalize_target`")
    for part in (dataset.train, dataset.validation, dataset.test):
        if part and dataset.task == "regression" and (part.targets < 0).any():
            name = config.loss.name if config.loss else ""
            raise PartError(f"loss: {name} is for counts from 0 on, but a target is negative")
