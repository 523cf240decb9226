"""What a trial leaves behind: frozen types that import nothing of gdrun."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Metrics = Mapping[str, float]
"""Metric name (``loss``, ``accuracy``, …) to value; NaN and infinity are allowed."""

LARGEST_IS_BEST = ("accuracy", "macro_f1", "r2")
"""The metrics of which more is better; of all others less is."""


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


@dataclass(frozen=True)
class History:
    """One row an epoch: ``values`` of shape (epochs, columns), float64.

    ``columns`` are ``learning_rate``, ``train.loss``, and ``validation.<metric>`` for each
    metric of the task if there is a validation part.
    """

    columns: tuple[str, ...]
    values: NDArray[np.float64]


@dataclass(frozen=True)
class Record:
    """One trial: one variant trained with one seed."""

    variant: str
    seed: int
    status: Status
    epochs: int
    steps: int
    history: History
    metrics: Mapping[str, Metrics]
    """For each part of the data (``train``, ``validation``, ``test``) its final metrics."""
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


@dataclass(frozen=True)
class Variant:
    """One setting of everything but the seed.

    ``parameters`` holds what sets it apart in a sweep (dotted key to value);
    ``config`` is the resolved config, every default written out.
    """

    name: str
    parameters: Mapping[str, object]
    config: Mapping[str, object]
    preparation: Mapping[str, object] = field(default_factory=dict)
    """What its data was found to be, so that its weights can be used elsewhere: ``data`` (a hash of
    what it is made from), ``sizes``, ``class_names``, ``feature_names``, ``target_shift``,
    ``target_scale`` and, unless they follow the seed, ``input_shift`` and ``input_scale``."""


@dataclass(frozen=True, repr=False)
class Outcome:
    """A whole experiment as it was run: what reports are made from.

    ``records`` are in the order of variants and, in each, of seeds; ``seconds`` is the wall
    time of running the trials, without start-up, loading and compiling; ``steps`` counts
    their updates. Both leave out what was not computed now, and of an outcome that comes from the
    store they are the sums over its records. ``interrupted`` says that some trials are missing.
    """

    experiment: str
    variants: tuple[Variant, ...]
    records: tuple[Record, ...]
    metric_names: tuple[str, ...]
    """The task's metrics, ``loss`` first, the primary metric second."""
    seconds: float
    steps: int
    interrupted: bool = False
    planned: int = 0
    """How many trials there were to be, with those that ``--until`` added by then."""
    store: str | None = None
    """Where the trials are kept."""
    id: str | None = None
    """What the store calls the experiment."""
    unsaved: str = ""
    """Why trials could not be kept, in words; empty if they were, or were not meant to be."""
    notes: tuple[str, ...] = ()
    """Warnings for the user, already in words."""
    facts: Mapping[str, object] | None = None
    """What the closing table says beside the config: ``task``, ``rows`` by part, ``inputs``,
    ``outputs``, ``parameters``, ``loss``."""

    def __repr__(self) -> str:
        """Short, for a prompt that prints what was returned; weights and histories are many."""
        ended = Counter(record.status.value for record in self.records)
        said = ", ".join(f"{number} {status}" for status, number in ended.items())
        variants = f"{len(self.variants)} variant" + ("" if len(self.variants) == 1 else "s")
        return f"<Outcome {self.experiment!r}: {variants}, trials: {said or 'none'}>"


@dataclass(frozen=True)
class Leader:
    """A variant that is among the best so far."""

    variant: str
    mean: float
    """Of the metric that variants are ranked by, on the validation part."""
    trials: int


@dataclass(frozen=True)
class Progress:
    """How far a run is, seen at one moment: what a progress bar shows.

    ``epochs`` counts those done over all trials, of ``epochs_planned`` at most (trials may
    stop early); ``seconds`` is the time since the first trial started.
    """

    trials: int
    trials_planned: int
    diverged: int
    epochs: int
    epochs_planned: int
    steps: int
    seconds: float
    variants: int = 1
    leaders: tuple[Leader, ...] = ()
    """The best first."""
