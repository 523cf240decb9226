"""Random numbers inside compiled code: SFC64, and the shuffles made of it.

The generator is the one that NumPy calls ``SFC64``, so a state made by ``numpy.random.SFC64``
is continued here with the same numbers. Doty-Humphrey, "Small fast chaotic PRNG", PractRand 2010.
"""

import numpy as np
from numpy.typing import NDArray

from gdrun.engine.compile.compiling import inner


@inner
def next_uint64(state: NDArray[np.uint64]) -> np.uint64:
    """The next 64 random bits; ``state`` holds a, b, c and the counter, and is advanced."""
    a, b, c, counter = state[0], state[1], state[2], state[3]
    result = a + b + counter
    state[0] = b ^ (b >> np.uint64(11))
    state[1] = c + (c << np.uint64(3))
    state[2] = ((c << np.uint64(24)) | (c >> np.uint64(40))) + result
    state[3] = counter + np.uint64(1)
    return result


@inner
def start_random(state: NDArray[np.uint64]) -> None:
    """Makes of three words in ``state`` the state that ``numpy.random.SFC64`` makes of them."""
    state[3] = np.uint64(1)
    for _ in range(12):
        next_uint64(state)


@inner
def below(state: NDArray[np.uint64], bound: int) -> int:
    """A uniform integer in 0 … bound − 1, for bound up to 2³².

    Lemire, "Fast random integer generation in an interval", ACM TOMACS 29, 2019.
    """
    limit = np.uint64(bound)
    low_bits = np.uint64(0xFFFFFFFF)
    product = (next_uint64(state) >> np.uint64(32)) * limit
    if (product & low_bits) < limit:
        threshold = (np.uint64(1) << np.uint64(32)) % limit
        while (product & low_bits) < threshold:
            product = (next_uint64(state) >> np.uint64(32)) * limit
    return np.int64(product >> np.uint64(32))  # type: ignore[return-value]


@inner
def shuffle(state: NDArray[np.uint64], order: NDArray[np.int64], start: int, stop: int) -> None:
    """Permutes ``order[start:stop]`` uniformly (Fisher and Yates)."""
    for i in range(stop - 1, start, -1):
        j = start + below(state, i - start + 1)
        order[i], order[j] = order[j], order[i]
