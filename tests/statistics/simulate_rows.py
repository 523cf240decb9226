"""How often intervals about rows hold the mean over all seeds and rows: real networks.

An experiment draws seeds and rows from a pool (`tests.statistics.pools`), and takes the interval of
the mean. Beside it is Student's interval over the seeds, which says nothing of the rows.
``python -m tests.statistics.simulate_rows`` prints the figures of 1,000 experiments of each kind.
"""

import argparse
from dataclasses import dataclass

import numpy as np

from gdrun.statistics import UNLIMITED, Evidence, Limits, RowValues, SeedValues
from tests.statistics.pools import pool

KINDS = (
    ("moons", "accuracy"),
    ("clear moons", "accuracy"),
    ("noisy line", "r2"),
    ("line", "r2"),
    ("circles", "accuracy"),
    ("blobs", "accuracy"),
    ("sine", "r2"),
    ("blobs", "macro_f1"),
    ("moons", "loss"),
    ("blobs", "loss"),
    ("sine", "rmse"),
)
LIMITS = {"accuracy": Limits(0.0, 1.0), "macro_f1": Limits(0.0, 1.0), "r2": Limits(high=1.0)}


@dataclass(frozen=True)
class Coverage:
    """Of the intervals of one kind."""

    held: float
    """The part that holds the truth."""
    width: float
    """Their mean width."""
    over_seeds: float
    """The part of Student's intervals over seeds that holds it."""
    width_over_seeds: float


def coverage(name: str, metric: str, seeds: int, rows: int, experiments: int) -> Coverage:
    """Of the intervals of the mean of so many seeds and rows."""
    rng = np.random.default_rng([7, seeds, rows])
    everything = pool(name)
    truth, limits = everything.truth(metric), LIMITS.get(metric, UNLIMITED)
    held, widths = np.zeros(2), np.zeros(2)
    for _ in range(experiments):
        values = everything.draw(rng, seeds, rows).values(metric)
        means = values.mean(axis=1, dtype=np.float64)
        both: tuple[Evidence, Evidence] = (
            RowValues(values[None], limits),
            SeedValues(means[None], UNLIMITED),
        )
        for place, evidence in enumerate(both):
            found = evidence.interval(0)
            # Without a spread the interval was the value alone.
            low, high = found or (means[0], means[0])
            held[place] += low <= truth <= high
            widths[place] += high - low
    return Coverage(*(np.stack([held, widths], axis=1).ravel() / experiments).tolist())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--experiments", type=int, default=1_000)
    experiments: int = parser.parse_args().experiments
    for name, metric in KINDS:
        print(f"{metric} of {name}, mean {pool(name).truth(metric):.3f}")
        for seeds in (2, 5, 10, 30):
            for rows in (27, 100, 270):
                found = coverage(name, metric, seeds, rows, experiments)
                print(
                    f"  {seeds:2} seeds, {rows:3} rows: {found.held:.1%} hold it, "
                    f"width {found.width:.3f}; over seeds alone {found.over_seeds:.1%}, "
                    f"width {found.width_over_seeds:.3f}",
                    flush=True,
                )


if __name__ == "__main__":
    main()
