"""How far a run is."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Leader:
    """A variant that is among the best so far."""

    variant: str
    mean: float
    """Of the metric that variants are ranked by, on the validation portion."""
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
    loss: float | None = None
    """Mean train loss, so far, of the trials that train now; None where that is not known."""
