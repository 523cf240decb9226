"""When training ends before its last epoch: convergence and early stopping."""

from collections.abc import Mapping, Sequence
from typing import Literal

from tests.naive.metrics import largest_is_best


def epochs_without_improvement(
    values: Sequence[float], *, minimum_change: float = 0.0, largest: bool = False
) -> int:
    """Epochs since the last whose value improved on the one that improved before it."""
    best, last = values[0], 0
    for epoch, value in enumerate(values):
        if value > best + minimum_change if largest else value < best - minimum_change:
            best, last = value, epoch
    return len(values) - 1 - last


def epochs_of_rest(losses: Sequence[float], *, loss_change: float) -> int:
    """Epochs in a row, up to the last, that stayed within ``loss_change`` of one anchor."""
    anchor, count = losses[0], 0
    for loss in losses[1:]:
        if abs(loss - anchor) > loss_change:
            anchor, count = loss, 0
        else:
            count += 1
    return count


def ending(
    history: Mapping[str, Sequence[float]],
    gradient_norm_now: float,
    *,
    monitor: str | None = None,
    patience: int = 10,
    minimum_change: float = 0.0,
    gradient_norm: float | None = None,
    loss_change: float | None = None,
    loss_below: float | None = None,
) -> Literal["converged", "early_stopped"] | None:
    """Why training ends after the last epoch of ``history``; None if it goes on."""
    losses = history["train.loss"]
    if (
        (loss_below is not None and losses[-1] < loss_below)
        or (gradient_norm is not None and gradient_norm_now < gradient_norm)
        or (loss_change is not None and epochs_of_rest(losses, loss_change=loss_change) >= patience)
    ):
        return "converged"
    if monitor is not None:
        largest = largest_is_best(monitor)
        waited = epochs_without_improvement(
            history[monitor], minimum_change=minimum_change, largest=largest
        )
        return "early_stopped" if waited >= patience else None
    return None
