"""Preparation: how a row of a source becomes one of the network, and what its outputs stand for.

It is learnt from the training rows alone. As plain data it is kept with each trial, so that new
rows can be prepared in the same way long after.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from gdrun.data.encode import Encoding
from gdrun.data.settings import Task
from gdrun.data.split import Rows
from gdrun.data.task import Classes, numbers
from gdrun.errors import DataError, PartError
from gdrun.files.chunks import row_chunks
from gdrun.files.delimited.reading import Missing
from gdrun.files.table import Table
from gdrun.parts.normalizers import Affine, Fitted, Normalizer
from gdrun.wording import quoted

_MUST_GIVE = "`learnt` must give lists of finite numbers by name, as in {'shift': [0.5, 2.0]}"


@dataclass(frozen=True)
class Preparation:
    """What was learnt from the training rows, and what the source calls its columns."""

    task: Task
    encoding: Encoding
    normalizer: Normalizer
    fitted: Fitted
    """The normalizer, once it knows the encoded training rows."""
    learnt: Mapping[str, list[float]] | None
    """What it knows of them, see ``learnt_by``."""
    target_name: str
    target_columns: int
    classes: Classes | None
    """None of numbers."""
    target_fit: Affine
    missing: Missing
    """What a missing value is."""
    named: bool
    """Whether columns are known by their names, and not by their places alone."""
    weights_name: str | None
    """The column of rows' weights."""
    idle: tuple[str, ...]
    """Columns that nothing is predicted from: those left out, and the one of rows' groups."""
    training: Mapping[str, Any]
    """What the targets of the training rows are: ``rows``, and ``class_counts`` or ``means``."""

    def encoded_targets(self, table: Table) -> NDArray[Any]:
        """Targets of shape (rows, targets): class indices, or numbers as they are.

        Raises:
            DataError: If there is a class that is not known, or text where numbers are to be.
        """
        if self.classes is None:
            return numbers(table)
        return self.classes.indices(table)[:, np.newaxis]

    def inputs(
        self, encoded: NDArray[np.number], rows: Rows, dtype: DTypeLike
    ) -> NDArray[np.floating]:
        """The network's inputs for some rows that were encoded: (rows, encoded columns).

        Raises:
            DataError: If ``dtype`` does not hold them.
        """
        return _normalised(encoded, rows, self.fitted, dtype, self.encoding.feature_names)

    def targets(self, encoded: NDArray[Any], rows: Rows, dtype: DTypeLike) -> NDArray[np.floating]:
        """The network's targets for some rows: (rows, targets).

        Raises:
            DataError: If ``dtype`` does not hold them.
        """
        names = ("the target",) * encoded.shape[1]
        return _normalised(encoded, rows, self.target_fit, dtype, names)

    def plain(self) -> dict[str, Any]:
        """As plain data fit for JSON; ``restored`` is the opposite.

        ``columns`` are the source's, ``features`` the encoded ones, each with the place of the
        column that it is from. An input of the network is (x − shift) / scale of the normalizer,
        and a number that it predicts its output · scale + shift of the target.
        """
        said = {
            "task": self.task,
            "named": self.named,
            "missing": self.missing,
            "columns": [self._column(place) for place in range(len(self.encoding.names))],
            "features": [
                {"name": name, "column": column}
                for name, (column, _) in zip(
                    self.encoding.feature_names, self.encoding.places, strict=True
                )
            ],
            "normalizer": self.normalizer.model_dump(mode="json"),
            "learnt": self.learnt,
            "target": self._target(),
            "weights": self.weights_name,
            "training": dict(self.training),
        }
        return {**said, "idle": list(self.idle)} if self.idle else said

    def _column(self, place: int) -> dict[str, Any]:
        name = self.encoding.names[place]
        if place in self.encoding.categories:
            return {
                "name": name,
                "kind": "text",
                "categories": list(self.encoding.categories[place]),
            }
        found: dict[str, Any] = {"name": name, "kind": "number"}
        if self.encoding.means is not None:
            found["fill"] = float(self.encoding.means[place])
        return found

    def _target(self) -> dict[str, Any]:
        found: dict[str, Any] = {"name": self.target_name, "columns": self.target_columns}
        if self.classes is None:
            return found | dict(self.target_fit.learnt())
        values = self.classes.values
        kind = "str" if values.dtype.kind == "U" else values.dtype.name
        return found | {
            "classes": list(self.classes.names),
            "values": values.tolist(),
            "kind": kind,
        }


def learnt_by(
    normalizer: Normalizer, fitted: Fitted, some: NDArray[Any]
) -> dict[str, list[float]] | None:
    """What a normalizer, which may be a user's own, learnt: as plain data fit for JSON.

    None if it cannot say it, so that nothing can be predicted with it. ``some`` are a few rows, to
    see that it can be made again of what it says.

    Raises:
        PartError: If it says what cannot be kept, or it is another one when it is made again.
    """
    learnt = getattr(fitted, "learnt", None)
    told = None if learnt is None else learnt()
    if told is None:
        return None
    named = f"data.normalize: what `{normalizer.name}` learnt cannot be kept"
    if not isinstance(told, Mapping):
        raise PartError(f"{named}: {_MUST_GIVE}; it gives a {type(told).__name__}")
    plain = {}
    for name, given in told.items():
        if not isinstance(name, str):
            raise PartError(f"{named}: {_MUST_GIVE}; {name!r} is no name")
        numbers_of = _finite_numbers(given)
        if numbers_of is None:
            raise PartError(f"{named}: {_MUST_GIVE}; {quoted(name)} is no such list")
        plain[name] = numbers_of
    if type(normalizer).restore is Normalizer.restore and not {"shift", "scale"} <= plain.keys():
        raise PartError(
            f"{named}: give the class a method `restore`, which makes of what `learnt` gives the "
            "same as `fit`"
        )
    again = normalizer.restore(plain)
    with np.errstate(all="ignore"):
        same = np.array_equal(again.transform(some), fitted.transform(some), equal_nan=True)
    if not same:
        raise PartError(
            f"{named}: what its `restore` makes of what `learnt` gives normalises in another way "
            "than what `fit` gave"
        )
    return plain


def _finite_numbers(given: object) -> list[float] | None:
    """None if it is no flat list, or array, of them."""
    try:
        values = np.asarray(given)
    except ValueError:  # Lists of several lengths in a list.
        return None
    if values.ndim != 1 or values.dtype.kind not in "iuf" or not np.isfinite(values).all():
        return None
    if values.dtype.kind == "f":
        values = values.astype(np.float64)
    plain: list[float] = values.tolist()
    return plain


def restored(said: Mapping[str, Any], normalizer: Normalizer) -> Preparation:
    """The preparation that ``plain`` told, with its normalizer.

    Raises:
        DataError: If the normalizer cannot be made again.
    """
    if said["learnt"] is None:
        raise DataError(
            f"data.normalize: what `{normalizer.name}` learnt was not kept: let what its `fit` "
            "gives have a method `learnt`, and the class a method `restore`, and train again"
        )
    columns, target = said["columns"], said["target"]
    fills = [column.get("fill") for column in columns]
    is_filled = any(fill is not None for fill in fills)
    means = np.array([fill or 0.0 for fill in fills]) if is_filled else None
    classes = None
    outputs = target["columns"]
    target_fit = Affine(np.zeros(1), np.ones(1))
    if "classes" in target:
        values = np.array(target["values"], None if target["kind"] == "str" else target["kind"])
        classes = Classes(values, tuple(target["classes"]))
    else:
        target_fit = Affine(np.array(target["shift"]), np.array(target["scale"]))
    return Preparation(
        task=said["task"],
        encoding=Encoding(
            tuple(column["name"] for column in columns),
            {
                place: tuple(column["categories"])
                for place, column in enumerate(columns)
                if column["kind"] == "text"
            },
            means,
        ),
        normalizer=normalizer,
        fitted=normalizer.restore(said["learnt"]),
        learnt=said["learnt"],
        target_name=target["name"],
        target_columns=outputs,
        classes=classes,
        target_fit=target_fit,
        missing=said["missing"],
        named=said["named"],
        weights_name=said["weights"],
        idle=tuple(said.get("idle", ())),
        training=said["training"],
    )


def _normalised(
    values: NDArray[Any], rows: Rows, fit: Fitted, dtype: DTypeLike, names: tuple[str, ...]
) -> NDArray[np.floating]:
    """The given rows, normalised, in a read-only array of ``dtype``; ``names`` are the columns'."""
    normalised = np.empty((len(rows), values.shape[1]), dtype)
    for chunk in row_chunks(*normalised.shape):
        with np.errstate(over="ignore", invalid="ignore"):
            normalised[chunk] = fit.transform(values[rows[chunk]])
        finite = np.isfinite(normalised[chunk]).all(axis=0)
        if not finite.all():
            raise DataError(
                f"{names[int(np.argmin(finite))]} has values beyond {normalised.dtype}; "
                "normalise it, or set `training.dtype: float64`"
            )
    normalised.flags.writeable = False
    return normalised
