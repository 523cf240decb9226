"""Random numbers come from named streams, each of which can follow the seed or stay."""

from pathlib import Path

import numpy as np
import pytest

import gdrun
from gdrun.config import parse_config
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
    config = parse_config(small(randomness={"vary": ["init"]}), Path(), "c")
    streams = TrialStreams(seeds, config.stream_seed)
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


@pytest.mark.parametrize("stream", ["split", "init", "order", "rounding"])
def test_an_offset_gives_a_stream_the_seed_of_another_trial(stream: str) -> None:
    """The others keep theirs, so an offset for each is another trial altogether."""
    vary = ["split", "init", "order", "rounding"]
    plain = hashes(gdrun.train(small(randomness={"vary": vary})))
    of_all = dict.fromkeys(vary, 3)
    moved = gdrun.train(small(seeds=2, randomness={"vary": vary, "offsets": of_all}))
    assert hashes(moved) == {0: plain[3], 1: plain[4]}
    alone = hashes(gdrun.train(small(randomness={"vary": vary, "offsets": {stream: 3}})))
    assert not set(alone.values()) & set(plain.values())


@pytest.mark.parametrize("stream", ["split", "init", "order"])
def test_an_offset_moves_a_stream_that_does_not_follow_the_seed(stream: str) -> None:
    followed = hashes(gdrun.train(small(randomness={"vary": [stream]})))
    # In a sweep, where variants share what data they have alike.
    over = {f"randomness.offsets.{stream}": [0, 2, 4]}
    moved = gdrun.sweep(small(seeds=1, randomness={"vary": []}), over)
    found = [record.weights_sha256 for record in moved.records]
    assert found == [followed[0], followed[2], followed[4]]


def test_data_is_drawn_with_the_seed_that_its_offset_tells() -> None:
    source = {"data": {"source": {"name": "spirals", "rows": 80}}}
    followed = gdrun.train(small(**source, seeds=[5], randomness={"vary": ["data"]}))
    still = {"vary": [], "offsets": {"data": 5}}
    moved = gdrun.train(small(**source, seeds=1, randomness=still))
    assert hashes(moved)[0] == hashes(followed)[5]


def test_seeds_in_a_row_share_a_split() -> None:
    plain = hashes(gdrun.train(small(randomness={"vary": ["split"]})))
    shared = hashes(gdrun.train(small(randomness={"vary": ["split"], "seeds_per_split": 2})))
    assert [shared[seed] for seed in range(5)] == [plain[seed // 2] for seed in range(5)]
    # First weights follow each seed all the same.
    both = small(randomness={"vary": ["split", "init"], "seeds_per_split": 2})
    assert len(set(hashes(gdrun.train(both)).values())) == 5
