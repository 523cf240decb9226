"""Seeding generators as NumPy does, for many seeds at once.

The words are those of ``numpy.random.SeedSequence(seed, spawn_key=(stream, child))``, whose
hash is O'Neill's: "Developing a seed_seq alternative", 2015, https://www.pcg-random.org.
"""

import numpy as np
from numpy.typing import NDArray

from gdrun.engine.compile.compiling import inner

POOL = 4
"""Words of 32 bits that the entropy is mixed in; a seed fills one, and zeros the others."""

INIT_A, MULT_A = 0x43B0D7E5, 0x931E8875
INIT_B, MULT_B = 0x8B51F9DD, 0x58F38DED
MIX_LEFT, MIX_RIGHT = 0xCA01F9DD, 0x4973F715
"""The hash's constants."""

LOW = 0xFFFFFFFF
"""The 32 bits to which all arithmetic is cut: it is done in 64."""


def seed_words(seeds: NDArray[np.int64], stream: int, words: NDArray[np.uint64]) -> None:
    """Sets ``words`` (children, trials, 4) to what each child's generator is seeded with.

    A seed is below 2³². The words are ``SeedSequence.generate_state(4, numpy.uint64)``; who asks
    that for fewer gets the first of them.
    """
    pool = np.empty(POOL, np.int64)
    for child in range(words.shape[0]):
        for trial in range(words.shape[1]):
            mix_entropy(seeds[trial], stream, child, pool)
            write_words(pool, words[child, trial])


@inner
def mix_entropy(seed: int, stream: int, child: int, pool: NDArray[np.int64]) -> None:
    """Fills the pool."""
    factor = np.int64(INIT_A)
    for i in range(POOL):
        pool[i], factor = hashed(seed if i == 0 else np.int64(0), factor, MULT_A)
    for source in range(POOL):
        for i in range(POOL):
            if i != source:
                value, factor = hashed(pool[source], factor, MULT_A)
                pool[i] = mixed(pool[i], value)
    for entropy in (stream, child):
        for i in range(POOL):
            value, factor = hashed(entropy, factor, MULT_A)
            pool[i] = mixed(pool[i], value)


@inner
def write_words(pool: NDArray[np.int64], words: NDArray[np.uint64]) -> None:
    """Draws the generator's words from the pool, each of two halves, the lower one first."""
    factor = np.int64(INIT_B)
    for i in range(words.size):
        low, factor = hashed(pool[2 * i % POOL], factor, MULT_B)
        high, factor = hashed(pool[(2 * i + 1) % POOL], factor, MULT_B)
        words[i] = np.uint64(high) << np.uint64(32) | np.uint64(low)


@inner
def hashed(value: int, factor: int, multiplier: int) -> tuple[int, int]:
    """The value's hash, and the factor for the next one."""
    value ^= factor
    factor = times(factor, multiplier)
    value = times(value, factor)
    return value ^ value >> 16, factor


@inner
def mixed(left: int, right: int) -> int:
    """Two words made one."""
    result = (times(left, MIX_LEFT) - times(right, MIX_RIGHT)) & LOW
    return result ^ result >> 16


@inner
def times(left: int, right: int) -> int:
    """The product's low 32 bits; that of the halves below 2¹⁶ and above does not overflow."""
    return (left * (right & 0xFFFF) + ((left * (right >> 16) & 0xFFFF) << 16)) & LOW
