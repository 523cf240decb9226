"""The data as training sees it: read once, encoded, split, normalised, read-only."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from gdrun.data.encode import Encoding, learn_encoding, unseen_categories
from gdrun.data.folds import split_by_fold
from gdrun.data.groups import check_apart, split_groups, take_groups
from gdrun.data.preparation import Preparation, learnt_by
from gdrun.data.settings import DataSettings, Task
from gdrun.data.split import Rows, Split, portion_sizes, split_rows
from gdrun.data.task import Classes, decide_task, find_classes, numbers
from gdrun.data.weights import take_weights
from gdrun.errors import DataError, PartError
from gdrun.files.delimited.reading import Reading
from gdrun.files.table import Table
from gdrun.parts.normalizers import Affine, Normalizer, Standardize, Unchanged
from gdrun.parts.sources import Csv, Source, Tabular
from gdrun.records import Document, Documents, steps_of
from gdrun.wording import at_most, several

FEW_VALUES = 10
"""A target of so few whole numbers, written as decimals, may have been meant as classes."""

FEW_ROWS = 100
"""So many rows show whether a normalizer can be made again of what it learnt."""


@dataclass(frozen=True)
class Tables:
    """What the sources hold: ``train``, to be split, and separate files if there are any."""

    train: Table
    validation: Table | None = None
    test: Table | None = None

    @property
    def notes(self) -> tuple[str, ...]:
        """What reading them left to say."""
        tables = (self.train, self.validation, self.test)
        return tuple(note for table in tables if table for note in table.notes)


@dataclass(frozen=True)
class Portion:
    """One portion of the data; both arrays are C-contiguous, of one float dtype, and read-only."""

    inputs: NDArray[np.floating]
    """Normalised, of shape (rows, columns)."""
    targets: NDArray[np.floating]
    """Shape (rows, 1) with class indices, or (rows, targets) with normalised numbers."""
    weights: NDArray[np.float64] | None
    """How much each row counts, shape (rows,); None if all count alike."""
    rows: Rows
    """The rows' numbers in their table."""
    lines: NDArray[np.int64] | None
    """Their lines in a file, where these are known."""
    original: NDArray[Any]
    """Shape (rows, targets): class indices, or numbers in original units."""


@dataclass(frozen=True)
class Dataset:
    """All that a trial needs to know of the data."""

    train: Portion
    validation: Portion | None
    test: Portion | None
    task: Task
    class_names: tuple[str, ...]
    """In the order of their indices; empty for regression."""
    feature_names: tuple[str, ...]
    target_scale: NDArray[np.float64]
    """Shape (targets,): ``normalised * target_scale + target_shift`` is in original units."""
    target_shift: NDArray[np.float64]
    preparation: Preparation
    """What made the inputs and targets what they are."""
    notes: tuple[str, ...]
    """Warnings for the user, already in words."""

    @cached_property
    def documents(self) -> Documents:
        """What is kept of it with each trial."""
        there = {"validation": self.validation, "test": self.test}
        held_out = {name: _held_out(portion) for name, portion in there.items() if portion}
        return Documents(Document.saying(self.preparation.plain()), Document.saying(held_out))


def _held_out(portion: Portion) -> dict[str, Any]:
    targets = portion.original
    return {
        "rows": steps_of(portion.rows),
        "lines": None if portion.lines is None else steps_of(portion.lines),
        "targets": (targets[:, 0] if targets.shape[1] == 1 else targets).tolist(),
        "weights": None if portion.weights is None else portion.weights.tolist(),
    }


def reading_of(settings: DataSettings) -> Reading:
    """How tables with columns of any kind are read."""
    columns = settings.columns
    leave_out = columns.leave_out if columns else ()
    return Reading(settings.target, settings.header, settings.missing or "error", leave_out)


def read_tables(settings: DataSettings, folder: Path, rng: np.random.Generator) -> Tables:
    """Reads every source once. Paths are relative to ``folder``; generators draw from ``rng``.

    Raises:
        DataError: If a source cannot be read, or separate files do not fit together.
    """
    reading = reading_of(settings)

    def read(source: Source) -> Table:
        if isinstance(source, Tabular):
            table = source.read_as(reading, folder)
        else:
            table = source.read(folder, rng)
        if settings.weights is not None:
            table = take_weights(table, settings.weights)
        return table if settings.groups is None else take_groups(table, settings.groups)

    source = settings.source
    if isinstance(source, Source):
        return Tables(read(source))
    train = read(source.train)
    validation = read(source.validation) if source.validation else None
    test = read(source.test) if source.test else None
    for apart, table in ((source.validation, validation), (source.test, test)):
        if table:
            named = isinstance(apart, Csv) and isinstance(source.train, Csv)
            _check_columns(table, train, named)
    check_apart([table for table in (train, validation, test) if table])
    return Tables(train, validation, test)


def _check_columns(table: Table, train: Table, named: bool) -> None:
    """Sees that ``table`` has the columns of ``train``; if ``named``, of the same names, too."""
    for what in ("columns", "target_columns"):
        here, there = getattr(table, what), getattr(train, what)
        if here != there:
            kind = "input" if what == "columns" else "target"
            raise DataError(
                f"{table.origin} has {several(here, f'{kind} column')}, "
                f"but {train.origin} has {there:,}"
            )
    for column, (here, there) in enumerate(
        zip(table.feature_names, train.feature_names, strict=True)
    ):
        if named and here != there:
            raise DataError(
                f"{table.origin} has the column `{here}` where {train.origin} has `{there}`; "
                "separate files need the same columns in the same order, and all a header or none"
            )
        if (column in table.texts) != (column in train.texts):
            kinds = ("text", "numbers") if column in table.texts else ("numbers", "text")
            raise DataError(
                f"{table.origin}: the column `{here}` holds {kinds[0]}, "
                f"but in {train.origin} it holds {kinds[1]}"
            )


def build_dataset(
    tables: Tables,
    settings: DataSettings,
    rng: np.random.Generator,
    dtype: DTypeLike,
    fold: int = 0,
) -> Dataset:
    """Tells the task, splits the train table with ``rng``, and normalises as its train rows say.

    ``dtype`` is float32 or float64. Of a split into folds, ``fold`` is the one to test; of others
    it says nothing. ``tables`` stay as they are, so that they serve many splits.

    Raises:
        DataError: If the data does not suit the settings.
        PartError: If a normalizer does not.
    """
    train = tables.train
    task = decide_task(train, settings.task)
    classes = find_classes(train, settings.task is not None) if task == "classification" else None
    train_targets = numbers(train) if classes is None else classes.indices(train)[:, np.newaxis]
    with _named(train):
        split = _split(train, train_targets, classes, settings, rng, fold)
        encoding = learn_encoding(train, split.train, fill=settings.missing == "mean")
        unseen = unseen_categories(encoding, train, train, (split.validation, split.test))
        train_inputs = encoding.encode(train)
        preparation = _learn(
            train, train_inputs, train_targets, classes, encoding, split.train, settings
        )

    def portion(table: Table, targets: NDArray[Any], rows: Rows) -> Portion:
        with _named(table):
            inputs = train_inputs if table is train else encoding.encode(table)
            return Portion(
                preparation.inputs(inputs, rows, dtype),
                preparation.targets(targets, rows, dtype),
                None if table.weights is None else table.weights[rows],
                rows,
                None if table.lines is None else table.lines[rows],
                targets[rows],
            )

    def held_out(table: Table | None, rows: Rows, name: str) -> Portion | None:
        if table is None:
            return portion(train, train_targets, rows) if len(rows) else None
        if len(rows):
            raise DataError(
                f"data.split.{name}: {name} is said twice, as a share of the split and as "
                f"{table.origin}; leave out one of them"
            )
        rows = np.arange(table.rows)
        with _named(table):
            unseen.extend(unseen_categories(encoding, train, table, (rows,)))
        return portion(table, preparation.encoded_targets(table), rows)

    trained_on = portion(train, train_targets, split.train)
    validation = held_out(tables.validation, split.validation, "validation")
    test = held_out(tables.test, split.test, "test")
    return Dataset(
        train=trained_on,
        validation=validation,
        test=test,
        task=task,
        class_names=classes.names if classes else (),
        feature_names=encoding.feature_names,
        target_scale=preparation.target_fit.scale,
        target_shift=preparation.target_fit.shift,
        preparation=preparation,
        notes=(
            *tables.notes,
            *unseen,
            *_notes(train, train_targets, split, classes, settings.task is not None),
        ),
    )


def _learn(
    table: Table,
    inputs: NDArray[np.number],
    targets: NDArray[Any],
    classes: Classes | None,
    encoding: Encoding,
    rows: Rows,
    settings: DataSettings,
) -> Preparation:
    """What the training ``rows`` of encoded inputs and targets say."""
    task: Task = "regression" if classes is None else "classification"
    chosen = _target_normalizer(settings, task)
    target_fit = chosen.fit(targets, rows)
    if not isinstance(target_fit, Affine):
        raise PartError(
            "data.normalize_target: the target needs a normalizer of columns, which can be undone, "
            f"such as standardize; {chosen.name} is none"
        )
    training: dict[str, Any] = {"rows": len(rows)}
    if classes is None:
        training["means"] = targets[rows].mean(axis=0, dtype=np.float64).tolist()
    else:
        counts = np.bincount(targets[rows, 0], minlength=len(classes.names))
        training["class_counts"] = counts.tolist()
    leave_out = settings.columns.leave_out if settings.columns else ()
    fitted = settings.normalize.fit(inputs, rows)
    # The inputs' names go first: a generator's may be x and y.
    name = table.target_name if table.target_name not in table.feature_names else "target"
    return Preparation(
        task=task,
        encoding=encoding,
        normalizer=settings.normalize,
        fitted=fitted,
        learnt=learnt_by(settings.normalize, fitted, inputs[rows[:FEW_ROWS]]),
        target_name=name,
        target_columns=table.target_columns,
        classes=classes,
        target_fit=target_fit,
        missing=settings.missing or "error",
        named=table.named,
        weights_name=settings.weights,
        idle=(*leave_out, *([settings.groups] if settings.groups else [])),
        training=training,
    )


def _split(
    table: Table,
    targets: NDArray[Any],
    classes: Classes | None,
    settings: DataSettings,
    rng: np.random.Generator,
    fold: int,
) -> Split:
    rows, shares = table.rows, settings.split
    if shares is None:
        nothing = np.empty(0, np.intp)
        return Split(np.arange(rows), nothing, nothing)
    labels = targets[:, 0] if classes and settings.stratify else np.zeros(rows, np.intp)
    if shares.folds:
        return split_by_fold(shares.folds, fold, shares.validation, labels, table.groups, rng)
    sizes = portion_sizes(rows, shares)
    if table.groups is None:
        return split_rows(sizes, labels, rng)
    return split_groups(sizes, labels, table.groups, rng)


def _target_normalizer(settings: DataSettings, task: Task) -> Normalizer:
    chosen = settings.normalize_target
    if task == "regression":
        return chosen or Standardize()
    if chosen and not isinstance(chosen, Unchanged):
        raise DataError("classes are not normalised: leave out `data.normalize_target`")
    return Unchanged()


def _notes(
    train: Table, targets: NDArray[Any], split: Split, classes: Classes | None, said: bool
) -> tuple[str, ...]:
    notes = []
    if unused := train.rows - split.rows:
        notes.append(f"{train.origin}: the split leaves {unused:,} of {train.rows:,} rows unused")
    if classes:
        met = np.bincount(targets[split.train, 0], minlength=len(classes.names))
        absent = [name for name, rows in zip(classes.names, met, strict=True) if not rows]
        if absent:
            which = "the class" if len(absent) == 1 else f"one of {len(absent):,} classes:"
            notes.append(f"{train.origin}: no training row has {which} {at_most(5, absent)}")
    elif train.target_columns == 1 and train.targets.dtype.kind == "f" and not said:
        whole = (targets == np.rint(targets)).all()
        if whole and len(values := np.unique(targets)) <= FEW_VALUES:
            listed = ", ".join(f"{value:.1f}" for value in values)
            notes.append(
                f"{train.origin}: the target is learnt as a number, though it is only {listed}; "
                "set `data.task: classification` if these are classes"
            )
    return tuple(notes)


@contextmanager
def _named(table: Table) -> Iterator[None]:
    """Puts the table's name before messages that do not know it."""
    try:
        yield
    except DataError as error:
        raise DataError(f"{table.origin}: {error}") from None
