"""What the best of several seeds would have claimed, in words."""

from gdrun.evidence.best import BestOfSeeds
from gdrun.report.tables.numbers import in_digits_of
from gdrun.statistics import summarize


def best_of_in_words(found: BestOfSeeds) -> str:
    """``best of 10 seeds, seed 3, would have claimed a test accuracy of 0.98; the mean is …``."""
    digits = summarize([found.claimed, found.mean])
    claimed, mean = (in_digits_of(digits, each) for each in (found.claimed, found.mean))
    return (
        f"best of {found.n:,} seeds, seed {found.seed}, would have claimed a "
        f"{found.metric.replace('.', ' ')} of {claimed}; the mean is {mean}."
    )
