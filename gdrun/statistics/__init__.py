"""Statistics: pure functions of arrays."""

from gdrun.statistics.best import MayBeBest, may_be_best
from gdrun.statistics.comparison import Question, compare, compare_unpaired, conclude
from gdrun.statistics.conclusion import NOTHING, About, Beside, Comparison, Method, Needed, Verdict
from gdrun.statistics.contest import Contest, Evidence, Pairs
from gdrun.statistics.divergence import Divergence, Share, clopper_pearson, share_of
from gdrun.statistics.estimates import ALPHA, UNLIMITED, Limits
from gdrun.statistics.looks import look_at, next_looks
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
from gdrun.statistics.rows import RowValues
from gdrun.statistics.seeds import SeedValues
from gdrun.statistics.sensitivity import (
    LEAST_SAMPLES,
    Effect,
    InputEffects,
    Sensitivity,
    sensitivity,
)
from gdrun.statistics.settling import settle
from gdrun.statistics.splits import SplitValues
from gdrun.statistics.summary import Summary, describe, summarize

__all__ = [
    "ALPHA",
    "FIRST_SEEDS",
    "LEAST_SAMPLES",
    "MOST_IN_HOLM",
    "NOTHING",
    "SEARCHED_SEEDS",
    "UNLIMITED",
    "About",
    "Beside",
    "Comparison",
    "Contest",
    "Divergence",
    "Effect",
    "Evidence",
    "InputEffects",
    "Limits",
    "MayBeBest",
    "Method",
    "Needed",
    "Pairs",
    "Precision",
    "Question",
    "Rank",
    "RowValues",
    "SeedValues",
    "Sensitivity",
    "Share",
    "SplitValues",
    "Summary",
    "Verdict",
    "clopper_pearson",
    "compare",
    "compare_all",
    "compare_unpaired",
    "compare_with",
    "conclude",
    "correction_with_one",
    "describe",
    "is_reached",
    "look_at",
    "may_be_best",
    "next_looks",
    "rank",
    "seeds_needed",
    "sensitivity",
    "settle",
    "share_of",
    "summarize",
]
