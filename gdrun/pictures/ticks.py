"""Round numbers at which axes have ticks."""

import math

from gdrun.evidence.pictures.scales import Scale, along

_CLOSE = 1e-9
_NINES = 10
"""So far are shares near 1 told apart."""
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def power_of_ten(power: int) -> str:
    """``10⁻⁷`` of −7."""
    return f"10{str(power).translate(_SUPERSCRIPTS)}"


def round_ticks(low: float, high: float, most: int, *, whole: bool = False) -> list[float]:
    """At most so many multiples of 1, 2 or 5 times a power of ten, whole ones if others mean
    nothing."""
    power = math.floor(math.log10((high - low) / most))
    for exponent in (power, power + 1, power + 2):
        for factor in (1, 2, 5):
            step = factor * 10.0**exponent
            if whole and step < 1:
                continue
            first = math.ceil(low / step - _CLOSE)
            last = math.floor(high / step + _CLOSE)
            if last - first < most:
                # Divided, as 3 * 0.1 is no round number.
                return [
                    k * factor / 10.0**-exponent if exponent < 0 else k * step
                    for k in range(first, last + 1)
                ]
    return []


def decade_ticks(low: float, high: float, most: int) -> list[float]:
    """Powers of ten between numbers above 0, at most so many.

    Where there are not two of them they are numbers between these, or else round ones.
    """
    bottom, top = math.log10(low), math.log10(high)
    first, last = math.ceil(bottom - _CLOSE), math.floor(top + _CLOSE)
    if last > first:
        every = math.ceil((last - first + 1) / most)
        return [10.0**k for k in range(first, last + 1) if k % every == 0]
    for factors in ((1, 2, 5), (1, 2, 3, 4, 5, 6, 8)):
        between = [
            value
            for k in range(first - 1, last + 1)
            for factor in factors
            if low <= (value := factor * 10.0**k) <= high
        ]
        if 2 <= len(between) <= most:
            return between
    return round_ticks(low, high, most)


def near_one_ticks(low: float, high: float, most: int) -> list[float]:
    """Shares that people know: 0.5, 0.9, 0.95, 0.98, 0.99, …; from the top those not too close.

    Empty where there are not two of them.
    """
    known = [0.0, 0.2, 0.5]
    for power in range(1, _NINES):
        known += [1 - missing * 10.0**-power for missing in (2, 1, 0.5)]
    (bottom, top), places = along([low, high], Scale.NEAR_ONE), along(known, Scale.NEAR_ONE)
    found: list[float] = []
    last = math.inf
    for share, place in sorted(zip(known, places.tolist(), strict=True), reverse=True):
        if low <= share <= high and last - place > (top - bottom) / (most + 1):
            found.append(round(share, _NINES + 2))
            last = place
    return found[::-1] if len(found) > 1 else []
