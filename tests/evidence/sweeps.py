"""Values of sweeps made by hand, and what is compared of them."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import scipy.stats

from gdrun.evidence.comparability import Candidate
from gdrun.evidence.pairwise import PairwiseComparisons, compare_pairwise
from gdrun.records import Outcome
from tests.records.outcomes import CONFIG

NAN, FAILED = math.nan, math.inf
RNG = np.random.default_rng(8)
GOOD = RNG.normal(0.9, 0.02, size=12).tolist()
POOR = RNG.normal(0.7, 0.02, size=12).tolist()
SPLIT = {"train": 0.8, "validation": 0.2, "test": None}


def only_split(split: Any = SPLIT) -> dict[str, Any]:
    return {
        "randomness": {"vary": ["split"]},
        "data": {**CONFIG["data"], "split": split},
    }


def compared(
    outcome: Outcome,
    metric: str | None = None,
    *,
    force: bool = False,
    others: Sequence[str] = (),
) -> PairwiseComparisons:
    candidates = [Candidate(outcome, variant, variant.name) for variant in outcome.variants]
    return compare_pairwise(candidates, metric, force, others)


def stats_t(freedom: int) -> float:
    return float(scipy.stats.t.ppf(0.975, freedom))
