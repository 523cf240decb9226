"""The metrics of a task: which there are, and the table of them that the loop reads."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numba import from_dtype
from numpy.typing import NDArray
from pydantic import ValidationError

from gdrun.data import Dataset
from gdrun.engine.compile.addresses import address_of
from gdrun.engine.loop.judging import (
    CLASSES,
    NUMBERS,
    PROBABILITIES,
    RANKS,
    TABLE_COLUMNS,
    metric_signature,
)
from gdrun.engine.loop.problem import Measure
from gdrun.errors import PartError
from gdrun.parts.metrics import Metric
from gdrun.parts.registry import parts
from gdrun.records import LOSS, Measured
from gdrun.trial.kernels import compile_kernel_of

_JUDGES = {
    "classes": CLASSES,
    "probabilities": PROBABILITIES,
    "ranks": RANKS,
    "numbers": NUMBERS,
}


@dataclass(frozen=True)
class BoundMetrics:
    """The metrics of a task besides its loss, as the loop is to compute them."""

    measured: tuple[Measured, ...]
    """With the loss, which is the first."""
    each_epoch: tuple[str, ...]
    """The names of those that are computed after each epoch, the loss first."""
    places: Sequence[int]
    """Where these are among all."""
    columns: tuple[str, ...]
    """What is known after each epoch, with its portion."""
    measure: Measure
    kernels: tuple[Any, ...]
    """Kept alive for the addresses in ``measure``."""

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Of all, the loss first."""
        return tuple(metric.name for metric in self.measured)

    @property
    def primary(self) -> str:
        """The name of the primary one."""
        return next(metric.name for metric in self.measured if metric.primary)


def bind_metrics(
    dataset: Dataset,
    dtype: str,
    monitored: Sequence[str | None],
    *,
    exponential: bool,
    weighted: bool,
    lowest: float,
) -> BoundMetrics:
    """The metrics of the dataset's task, and their kernels compiled.

    Args:
        dataset: What is predicted.
        dtype: Of the data.
        monitored: What is watched after each epoch, such as ``validation.roc_auc``.
        exponential: Whether the network's outputs are logarithms of what they predict.
        weighted: Whether rows count as in the loss.
        lowest: The least that the loss can be.

    Raises:
        PartError: If a metric, which may be a user's own, cannot be used.
    """
    metrics = _metrics_of(dataset)
    signature = metric_signature(from_dtype(np.dtype(dtype)))
    kernels = tuple(compile_kernel_of(metric, "value", signature) for metric in metrics)
    hyper = [metric.hyper() for metric in metrics]
    watched = [m.usual or f"validation.{m.name}" in monitored for m in metrics]
    first, table = 0, np.empty((len(metrics), TABLE_COLUMNS), np.int64)
    for row, metric, kernel, numbers, each in zip(
        table, metrics, kernels, hyper, watched, strict=True
    ):
        row[:] = address_of(kernel), _JUDGES[metric.judges], each, first, len(numbers)
        first += len(numbers)
    places = (0, *(1 + m for m, each in enumerate(watched) if each))
    # One of the user's own takes the place of gdrun's.
    *_, primary = (metric.name for metric in metrics if metric.primary)
    loss = replace(LOSS, lowest=_limit(lowest))
    every = (loss, *(measured(metric, primary) for metric in metrics))
    each_epoch = tuple(every[place].name for place in places)
    return BoundMetrics(
        measured=every,
        each_epoch=each_epoch,
        places=places,
        columns=(
            "train.loss",
            *(f"validation.{name}" for name in each_epoch if dataset.validation),
        ),
        measure=Measure(
            classes=len(dataset.class_names),
            exponential=int(exponential),
            weighted=int(weighted),
            about=about(dataset),
            metrics=table,
            hyper=np.array([number for numbers in hyper for number in numbers]),
        ),
        kernels=kernels,
    )


def measured(metric: Metric, primary: str) -> Measured:
    """What rooms that know no parts need of a metric; ``primary`` is the name of that one."""
    return Measured(
        metric.name,
        metric.largest_is_best,
        metric.usual,
        metric.name == primary,
        _limit(metric.lowest),
        _limit(metric.highest),
    )


def _limit(said: float) -> float | None:
    return said if math.isfinite(said) else None


def _metrics_of(dataset: Dataset) -> list[Metric]:
    """The usual ones first, each in the order of the registry."""
    of_numbers = dataset.task == "regression"
    found: list[Metric] = []
    for name, part in parts("metrics").items():
        if name == LOSS.name:
            raise PartError("`loss` is what is optimised, so no metric can be called so")
        if not issubclass(part, Metric) or getattr(part, "judges", None) not in _JUDGES:
            raise PartError(
                f"`{name}`, one of the metrics, does not say what it judges: its class must set "
                f"`judges` to one of {', '.join(_JUDGES)}"
            )
        if (part.judges == "numbers") != of_numbers:
            continue
        try:
            found.append(part(name=name))
        except ValidationError:
            raise PartError(
                f"`{name}`, one of the metrics, has a parameter without a default, and nobody can "
                "set it"
            ) from None
    suitable = [metric for metric in found if metric.suits(len(dataset.class_names))]
    return sorted(suitable, key=lambda metric: not metric.usual)


def about(dataset: Dataset) -> NDArray[np.float64]:
    """What metrics are told of the targets, see ``Measure``."""
    if dataset.task == "regression":
        return np.concatenate([dataset.target_scale, dataset.target_shift]).astype(np.float64)
    return np.array([len(dataset.class_names)], np.float64)
