"""From three gradients of one network to a verdict on each of its tensors.

The relative error of a and n is |a − n| / max(|a|, |n|, f, r). f is ``FLOOR`` times the tensor's
largest gradient, for an entry that is nearly 0 beside the others has few good digits. r keeps what
rounding alone can do to a and n (16 · 2⁻⁵² · L / ε for differences, 2⁻⁵² · |w| / α for weights)
within the tolerance: at a minimum all gradients are nearly 0.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from gdrun.checking.differences import Differences, derivatives
from gdrun.checking.methods import LEARNING_RATE, Methods
from gdrun.checking.subject import Floats, Subject
from gdrun.gradients import PAIRS, Agreement, Entry, Kink, NetworkCheck, TensorCheck

FLOOR = 0.01

TOLERANCES: Mapping[str, float] = dict(zip(PAIRS, (1e-5, 1e-9, 1e-5), strict=True))
"""Largest relative errors that pass.

Compared with differences, networks stay below 1e-8, and real mistakes are of 1e-2 and more. What
lies between is left to parts that take a constant in lower precision on purpose: ``hard_sigmoid``
has 6e-8 in each layer, as in PyTorch, which small gradients show as 1e-6. Backpropagation and one
step of descent do the same arithmetic, so that only the rounding of two operations lies between.
"""


def check_network(
    subject: Subject, methods: Methods, step: float, samples: int | None, seed: int
) -> NetworkCheck:
    """Compares the gradients of all tensors.

    Args:
        subject: The network.
        methods: How training computes the gradient.
        step: ε of the differences.
        samples: How many entries of each tensor are checked; None for all.
        seed: Of the choice of entries.
    """
    backprop, weights = methods.backprop(subject), methods.weights(subject)
    tensors: list[TensorCheck] = []
    kinks: list[Kink] = []
    for child, (name, place) in enumerate(subject.places().items()):
        shape = subject.tensors[child].shape
        entries = _picked(place, samples, np.random.default_rng([seed, child]))
        found = derivatives(subject, entries, step)
        flipped = found.flips[:, 0] >= 0
        for entry, flip in zip(entries[flipped], found.flips[flipped], strict=True):
            index = _index(int(entry) - place.start, shape)
            kinks.append(Kink(name, index, _what(subject, flip)))
        kept = ~flipped
        tensors.append(
            _compared(
                name,
                shape,
                entries[kept] - place.start,
                {"backprop": backprop[entries[kept]], "weights": weights[entries[kept]]},
                found,
                kept,
                np.finfo(float).eps * float(np.abs(subject.theta).max()) / LEARNING_RATE,
            )
        )
    return NetworkCheck(
        network=subject.name,
        groups=subject.groups,
        smooth=subject.smooth,
        parameters=subject.theta.size,
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
    training: Mapping[str, Floats],
    found: Differences,
    kept: NDArray[np.bool_],
    weight_noise: float,
) -> TensorCheck:
    kinks = int((~kept).sum())
    if not places.size:
        return TensorCheck(name, shape, 0, kinks, {}, None)
    backprop, weights = training["backprop"], training["weights"]
    differences, noise = found.extrapolated[kept], found.noise[kept]
    largest = max(float(np.abs(each).max()) for each in (backprop, weights, differences))
    errors: dict[str, Floats] = {}
    roundings: list[Floats | float] = [noise, weight_noise, noise + weight_noise]
    for pair, a, b, rounding in zip(
        PAIRS,
        (backprop, backprop, weights),
        (differences, weights, differences),
        roundings,
        strict=True,
    ):
        smallest = np.maximum(FLOOR * largest, rounding / TOLERANCES[pair])
        errors[pair] = relative_errors(a, b, smallest)
    # Counted in tolerances, so that each pair's errors weigh the same; NaN is the worst there is.
    weighted = np.max([errors[pair] / TOLERANCES[pair] for pair in PAIRS], axis=0)
    worst = int(np.argmax(np.where(np.isnan(weighted), np.inf, weighted)))
    return TensorCheck(
        tensor=name,
        shape=shape,
        checked=places.size,
        kinks=kinks,
        agreements={
            pair: Agreement(float(np.median(each)), float(each.max()), TOLERANCES[pair])
            for pair, each in errors.items()
        },
        worst=Entry(
            _index(int(places[worst]), shape),
            float(backprop[worst]),
            float(weights[worst]),
            float(differences[worst]),
        ),
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
    outputs = len(subject.network.sizes) - 1
    if layer > outputs:
        return "the L1 penalty at 0"
    where = f"row {subject.rows.start + row}"
    if layer == outputs:
        return f"the loss of output {unit} at {where}"
    return f"unit {unit} of hidden layer {layer} at {where}"
