"""``exp``, ``expm1`` and ``tanh`` without branches and library calls, so that loops vectorise.

All reduce the argument, x = n ln 2 + r with |r| ≤ ln 2 / 2, and sum the Taylor series of eʳ − 1;
2ⁿ is written into the exponent bits. The relative error stays below 3 units in the last place, in
float32 and in float64. NaN is passed on; ``exp`` overflows to infinity and underflows through the
subnormal numbers to 0. Cody & Waite, "Software manual for the elementary functions", 1980.
"""

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from gdrun.engine.compile.compiling import inner


class Format(NamedTuple):
    """What the functions need to know of a floating-point format."""

    number: Any
    integer: Any
    mantissa_bits: int
    exponent_bias: int
    ln2_high: float
    """ln 2 with so few bits that n ln2_high is exact."""
    terms: int
    """Terms of the Taylor series that the format's precision needs."""
    saturation: float
    """Where tanh is 1 to the last bit."""

    @property
    def ln2_low(self) -> float:
        """ln 2 = 0x1.62e42fefa39ef35793c7673007e5ed5e81e69p-1 without its high part, exactly."""
        return (math.log(2) - self.ln2_high) + 2.3190468138462996e-17

    @property
    def rounder(self) -> float:
        """1.5 · 2^bits: adding and subtracting it rounds to the nearest integer."""
        return 1.5 * 2.0**self.mantissa_bits

    @property
    def largest(self) -> float:
        """Beyond this argument, and below minus it, an exponential is infinity or 0."""
        return float(self.number(2 * self.exponent_bias - 2) * self.number(math.log(2)))

    @property
    def coefficients(self) -> tuple[float, ...]:
        """Of the Taylor series of (eʳ − 1 − r) / r², that of the highest power first."""
        return tuple(1 / math.factorial(k) for k in range(self.terms, 1, -1))


FLOAT32 = Format(np.float32, np.int32, 23, 127, 0.693359375, 7, 10.0)
FLOAT64 = Format(np.float64, np.int64, 52, 1023, float.fromhex("0x1.62e42feep-1"), 13, 20.0)


def _make(form: Format) -> tuple[Callable[[Any], Any], ...]:
    number, integer = form.number, form.integer
    one, two = number(1), number(2)
    per_ln2 = number(1 / math.log(2))
    ln2_high, ln2_low = number(form.ln2_high), number(form.ln2_low)
    rounder, largest = number(form.rounder), number(form.largest)
    bits, bias = integer(form.mantissa_bits), integer(form.exponent_bias)
    saturation = number(form.saturation)
    saturation_of_expm1 = number(40)
    coefficients = tuple(map(number, form.coefficients))

    @inner
    def power_of_two(n: Any) -> Any:
        return integer((n + bias) << bits).view(number)

    @inner
    def reduced_expm1(x: Any) -> Any:
        """n and eʳ − 1 of a finite x."""
        n = (x * per_ln2 + rounder) - rounder
        r = (x - n * ln2_high) - n * ln2_low
        series = coefficients[0]
        for k in range(1, len(coefficients)):
            series = series * r + coefficients[k]
        return integer(n), r + r * r * series

    @inner
    def exp(x: Any) -> Any:
        # NaN fails both comparisons and becomes a number, for a NaN has no integer part.
        bounded = x if x < largest else largest
        bounded = bounded if bounded > -largest else -largest
        n, grown = reduced_expm1(bounded)
        # 2ⁿ in two factors: beyond the format's range one after the other over- or underflows.
        first = n >> integer(1)
        result = (one + grown) * power_of_two(first) * power_of_two(n - first)
        return result if x == x else x

    @inner
    def expm1(x: Any) -> Any:
        bounded = x if x < saturation_of_expm1 else saturation_of_expm1
        bounded = bounded if bounded > -saturation_of_expm1 else -saturation_of_expm1
        n, grown = reduced_expm1(bounded)
        scale = power_of_two(n)
        # Small values keep their relative precision; of large ones the 1 is beyond the last bit.
        near = scale * grown + (scale - one)
        return near if abs(x) < saturation_of_expm1 else exp(x) - one

    @inner
    def tanh(x: Any) -> Any:
        size = abs(x)
        bounded = size if size < saturation else saturation
        n, grown = reduced_expm1(two * bounded)
        scale = power_of_two(n)
        # e^(2|x|) − 1, whose small values keep their relative precision.
        expm1 = scale * grown + (scale - one)
        result = expm1 / (expm1 + two)
        return (-result if x < number(0) else result) if x == x else x

    return exp, expm1, tanh


exp32, expm132, tanh32 = _make(FLOAT32)
exp64, expm164, tanh64 = _make(FLOAT64)
