"""Statistics: pure functions of arrays."""

from gdrun.statistics.comparison import compare_paired, compare_welch
from gdrun.statistics.conclusion import ALPHA, Comparison, Method, Verdict
from gdrun.statistics.divergence import Divergence, Share, share_of
from gdrun.statistics.multiple import (
    MOST_IN_HOLM,
    Rank,
    compare_all,
    compare_with,
    correction_with_one,
    rank,
)
from gdrun.statistics.power import SEARCHED_SEEDS
from gdrun.statistics.precision import FIRST_SEEDS, Precision, is_reached, seeds_needed
from gdrun.statistics.summary import Summary, summarize

__all__ = [
    "ALPHA",
    "FIRST_SEEDS",
    "MOST_IN_HOLM",
    "SEARCHED_SEEDS",
    "Comparison",
    "Divergence",
    "Method",
    "Precision",
    "Rank",
    "Share",
    "Summary",
    "Verdict",
    "compare_all",
    "compare_paired",
    "compare_welch",
    "compare_with",
    "correction_with_one",
    "is_reached",
    "rank",
    "seeds_needed",
    "share_of",
    "summarize",
]
