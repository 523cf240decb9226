"""Central differences of the loss, with Richardson's extrapolation, and where they say nothing.

(L(w + ε) − L(w − ε)) / 2ε =: D(ε) misses the derivative by a multiple of ε², so that
(4 D(ε/2) − D(ε)) / 3 misses it by one of ε⁴: Richardson, "The approximate arithmetical solution by
finite differences", Philosophical Transactions A 210, 1911. Rounding adds about 10⁻¹⁶ L / ε.

How large ε may be is the loss's own affair: an input of 1000 makes a weight's ε of 0.001 a whole
unit. So a derivative is believed once that of an eighth of the ε says the same.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from gdrun.checking.subject import Floats, Subject
from gdrun.engine.loop.signatures import probing_function

SMALLEST = 1e-6
"""ε at which rounding takes over."""
LARGEST = 0.03
"""ε at which no loss is nearly straight."""
SAME = 1e-6
"""Relative distance up to which the derivatives of two ε say the same; what the larger one misses
is then about this distance, for the smaller one misses 4096 times less."""
FLOOR = 0.01
"""Relative distances and errors are of at least this share of the tensor's largest gradient."""
ROUNDING = 16
"""Relative error of a loss, and of what the extrapolation makes of it, in units of 2⁻⁵²."""
SHRINK = 8.0
"""By how much ε is made smaller where it is too large."""
BLOCK = 50_000_000
"""Entries × rows × parameters in one call of compiled code, which takes a fraction of a second."""

Look = Callable[[], None]
"""Is called a few times a second, and raises what ends the check."""


@dataclass(frozen=True)
class Differences:
    """The derivatives by some entries."""

    plain: Floats
    """D(ε)."""
    extrapolated: Floats
    noise: Floats
    """What rounding the losses may do to them."""
    flips: NDArray[np.int64]
    """(entries, 3): layer, unit and row of a unit that crosses a kink, or −1. The layer after the
    outputs' stands for the L1 penalty."""


def central_differences(
    subject: Subject, entries: NDArray[np.int64], step: float, look: Look = lambda: None
) -> Differences:
    """Derivatives of the batch's mean loss and the penalty by ``entries`` of theta."""
    theta = subject.theta.copy()
    offsets = np.array([step, -step, step / 2, -step / 2])
    losses = np.empty((entries.size, 4))
    flips = np.full((entries.size, 4, 3), -1, np.int64)
    probe = probing_function("float64")
    block = max(1, BLOCK // (len(subject.rows) * theta.size))
    for start in range(0, entries.size, block):
        these = slice(start, start + block)
        look()
        probe(
            theta, entries[these], offsets, subject.table.network, subject.kernels, subject.hyper,
            subject.sides, subject.rows_so_far,
            subject.rows.start, subject.moment, losses[these], flips[these],
        )  # fmt: skip
    moved = theta[entries, np.newaxis] + offsets
    losses += _penalties(subject, entries, moved)
    if subject.rules.l1:
        crossing = (moved.min(axis=1) <= 0) & (moved.max(axis=1) >= 0)
        flips[subject.is_penalised()[entries] & crossing, 0] = len(subject.layers), 0, 0
    # The distance really moved: w + ε is rounded.
    whole = (losses[:, 0] - losses[:, 1]) / (moved[:, 0] - moved[:, 1])
    half = (losses[:, 2] - losses[:, 3]) / (moved[:, 2] - moved[:, 3])
    crossed = np.argmax(flips[:, :, 0] >= 0, axis=1)
    return Differences(
        plain=whole,
        extrapolated=(4 * half - whole) / 3,
        noise=ROUNDING * np.finfo(float).eps * np.abs(losses).max(axis=1) / step,
        flips=flips[np.arange(entries.size), crossed],
    )


def _penalties(subject: Subject, entries: NDArray[np.int64], moved: Floats) -> Floats:
    """What the moved entries add to l1·Σ|w| + l2/2·Σw²; all others stay where they are."""
    each = subject.rules.l1 * np.abs(moved) + subject.rules.l2 / 2 * moved**2
    return np.where(subject.is_penalised()[entries, np.newaxis], each, 0.0)


def derivatives(
    subject: Subject, entries: NDArray[np.int64], step: float, look: Look = lambda: None
) -> Differences:
    """Derivatives by ``entries`` of one tensor, each with an ε up to ``step`` that suits it.

    That is the largest of ε, ε/8, ε/64, … that meets no kink and whose derivative the next one
    confirms, or else the smallest, which is not below ``SMALLEST``. An entry that even then flips
    something is at a kink, of the loss or of its derivative, and its difference is not exact.
    """
    found = central_differences(subject, entries, step, look)
    open_ones = np.arange(entries.size)
    while step / SHRINK >= SMALLEST and open_ones.size:
        step /= SHRINK
        closer = central_differences(subject, entries[open_ones], step, look)
        confirmed = _same(found, open_ones, closer)
        open_ones = open_ones[~confirmed]
        for field in fields(Differences):
            getattr(found, field.name)[open_ones] = getattr(closer, field.name)[~confirmed]
    return found


def _same(found: Differences, entries: NDArray[np.int64], closer: Differences) -> NDArray[np.bool_]:
    """Which of ``entries`` of ``found`` a smaller ε confirms: no kink, and no other derivative."""
    size = np.abs(found.extrapolated)
    size = np.maximum(size, FLOOR * size.max())[entries]
    noise = found.noise[entries] + closer.noise
    apart = np.abs(found.extrapolated[entries] - closer.extrapolated)
    flipped = (found.flips[entries, 0] >= 0) | (closer.flips[:, 0] >= 0)
    same: NDArray[np.bool_] = (apart <= SAME * size + noise) & ~flipped
    return same
