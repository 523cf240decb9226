"""Named streams of random numbers, each a function of the seed, the stream and a child alone.

No stream knows of variants, workers or other trials: at one seed, two settings meet the same
split, the same initial draws and the same batches. A stream is NumPy's
``SeedSequence(seed, spawn_key=(stream, child))``.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from itertools import repeat
from typing import Any, get_args

import numpy as np
from numpy.random.bit_generator import ISpawnableSeedSequence
from numpy.typing import NDArray

from gdrun.config.randomness import Stream
from gdrun.engine.loop.signatures import seeding_function

STREAMS: tuple[Stream, ...] = get_args(Stream)


SeedOf = Callable[[Stream, NDArray[np.int64]], NDArray[np.int64]]
"""What seeds a stream in the trials with these seeds: as ``Config.stream_seed`` says."""


def data_generator(stream: Stream, seed: int) -> np.random.Generator:
    """What makes or splits the data; ``seed`` is the stream's own."""
    sequence = np.random.SeedSequence(seed, spawn_key=(STREAMS.index(stream), 0))
    return np.random.default_rng(sequence)


class TrialStreams:
    """The streams of some trials.

    All are seeded at once, in compiled code: a ``SeedSequence`` takes longer to make than a
    small network's weights.
    """

    def __init__(self, seeds: Sequence[int], seed_of: SeedOf) -> None:
        self._seeds = np.array(seeds, np.int64)
        self._seed_of = seed_of
        self.trials = len(seeds)

    def generators(self, stream: Stream, children: int) -> Iterator[Iterator[np.random.Generator]]:
        """For each child the trials' generators; tensors are children 0, 1, … of ``init``."""
        seeds, place = self._seeds_of(stream).tolist(), STREAMS.index(stream)
        for child, words in enumerate(self._words(stream, children)):
            yield map(_generator, words, seeds, repeat((place, child)))

    def seed_words(self, stream: Stream) -> NDArray[np.uint64]:
        """What (trials, 4) the compiled loop seeds its generators with."""
        words: NDArray[np.uint64] = self._words(stream, 1)[0]
        return words

    def _words(self, stream: Stream, children: int) -> NDArray[np.uint64]:
        words = np.empty((children, self.trials, 4), np.uint64)
        seeding_function()(self._seeds_of(stream), STREAMS.index(stream), words)
        return words

    def _seeds_of(self, stream: Stream) -> NDArray[np.int64]:
        return self._seed_of(stream, self._seeds)


class _KnownWords(ISpawnableSeedSequence):
    """NumPy's seed sequence, which is made only if it is asked for more than the words known."""

    def __init__(self, words: NDArray[np.uint64], seed: int, key: tuple[int, int]) -> None:
        self._words = words
        self._seed = seed
        self._key = key

    @cached_property
    def _sequence(self) -> np.random.SeedSequence:
        return np.random.SeedSequence(self._seed, spawn_key=self._key)

    def generate_state(self, n_words: int, dtype: Any = np.uint32) -> Any:
        if n_words == len(self._words) and dtype is np.uint64:
            return self._words
        return self._sequence.generate_state(n_words, dtype)

    def spawn(self, n_children: int) -> Any:
        return self._sequence.spawn(n_children)


def _generator(words: NDArray[np.uint64], seed: int, key: tuple[int, int]) -> np.random.Generator:
    """As ``numpy.random.default_rng`` makes it of the seed's sequence that the words are from."""
    # Any ISeedSequence will do, as NumPy's documentation says; its types know but its own.
    return np.random.Generator(np.random.PCG64(_KnownWords(words, seed, key)))  # type: ignore[arg-type]
