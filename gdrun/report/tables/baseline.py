"""What a baseline scores, in a line below a table."""

from collections.abc import Sequence

from gdrun.evidence.baseline import Baseline
from gdrun.report.tables.numbers import mean_and_std
from gdrun.statistics import summarize
from gdrun.wording import quoted

MAJORITY = "always the class of most training rows"
"""The name of a baseline whose class is not the same for all seeds."""

MOST_NUMBERS = 3
"""Means of so many targets are named."""


def baseline_name(baseline: Baseline) -> str:
    """``always `no` ``, or ``always the training mean 152.1``."""
    if isinstance(baseline.predicts, str):
        return f"always {quoted(baseline.predicts)}" if baseline.alike else MAJORITY
    means = ", ".join(map(score_in_words, baseline.predicts[:MOST_NUMBERS]))
    more = ", …" if len(baseline.predicts) > MOST_NUMBERS else ""
    return f"always the training mean {means}{more}"


def baseline_line(baseline: Baseline, places: Sequence[tuple[str, str]]) -> str:
    """What it scores in these places, each a portion and a metric; empty if it has none of them."""
    scores = [(place, baseline.score(*place)) for place in places]
    told = [f"{' '.join(place)} {score_in_words(x)}" for place, x in scores if x is not None]
    of = f" ({_over(baseline.seeds, baseline.follows)})" if baseline.follows else ""
    return f"Baseline, {baseline_name(baseline)}{of}: {', '.join(told)}" if told else ""


def _over(seeds: int, follows: str) -> str:
    """``over 25 seeds' splits``."""
    if seeds == 1:
        return f"of one seed's {follows}"
    return f"over {seeds:,} seeds' {'splits' if follows == 'split' else follows}"


def score_in_words(score: float) -> str:
    """With four digits."""
    return mean_and_std(summarize([score]))
