"""Seconds and peak memory of finding which of many variants may be the best, from their rows.

``python -m tests.benchmarks.ranking 1000 100 300`` takes the numbers of variants, seeds and rows.
The values are made up: classes that are right or wrong, or losses with ``--losses``; with
``--missing N`` each variant lacks other seeds. Each is a process of its own, so that its peak is.
"""

import argparse
import resource
import time

import numpy as np
from numpy.typing import NDArray

from gdrun.statistics import Contest, Limits, RowValues, may_be_best

STEP = 0.0002
"""So much better is each variant than the next, where a row is right in 80%."""


def values_of(
    variants: int, seeds: int, rows: int, *, losses: bool
) -> NDArray[np.float32] | NDArray[np.float64]:
    """What each row does for each seed of each variant: (variants, seeds, rows)."""
    rng = np.random.default_rng(0)
    hardness = rng.normal(scale=2.0, size=rows)
    shape = (variants, seeds, rows)
    values = np.zeros(shape, np.float64 if losses else np.float32)
    for i, each in enumerate(values):
        noise = rng.normal(size=(seeds, rows)) + rng.normal(scale=0.1, size=(seeds, 1))
        ease = 1.9 - i * STEP * 10 - hardness + noise
        each[:] = np.logaddexp(0.0, -ease) if losses else ease > 0
    return values


def main() -> None:
    """Prints what it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("variants", "seeds", "rows"):
        parser.add_argument(name, type=int)
    parser.add_argument("--losses", action="store_true")
    parser.add_argument("--missing", type=int, default=0, metavar="N")
    asked = parser.parse_args()
    values = values_of(asked.variants, asked.seeds, asked.rows, losses=asked.losses)
    present = np.ones(values.shape[:2], np.bool_)
    for i, each in enumerate(present):
        each[np.random.default_rng(i).choice(asked.seeds, asked.missing, replace=False)] = False
    means = values.mean(axis=2, dtype=np.float64)
    limits = Limits(0.0) if asked.losses else Limits(0.0, 1.0)
    contest = Contest(means, present, RowValues(values, limits), larger_is_better=not asked.losses)
    order = np.argsort(means.mean(axis=1))[:: 1 if asked.losses else -1].tolist()
    begun = time.process_time()
    found = may_be_best(contest, order)
    seconds = time.process_time() - begun
    peak = 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(
        f"{asked.variants:,} variants × {asked.seeds:,} seeds × {asked.rows:,} rows: "
        f"{int(found.inside.sum()):,} may be the best; {seconds:.1f} s of processor time, "
        f"{peak / 1e9:.2f} GB at most, of which {values.nbytes / 1e9:.2f} GB are the values"
    )


if __name__ == "__main__":
    main()
