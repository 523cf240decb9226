"""Named streams of random numbers, each a function of the seed, the stream and a child alone.

No stream knows of variants, workers or other trials: at one seed, two settings meet the same
split, the same initial draws and the same batches.
"""

from collections.abc import Collection
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from gdrun.config.schema import Stream

STREAMS: tuple[Stream, ...] = get_args(Stream)


class Streams:
    """The streams of one trial: those in ``vary`` follow ``seed``, the others stay at seed 0."""

    def __init__(self, seed: int, vary: Collection[str]) -> None:
        self._seeds = {stream: seed if stream in vary else 0 for stream in STREAMS}

    def _sequence(self, stream: Stream, child: int) -> np.random.SeedSequence:
        return np.random.SeedSequence(self._seeds[stream], spawn_key=(STREAMS.index(stream), child))

    def generator(self, stream: Stream, child: int = 0) -> np.random.Generator:
        """A generator for draws in Python; weight tensors are children 0, 1, … of ``init``."""
        return np.random.default_rng(self._sequence(stream, child))

    def compiled_state(self, stream: Stream) -> NDArray[np.uint64]:
        """The state (4,) of the generator that the compiled loop carries on."""
        bits = np.random.SFC64(self._sequence(stream, 0))
        state: NDArray[np.uint64] = bits.state["state"]["state"]
        return state
