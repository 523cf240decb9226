"""Numbers as people read them: no more digits than they deserve."""

import math

from gdrun.statistics import Share, Summary

MOST_DECIMALS = 8

LARGE = 1e7
"""From here on numbers are written with an exponent."""

_ROUNDING = 1e-14
"""Means that differ by no more than this part of them are equal."""


def number_format(summary: Summary) -> str:
    """A format that shows the standard deviation with two digits, or else four of the mean."""
    std = summary.std or 0.0
    size = max(abs(summary.mean), std)
    if size and not 1e-4 <= size < LARGE:
        return ".1e" if std else ".3e"
    shown, digits = (std, 2) if std else (size, 4)
    if not shown:
        return ".4f"
    return f".{max(0, min(MOST_DECIMALS, digits - 1 - math.floor(math.log10(shown))))}f"


def mean_and_std(summary: Summary) -> str:
    """``0.9703 ± 0.0069``, or the mean alone of one value."""
    form = number_format(summary)
    mean = _unsigned_zero(f"{summary.mean:{form}}")
    if summary.std is None:
        return mean
    # A spread too small for the decimals is still not none.
    vanishes = summary.std and summary.std < 0.5 * 10**-MOST_DECIMALS
    return f"{mean} ± {summary.std:{'.1e' if vanishes else form}}"


def two_digits(size: float) -> str:
    """A size that is no less than 0, such as that of a spread: ``0.0069``."""
    if not size:
        return "0"
    if not 1e-4 <= size < LARGE:
        return f"{size:.1e}"
    return f"{size:.{max(0, 1 - math.floor(math.log10(size)))}f}"


def share_in_words(share: Share) -> str:
    """``9 of 30, 30% (95% interval 15 … 49%)``."""
    low, high = map(percent, share.ci95)
    ends = f"{low.rstrip('%')} … {high}"
    return f"{share.count:,} of {share.n:,}, {percent(share.share)} (95% interval {ends})"


def percent(share: float) -> str:
    """``30%``, ``0.25%``; never 0% or 100% of what is not none or all."""
    hundreds = 100 * share
    if hundreds <= 9.9:
        return f"{hundreds:.2g}%"
    if hundreds <= 99 or hundreds == 100:
        return f"{hundreds:.0f}%"
    # Two digits of what is missing.
    decimals = 1 - math.floor(math.log10(100 - hundreds))
    return f"{hundreds:.{min(decimals, MOST_DECIMALS)}f}%"


def interval(summary: Summary) -> str:
    """``0.9654 … 0.9752``; empty for one value."""
    if summary.ci95 is None:
        return ""
    form = number_format(summary)
    low, high = (_unsigned_zero(f"{end:{form}}") for end in summary.ci95)
    return f"{low} … {high}"


def in_digits_of(summary: Summary, value: float) -> str:
    """``value`` with the digits of what ``summary`` describes."""
    # What is far larger is no number of the summary's own digits.
    return _unsigned_zero(f"{value:{number_format(summary) if abs(value) < LARGE else '.1e'}}")


def difference(value: float, summary: Summary) -> str:
    """``value``, a difference from what ``summary`` describes, in its digits; ``+0.0012``.

    What is shown as zero has no sign: a sign before noughts says nothing.
    """
    # A difference from something far larger is no number of the summary's own digits.
    form = number_format(summary) if abs(value) < LARGE else ".1e"
    if abs(value) <= _ROUNDING * abs(summary.mean):
        return f"{0.0:{form}}"
    return _unsigned_zero(f"{value:+{form}}")


def difference_end(value: float, summary: Summary) -> str:
    """An end of a difference's interval, as ``difference`` writes it; ``+0.0004``.

    Its sign decides a verdict, so what is not zero has as many digits as show that.
    """
    told = difference(value, summary)
    is_zero = abs(value) <= _ROUNDING * abs(summary.mean)
    return told if float(told) or is_zero else f"{value:+.1g}"


def _unsigned_zero(text: str) -> str:
    """A number, without its sign if only noughts are shown of it."""
    return text if float(text) else text.lstrip("+-")


def duration(seconds: float) -> str:
    """``12 ms``, ``0.38 s``, ``12 s``, ``3 min 20 s``, ``2 h 5 min``."""
    if seconds < 9.95:
        return f"{seconds:.2g} s" if seconds >= 0.095 else f"{1000 * seconds:.2g} ms"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        return f"{minutes} min {rest} s"
    return f"{minutes // 60} h {minutes % 60} min"


def count(number: float) -> str:
    """``812``, ``45,300``, ``1.2 million``: three digits where more say nothing."""
    if number < 1000:
        return f"{number:.0f}"
    if number < 999_500:
        step = 10 ** max(0, math.floor(math.log10(number)) - 2)
        return f"{round(number / step) * step:,.0f}"
    return f"{number / 1e6:.3g} million"


def roughly(number: float, noun: str) -> str:
    """``1 step``, ``45,300 steps``: a `count` of something."""
    said = count(number)
    return f"{said} {noun}" + ("" if said == "1" else "s")
