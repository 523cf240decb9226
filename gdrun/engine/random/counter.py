"""Random numbers without a state: hashes of what they are for.

What a row's unit meets in a step depends on nothing else, so it is the same in whatever order and
on whatever thread it is computed. The rounds are Wellons' ``lowbias32``, "Prospecting for hash
functions", 2018.
"""

import numpy as np

from gdrun.engine.compile.compiling import inlined

LOW = np.uint64(0xFFFFFFFF)
"""The 32 bits to which all arithmetic is cut: it is done in 64."""
FIRST, SECOND = np.uint64(0x7FEB352D), np.uint64(0x846CA68B)
"""The rounds' factors."""
GOLDEN = np.uint64(0x9E3779B9)
"""2³² divided by the golden ratio: what sets one unit apart from the next."""
B15, B16, B32, B33 = np.uint64(15), np.uint64(16), np.uint64(32), np.uint64(33)


@inlined
def hash32(x: np.uint64, between: np.uint64) -> np.uint64:
    """Mixes 32 bits; ``between`` comes in after half of the work."""
    x ^= x >> B16
    x = (x * FIRST) & LOW
    x ^= between
    x ^= x >> B15
    x = (x * SECOND) & LOW
    return x ^ (x >> B16)


@inlined
def mixed(seed: int, number: int) -> int:
    """A seed, from 0 to 2⁶³ − 1, made of another one and the lower 32 bits of a number."""
    bits, other = np.uint64(seed), np.uint64(number) & LOW
    low = hash32((bits & LOW) ^ other, bits >> B32)
    high = hash32((bits >> B32) ^ other, bits & LOW)
    return np.int64(low | (high >> np.uint64(1)) << B32)  # type: ignore[return-value]


@inlined
def random_bits(seed: int, unit: int) -> int:
    """32 bits, as a number, of a seed and a unit."""
    bits = np.uint64(seed)
    return np.int64(  # type: ignore[return-value]
        hash32(((bits & LOW) + np.uint64(unit) * GOLDEN) & LOW, bits >> B32)
    )
