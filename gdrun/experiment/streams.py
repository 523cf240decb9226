"""Named streams of random numbers, each a function of the seed, the stream and a child alone.

No stream knows of variants, workers or other trials: at one seed, two settings meet the same
split, the same initial draws and the same batches. A stream is NumPy's
``SeedSequence(seed, spawn_key=(stream, child))``.
"""

from collections.abc import Collection, Iterator, Sequence
from typing import Any, get_args

import numpy as np
from numpy.random.bit_generator import ISeedSequence
from numpy.typing import NDArray

from gdrun.config.schema import Stream
from gdrun.engine.signatures import seeding_function

STREAMS: tuple[Stream, ...] = get_args(Stream)


def data_generator(stream: Stream, seed: int, vary: Collection[str]) -> np.random.Generator:
    """What makes or splits the data; it follows ``seed`` if the stream is in ``vary``."""
    sequence = np.random.SeedSequence(
        seed if stream in vary else 0, spawn_key=(STREAMS.index(stream), 0)
    )
    return np.random.default_rng(sequence)


class TrialStreams:
    """The streams of some trials: those in ``vary`` follow the seeds, the others stay at seed 0.

    All are seeded at once, in compiled code: a ``SeedSequence`` takes longer to make than a
    small network's weights.
    """

    def __init__(self, seeds: Sequence[int], vary: Collection[str]) -> None:
        self._seeds = np.array(seeds, np.int64)
        self._vary = vary
        self.trials = len(seeds)

    def generators(self, stream: Stream, children: int) -> Iterator[Iterator[np.random.Generator]]:
        """For each child the trials' generators; tensors are children 0, 1, … of ``init``."""
        return (map(_generator, rows) for rows in self._words(stream, children))

    def seed_words(self, stream: Stream) -> NDArray[np.uint64]:
        """What (trials, 4) the compiled loop seeds its generators with."""
        words: NDArray[np.uint64] = self._words(stream, 1)[0]
        return words

    def _words(self, stream: Stream, children: int) -> NDArray[np.uint64]:
        seeds = self._seeds if stream in self._vary else np.zeros_like(self._seeds)
        words = np.empty((children, self.trials, 4), np.uint64)
        seeding_function()(seeds, STREAMS.index(stream), words)
        return words


class _Seeded(ISeedSequence):
    """A seed sequence whose words are known."""

    def __init__(self, words: NDArray[np.uint64]) -> None:
        self._words = words

    def generate_state(self, n_words: int, dtype: Any = np.uint64) -> NDArray[np.uint64]:  # noqa: ARG002
        return self._words


def _generator(words: NDArray[np.uint64]) -> np.random.Generator:
    """As ``numpy.random.default_rng`` makes it of the sequence that the words are from."""
    # Any ISeedSequence will do, as NumPy's documentation says; its types know but its own.
    return np.random.Generator(np.random.PCG64(_Seeded(words)))  # type: ignore[arg-type]
