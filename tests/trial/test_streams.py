"""Random numbers come from named streams, each of which can follow the seed or stay."""

import numpy as np
import pytest

import gdrun
from gdrun.trial.streams import TrialStreams
from tests.trial.small import hashes, small


@pytest.mark.parametrize("stream", ["split", "init", "order", "rounding"])
def test_each_stream_alone_can_follow_the_seed(stream: str) -> None:
    varied = gdrun.train(small(randomness={"vary": [stream]}))
    fixed = gdrun.train(small(randomness={"vary": []}))
    assert len(set(hashes(fixed).values())) == 1
    assert len(set(hashes(varied).values())) == 5
    # Seed 0 is what a stream that does not vary stays at; rounding then has no order at all.
    if stream != "rounding":
        assert hashes(varied)[0] == hashes(fixed)[0]


def test_rounding_noise_is_no_more_than_rounding() -> None:
    """The same batches, summed in another order: the first steps differ by rounding alone."""
    config = small(training={"epochs": 1, "dtype": "float64"}, randomness={"vary": ["rounding"]})
    first, second = gdrun.train(config).records[:2]
    assert first.weights_sha256 != second.weights_sha256
    np.testing.assert_allclose(first.weights, second.weights, rtol=1e-8, atol=1e-10)


def test_a_full_batch_is_not_shuffled() -> None:
    config = small(training={"epochs": 2, "batch_size": "full"}, randomness={"vary": ["order"]})
    assert len(set(hashes(gdrun.train(config)).values())) == 1


def test_streams_are_numpy_seed_sequences() -> None:
    """Promised to those who want the same numbers elsewhere."""
    seeds = (7, 0, 2**32 - 1)
    streams = TrialStreams(seeds, {"init"})
    *_, last = streams.generators("init", 4)
    for seed, generator in zip(seeds, last, strict=True):
        sequence = np.random.SeedSequence(seed, spawn_key=(2, 3))
        numpys = np.random.default_rng(sequence)
        np.testing.assert_array_equal(generator.random(4), numpys.random(4))
        # An initializer from elsewhere may want generators of its own.
        for _ in range(2):
            (child,), (expected,) = generator.spawn(1), numpys.spawn(1)
            assert child.random() == expected.random()
    words = np.random.SeedSequence(0, spawn_key=(3, 0)).generate_state(4, np.uint64)
    np.testing.assert_array_equal(streams.seed_words("order"), [words] * 3)
