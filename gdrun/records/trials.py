"""What a trial leaves behind."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from gdrun.records.diagnoses import Diagnoses
from gdrun.records.metrics import Metrics
from gdrun.records.outputs import Documents, Outputs


class Status(StrEnum):
    """How a trial ended."""

    CONVERGED = "converged"
    FINISHED = "finished"
    EARLY_STOPPED = "early_stopped"
    DIVERGED = "diverged"
    FAILED = "failed"
    INTERRUPTED = "interrupted"

    @property
    def complete(self) -> bool:
        """Whether the trial ran to an end of its own; only such trials are reused."""
        return self not in (Status.FAILED, Status.INTERRUPTED)


@dataclass(frozen=True, slots=True)
class History:
    """One row an epoch that is kept: ``values`` of shape (rows, columns), float64.

    ``columns`` are ``learning_rate``, ``train.loss``, and, if there is a validation portion,
    ``validation.loss`` and ``validation.<metric>`` for each usual and each monitored metric.
    """

    columns: tuple[str, ...]
    values: NDArray[np.float64]
    kept: NDArray[np.int64] | None = None
    """The numbers of the epochs that are kept, from 1, in order; None if that is every epoch."""
    first: NDArray[np.float64] | None = None
    """The same of the first weights, (columns,), which have no learning rate; None if that was not
    kept."""

    @property
    def epochs(self) -> NDArray[np.int64]:
        """The number of each row's epoch, from 1: (rows,)."""
        return np.arange(1, len(self.values) + 1) if self.kept is None else self.kept


NO_HISTORY = History((), np.empty((0, 0)))
"""Of a trial that failed before there was one, or of a record that does not hold it."""


@dataclass(frozen=True, slots=True)
class Record:
    """One trial: one variant trained with one seed."""

    variant: str
    seed: int
    status: Status
    epochs: int
    steps: int
    history: History
    """Empty if it was not asked for, or the trial failed before there was any."""
    metrics: Mapping[str, Metrics]
    """For each portion of the data (``train``, ``validation``, ``test``) its final metrics, but for
    those that are not defined for its predictions."""
    weights: NDArray[np.floating]
    """``theta`` as reported, flat; empty if they were not asked for, or the trial failed before
    there were any."""
    weights_sha256: str
    seconds: float
    """Wall time of training and of the final metrics."""
    fingerprint: str
    """Versions and CPU features that the weights' bits depend on."""
    message: str = ""
    """Why the trial failed; empty otherwise."""
    reused: bool = False
    """Whether it was found in the store, and not computed now."""
    diagnoses: Diagnoses | None = None
    """What was seen of its history and its network; None if nobody looked, as in an older store, or
    there was nothing to look at as it diverged or failed."""
    outputs: Outputs | None = None
    """For each validation and test row; None if they were not asked for, not kept, or are of no use
    as the trial diverged or failed."""
    documents: Documents | None = None
    """What its data was made by, and which rows it was not trained on; None if these were not asked
    for, or not kept."""
