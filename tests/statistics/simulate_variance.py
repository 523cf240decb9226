"""How often the intervals of ``gdrun variance`` are right: inputs whose shares are known.

An experiment draws a design of so many rows and computes a function of independent inputs, one for
each stream, on it. ``python -m tests.statistics.simulate_variance`` prints the figures of 2,000
experiments of each kind.
"""

import argparse
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gdrun.statistics import Sensitivity, sensitivity

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Planted:
    """A function of inputs, and what is true of it."""

    draw: Callable[[np.random.Generator, int], Floats]
    """Inputs of so many rows: (rows, inputs)."""
    result: Callable[[Floats], Floats]
    """Of inputs (rows, inputs) the result, (rows,)."""
    variance: float
    main: Floats
    """The variance that goes if an input is held, (inputs,)."""
    total: Floats
    """The variance that is left if all others are held, (inputs,)."""


def normal(inputs: int) -> Callable[[np.random.Generator, int], Floats]:
    return lambda rng, rows: rng.standard_normal((rows, inputs))


def added(shares: Sequence[float], together: float = 0.0) -> Planted:
    """A sum of normal inputs, and the product of the first two."""
    own = np.array(shares)
    total = own + np.array([together, together, *[0.0] * (len(own) - 2)])

    def result(x: Floats) -> Floats:
        found: Floats = x @ np.sqrt(own) + math.sqrt(together) * x[:, 0] * x[:, 1]
        return found

    return Planted(normal(len(own)), result, own.sum() + together, own, total)


def ishigami() -> Planted:
    """Ishigami & Homma, "An importance quantification technique", ISUMA 1990."""
    a, b, pi = 7.0, 0.1, math.pi
    main = np.array([(1 + b * pi**4 / 5) ** 2 / 2, a * a / 8, 0.0])
    both = 8 * b * b * pi**8 / 225
    total = main + np.array([both, 0.0, both])

    def result(x: Floats) -> Floats:
        found: Floats = (1 + b * x[:, 2] ** 4) * np.sin(x[:, 0]) + a * np.sin(x[:, 1]) ** 2
        return found

    return Planted(
        lambda rng, rows: rng.uniform(-pi, pi, (rows, 3)), result, main.sum() + both, main, total
    )


def skewed(shares: Sequence[float]) -> Planted:
    """A sum of exponential inputs, as skewed as losses can be."""
    own = np.array(shares)
    return Planted(
        lambda rng, rows: rng.exponential(1.0, (rows, len(own))),
        lambda x: x @ np.sqrt(own),
        own.sum(),
        own,
        own,
    )


def multiplied(sizes: Sequence[float]) -> Planted:
    """A product of lognormal inputs: very skewed, with some values far from all others."""
    squares = np.array(sizes) ** 2
    whole = squares.sum()
    return Planted(
        normal(len(squares)),
        lambda x: np.exp(x @ np.sqrt(squares)),
        math.exp(whole) * math.expm1(whole),
        math.exp(whole) * np.expm1(squares),
        math.exp(whole) * (math.exp(whole) - np.exp(whole - squares)),
    )


def tied(shares: Sequence[float]) -> Planted:
    """A sum of normal inputs on a coarse scale, as accuracies of few rows are; from 10⁶ rows."""
    inputs, weights = len(shares), np.sqrt(shares)
    draw = normal(inputs)

    def result(x: Floats) -> Floats:
        found: Floats = np.round(1.5 * (x @ weights))
        return found

    a, b, mixed = design(Planted(draw, result, 0.0, np.zeros(0), np.zeros(0)), 1_000_000, 0)
    variance = float(np.var([a, b]))
    main = variance - ((b - mixed) ** 2).mean(axis=1) / 2
    return Planted(draw, result, variance, main, ((a - mixed) ** 2).mean(axis=1) / 2)


KINDS: dict[str, Callable[[], Planted]] = {
    "sum": lambda: added([0.5, 0.3, 0.15, 0.05]),
    "interaction": lambda: added([0.4, 0.2, 0.1, 0.0], 0.3),
    "Ishigami": ishigami,
    "skewed": lambda: skewed([0.5, 0.3, 0.15, 0.05]),
    "ties": lambda: tied([0.6, 0.3, 0.09, 0.01]),
    "very skewed": lambda: multiplied([0.6, 0.4, 0.2, 0.05]),
}


def design(planted: Planted, rows: int, seed: object) -> tuple[Floats, Floats, Floats]:
    """Results of A, of B, and of A with one input from B: (rows,), (rows,) and (inputs, rows)."""
    rng = np.random.default_rng(seed)  # type: ignore[arg-type]
    a, b = planted.draw(rng, rows), planted.draw(rng, rows)
    mixed = []
    for i in range(a.shape[1]):
        one = a.copy()
        one[:, i] = b[:, i]
        mixed.append(planted.result(one))
    return planted.result(a), planted.result(b), np.array(mixed)


@dataclass(frozen=True)
class Coverage:
    """The parts of the intervals that hold the truth: of all together, and of each input."""

    std: float
    main: Floats
    main_std: Floats
    total: Floats
    total_std: Floats


def coverage(kind: str, rows: int, experiments: int) -> Coverage:
    """Of designs with so many rows."""
    planted = KINDS[kind]()
    held = np.array(
        [
            _held(planted, sensitivity(*design(planted, rows, [rows, experiment])))
            for experiment in range(1, experiments + 1)
        ]
    ).mean(axis=0)
    of_inputs = held[1:].reshape(-1, 4).T
    return Coverage(float(held[0]), *of_inputs)


def _held(planted: Planted, found: Sensitivity) -> list[bool]:
    held = [_holds(found.std_ci95, math.sqrt(planted.variance))]
    for each, main, total in zip(found.effects, planted.main, planted.total, strict=True):
        for effect, truth in ((each.main, main), (each.total, total)):
            held.append(_holds(effect.share_ci95, truth / planted.variance))
            held.append(_holds(effect.std_ci95, math.sqrt(max(truth, 0.0))))
    return held


def _holds(interval: tuple[float, float] | None, truth: float) -> bool:
    return interval is not None and interval[0] - 1e-12 <= truth <= interval[1] + 1e-12


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--experiments", type=int, default=2_000)
    experiments: int = parser.parse_args().experiments
    print(f"{experiments} experiments of each kind; an input each column")
    for kind in KINDS:
        for rows in (10, 30, 100, 400):
            found = coverage(kind, rows, experiments)
            print(f"  {kind}, {rows} rows: std of all {found.std:.1%}")
            for name in ("main", "total", "main_std", "total_std"):
                values: Floats = getattr(found, name)
                print(f"    {name:10}", *(f"{value:6.1%}" for value in values), flush=True)


if __name__ == "__main__":
    main()
