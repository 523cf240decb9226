"""Numbers as people read them: no more digits than they deserve."""

import math

from gdrun.statistics import Summary


def decimals_for(summary: Summary) -> int:
    """Decimal places that show the standard deviation with two digits, or else four of the mean."""
    size, digits = (summary.std, 2) if summary.std else (abs(summary.mean), 4)
    if not size:
        return 4
    return max(0, min(8, digits - 1 - math.floor(math.log10(size))))


def mean_and_std(summary: Summary) -> str:
    """``0.9703 ± 0.0069``, or the mean alone of one value."""
    places = decimals_for(summary)
    mean = f"{summary.mean:.{places}f}"
    return mean if summary.std is None else f"{mean} ± {summary.std:.{places}f}"


def interval(summary: Summary) -> str:
    """``0.9654 – 0.9752``; empty for one value."""
    if summary.ci95 is None:
        return ""
    places = decimals_for(summary)
    low, high = summary.ci95
    return f"{low:.{places}f} … {high:.{places}f}"


def duration(seconds: float) -> str:
    """``0.38 s``, ``12 s``, ``3 min 20 s``, ``2 h 5 min``."""
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
