"""Histories and layers made by hand, for the rules to look at."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gdrun.evidence.diagnoses.looking import Ended, diagnose
from gdrun.records import Diagnoses, History, LayersSeen, Status
from gdrun.records.layers import ALIKE, COLUMNS, SAME, SLOPE, UNITS

FIRST = 2.4
EPOCHS = np.arange(1, 41)


def layers(
    units: Sequence[int] = (32, 10),
    *,
    same: Sequence[float] = (),
    alike: Sequence[float] = (),
    slopes: Sequence[float] = (),
) -> LayersSeen:
    """Layers of so many units, of which nothing bad is seen but what is said of the first ones."""
    found = np.full((len(units), COLUMNS), np.nan)
    found[:, UNITS] = units
    found[:-1, SAME] = found[:-1, ALIKE] = 0
    found[:, SLOPE] = 0.1
    for column, said in ((SAME, same), (ALIKE, alike), (SLOPE, slopes)):
        found[: len(said), column] = said
    return found


def ended(
    train: ArrayLike,
    validation: ArrayLike | None = None,
    *,
    first: float = FIRST,
    status: Status = Status.FINISHED,
    restored: bool = False,
    seen: LayersSeen | None = None,
    kept: NDArray[np.int64] | None = None,
) -> Ended:
    """A trial with these losses after each epoch; both portions begin at ``first``."""
    losses = [np.asarray(train, float), *([] if validation is None else [np.asarray(validation)])]
    columns = ("learning_rate", "train.loss", "validation.loss")[: 1 + len(losses)]
    values = np.column_stack([np.full(len(losses[0]), 0.1), *losses])
    history = History(columns, values, kept, first=np.array([np.nan, *[first] * len(losses)]))
    return Ended(status, history, layers() if seen is None else seen, restored)


def told(trial: Ended) -> Diagnoses | None:
    (found,) = diagnose([trial])
    return found


def names(found: Diagnoses | None) -> list[str]:
    return [each.name for each in found or ()]


def seen(trial: Ended) -> list[str]:
    """The names of what is said of a trial."""
    return names(told(trial))
