"""The names by which metrics and portions of the data are known everywhere."""

from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

Metrics = Mapping[str, float]
"""Metric name (``loss``, ``accuracy``, …) to value; NaN and infinity are allowed."""

PORTIONS = ("train", "validation", "test")
"""The portions of the data, from the one that training saw most of to the one it saw least of."""

JUDGED = "validation"
"""The portion that variants are ranked on; test data would be no test any more."""


class PackedMetrics(Mapping[str, Metrics]):
    """A trial's final metrics by portion, in a fifth of the memory that dictionaries take.

    A sweep may have a million trials. What is looked up is a new dictionary each time.
    """

    __slots__ = ("_names", "_values")

    def __init__(self, metrics: Mapping[str, Metrics]) -> None:
        self._names = _the_same(tuple((portion, tuple(of)) for portion, of in metrics.items()))
        self._values = array("d", [value for of in metrics.values() for value in of.values()])

    def __getitem__(self, portion: str) -> Metrics:
        first = 0
        for name, metrics in self._names:
            if name == portion:
                return dict(zip(metrics, self._values[first : first + len(metrics)], strict=True))
            first += len(metrics)
        raise KeyError(portion)

    def __iter__(self) -> Iterator[str]:
        return (portion for portion, _ in self._names)

    def __len__(self) -> int:
        return len(self._names)

    def __contains__(self, portion: object) -> bool:
        return any(name == portion for name, _ in self._names)

    def __repr__(self) -> str:
        return repr(dict(self))


_Names = tuple[tuple[str, tuple[str, ...]], ...]


@cache
def _the_same(names: _Names) -> _Names:
    """Portions and the names of their metrics, which most trials have alike."""
    return names


@dataclass(frozen=True)
class Measured:
    """What must be known of a metric to show it and to judge by it."""

    name: str
    largest_is_best: bool = False
    usual: bool = True
    """Whether tables show it that are not asked for others."""
    primary: bool = False
    """Whether trials are judged by it unless another metric is named."""
    lowest: float | None = None
    """The least that it can be, and the most; None where it has no limit, or that is not known."""
    highest: float | None = None


LOSS = Measured("loss")
"""What every task has: what is optimised, without the penalty."""


def without_portion(metric: str) -> str:
    """The metric's own name: ``test.loss`` is ``loss``."""
    return metric.rpartition(".")[2]


def portion_and_name(metric: str) -> tuple[str, str]:
    """``test.accuracy`` is of the test portion; without a portion, it is that which is judged."""
    portion, dot, name = metric.partition(".")
    return (portion, name) if dot and portion in PORTIONS else (JUDGED, metric)


def without_judged(metric: str | None) -> str | None:
    """The metric's own name: ``validation.loss`` is ``loss``, as no other portion is judged."""
    return metric and metric.removeprefix(f"{JUDGED}.")
