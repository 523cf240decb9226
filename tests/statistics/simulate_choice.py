"""Whether what confirms a choice is right on average, where what it was chosen by is not.

Of equal variants the best on the validation rows is chosen. That value is too good, by luck of its
seeds and of its rows; the same variant's value at fresh seeds on test rows is not, and at fresh
seeds on the same validation rows it still is.

``python -m tests.statistics.simulate_choice`` prints the figures of 10,000 choices of each kind;
the tests run the same functions.
"""

import argparse
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from gdrun.statistics import rank
from tests.statistics.contests import SHARES, of_rows

MEAN = 0.85
"""The true accuracy of every variant, over all seeds and rows."""


@dataclass(frozen=True)
class Spread:
    """Standard deviations of the chance that a row is right, on the scale of the normal."""

    variant_and_row: float
    """What a variant has in common over seeds at a row: which rows suit it."""
    seed: float
    """What a seed of a variant has in common over rows."""
    row: float = 1.0
    """What a row has in common over variants: how hard it is."""

    @property
    def total(self) -> float:
        """With what is drawn anew for each seed and row, of 1."""
        return float(np.sqrt(1 + self.row**2 + self.variant_and_row**2 + self.seed**2))


@dataclass(frozen=True)
class Means:
    """Means over many choices less the truth, each with its standard error."""

    chosen_by: tuple[float, float]
    """Of the best variant's value that it was chosen by."""
    same_rows: tuple[float, float]
    """Of its value at fresh seeds on the rows it was chosen by."""
    confirmed: tuple[float, float]
    """Of its value at fresh seeds on test rows."""
    held: float
    """The part of choices in which the interval of that holds the truth."""


def choices(
    experiments: int, variants: int, seeds: int, rows: int, fresh: int, spread: Spread
) -> Means:
    """Chooses the best of so many equal variants, and confirms it with ``fresh`` seeds."""
    rng = np.random.default_rng([14, variants, seeds, rows])
    found = np.empty((experiments, 3))
    held = 0
    for experiment in range(experiments):
        chosen_by, again, test = _hits(rng, variants, seeds, rows, fresh, spread)
        contest = of_rows(chosen_by, limits=SHARES)
        best = rank(contest.values, larger_is_better=True)[0].variant
        confirmed = of_rows(test[[best]], limits=SHARES)
        found[experiment] = (
            contest.values[best].mean(),
            again[best].mean(dtype=np.float64),
            confirmed.values.mean(),
        )
        interval = confirmed.evidence.interval(0)
        assert interval is not None
        held += interval[0] <= MEAN <= interval[1]
    errors = found.std(axis=0, ddof=1) / np.sqrt(experiments)
    pairs = list(zip((found.mean(axis=0) - MEAN).tolist(), errors.tolist(), strict=True))
    return Means(pairs[0], pairs[1], pairs[2], held / experiments)


Hits = NDArray[np.float32]


def _hits(
    rng: np.random.Generator, variants: int, seeds: int, rows: int, fresh: int, spread: Spread
) -> tuple[Hits, Hits, Hits]:
    """What is right, (variants, seeds, rows): at the first seeds, at fresh ones, on test rows."""
    of_row = rng.normal(0, spread.row, 2 * rows)
    of_variant = rng.normal(0, spread.variant_and_row, (variants, 1, 2 * rows))
    of_seed = rng.normal(0, spread.seed, (variants, seeds + fresh, 1))
    alone = rng.standard_normal((variants, seeds + fresh, 2 * rows))
    # The MEAN part of values is below this.
    threshold = spread.total * ndtri(MEAN)
    hits = (of_row + of_variant + of_seed + alone < threshold).astype(np.float32)
    return hits[:, :seeds, :rows], hits[:, seeds:, :rows], hits[:, seeds:, rows:]


KINDS = {
    "alike": Spread(0.3, 0.1),
    "of other rows": Spread(1.0, 0.1),
    "of other seeds": Spread(0.3, 0.6),
}
"""What equal variants differ by."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--experiments", type=int, default=10_000)
    experiments: int = parser.parse_args().experiments
    for name, spread in KINDS.items():
        for variants in (2, 8, 32):
            for seeds in (3, 10):
                found = choices(experiments, variants, seeds, 50, seeds, spread)
                told = (
                    f"{what} {bias:+.4f} ± {2 * error:.4f}"
                    for what, (bias, error) in (
                        ("chosen by", found.chosen_by),
                        ("fresh seeds, same rows", found.same_rows),
                        ("confirmed", found.confirmed),
                    )
                )
                print(
                    f"{name}, best of {variants}, {seeds} seeds × 50 rows: {', '.join(told)}; "
                    f"interval holds {found.held:.1%}",
                    flush=True,
                )


if __name__ == "__main__":
    main()
