"""From three gradients of one network to a verdict on each of its tensors.

The relative error of a and n is |a − n| / max(|a|, |n|, f, r). f is ``FLOOR`` times the tensor's
largest gradient, for an entry that is nearly 0 beside the others has few good digits. r keeps what
rounding alone can do to a and n (16 · 2⁻⁵² · L / ε for differences, 2⁻⁵² · |w| / α for weights)
within the tolerance: at a minimum all gradients are nearly 0.

At a kink, of the loss or of its derivative, differences are not compared, for those across it mix
its two sides. Backpropagation and the weights, which both take the same side, are.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from gdrun.checking.differences import FLOOR, Differences, Look, derivatives
from gdrun.checking.methods import LEARNING_RATE, Methods
from gdrun.checking.subject import Floats, Subject
from gdrun.parts.layers import Dense
from gdrun.records.gradients import PAIRS, Agreement, Entry, Kink, NetworkCheck, TensorCheck

TOLERANCES: Mapping[str, float] = dict(zip(PAIRS, (1e-5, 1e-9, 1e-5), strict=True))
"""Largest relative errors that pass.

Compared with differences, networks stay below 1e-8, and real mistakes are of 1e-2 and more. What
lies between is left to parts that take a constant in lower precision on purpose: ``hard_sigmoid``
has 6e-8 in each layer, as in PyTorch, which small gradients show as 1e-6. Backpropagation and one
step of descent do the same arithmetic, so that only the rounding of two operations lies between.
"""


def check_network(
    subject: Subject,
    methods: Methods,
    step: float,
    samples: int | None,
    seed: int,
    look: Look = lambda: None,
) -> NetworkCheck:
    """Compares the gradients of all tensors.

    Args:
        subject: The network.
        methods: How training computes the gradient.
        step: The largest ε of the differences.
        samples: How many entries of each tensor are checked; None for all.
        seed: Of the choice of entries.
        look: Called a few times a second.
    """
    backprop, weights = methods.backprop(subject), methods.weights(subject)
    parameters = subject.table.network.parameters
    largest = float(np.abs(subject.theta[:parameters]).max())
    tensors: list[TensorCheck] = []
    kinks: list[Kink] = []
    for child, tensor in enumerate(subject.tensors):
        name, place, shape = tensor.name, tensor.place, tensor.shape
        entries = _picked(place, samples, np.random.default_rng([seed, child]))
        found = derivatives(subject, entries, step, look)
        at_kink = found.flips[:, 0] >= 0
        for entry, flip in zip(entries[at_kink], found.flips[at_kink], strict=True):
            index = _index(int(entry) - place.start, shape)
            kinks.append(Kink(name, index, _what(subject, flip)))
        tensors.append(
            _compared(
                name,
                shape,
                entries - place.start,
                backprop[entries],
                weights[entries],
                found,
                np.finfo(float).eps * largest / LEARNING_RATE,
            )
        )
    return NetworkCheck(
        network=subject.name,
        groups=subject.groups,
        smooth=subject.smooth,
        parameters=parameters,
        rows=len(subject.rows),
        tensors=tuple(tensors),
        kinks=tuple(kinks),
    )


def relative_errors(a: Floats, b: Floats, smallest: Floats | float) -> Floats:
    """|a − b| over the larger of both, or over ``smallest``; NaN where a gradient is."""
    with np.errstate(invalid="ignore", over="ignore"):
        distance = np.abs(a - b)
        size = np.maximum(np.maximum(np.abs(a), np.abs(b)), smallest)
        return np.divide(distance, size, out=np.zeros_like(size), where=distance != 0)


def _compared(
    name: str,
    shape: tuple[int, ...],
    places: NDArray[np.int64],
    backprop: Floats,
    weights: Floats,
    found: Differences,
    weight_noise: float,
) -> TensorCheck:
    everywhere, clear = np.ones(places.size, np.bool_), found.flips[:, 0] < 0
    differences, noise = found.extrapolated, found.noise
    largest = max(
        float(np.abs(each).max(initial=0.0)) for each in (backprop, weights, differences[clear])
    )
    errors = {pair: np.zeros(places.size) for pair in PAIRS}
    agreements: dict[str, Agreement] = {}
    compared: tuple[tuple[Floats, Floats, Floats | float, NDArray[np.bool_]], ...] = (
        (backprop, differences, noise, clear),
        (backprop, weights, weight_noise, everywhere),
        (weights, differences, noise + weight_noise, clear),
    )
    for pair, (a, b, rounding, where) in zip(PAIRS, compared, strict=True):
        tolerance = TOLERANCES[pair]
        smallest = np.maximum(FLOOR * largest, rounding / tolerance)
        if where.any():
            these = relative_errors(a, b, smallest)[where]
            errors[pair][where] = these
            agreements[pair] = Agreement(float(np.median(these)), float(these.max()), tolerance)
    worst = None
    if places.size:
        # Counted in tolerances, so that each pair's errors weigh the same; NaN is the worst of all.
        weighted = np.max([errors[pair] / TOLERANCES[pair] for pair in PAIRS], axis=0)
        at = int(np.argmax(np.where(np.isnan(weighted), np.inf, weighted)))
        worst = Entry(
            _index(int(places[at]), shape),
            float(backprop[at]),
            float(weights[at]),
            float(differences[at]) if clear[at] else None,
        )
    return TensorCheck(
        tensor=name,
        shape=shape,
        checked=int(clear.sum()),
        kinks=int((~clear).sum()),
        agreements=agreements,
        worst=worst,
    )


def _picked(place: slice, samples: int | None, rng: np.random.Generator) -> NDArray[np.int64]:
    entries = np.arange(place.start, place.stop)
    if samples is None or samples >= entries.size:
        return entries
    return np.sort(rng.choice(entries, samples, replace=False))


def _index(place: int, shape: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(int(i) for i in np.unravel_index(place, shape))


def _what(subject: Subject, flip: NDArray[np.int64]) -> str:
    layer, unit, row = map(int, flip)
    outputs = len(subject.layers) - 1
    if layer > outputs:
        return "the L1 penalty at 0"
    where = f"training row {row}"
    if layer == outputs:
        return f"the loss of output {unit} at {where}"
    hidden = sum(isinstance(each.part, Dense) for each in subject.layers[: layer + 1])
    return f"unit {unit} of hidden layer {hidden} at {where}"
