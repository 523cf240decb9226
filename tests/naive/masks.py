"""Dropout's masks, one unit at a time, in Python's whole numbers."""

HALF = 2**32


def hashed(x: int, between: int) -> int:
    """Two rounds of shifting and multiplying 32 bits, with ``between`` mixed in after the first."""
    x = (x ^ (x >> 16)) * 0x7FEB352D % HALF
    x ^= between
    x = (x ^ (x >> 15)) * 0x846CA68B % HALF
    return x ^ (x >> 16)


def joined(seed: int, number: int) -> int:
    """A seed and a number, mixed into a seed of 63 bits."""
    low, high, number = seed % HALF, seed // HALF, number % HALF
    return hashed(low ^ number, high) + HALF * (hashed(high ^ number, low) // 2)


def is_lost(seed: int, step: int, row: int, unit: int, rate: float) -> bool:
    """Whether a layer with this seed loses a unit of a row in a step."""
    own = joined(joined(seed, step), row)
    bits = hashed((own % HALF + unit * 0x9E3779B9) % HALF, own // HALF)
    return bits < int(rate * HALF)
