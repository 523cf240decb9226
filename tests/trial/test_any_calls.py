"""A trial's bits with everything on, however its calls are cut, shared, interrupted and threaded.

Rows and batches lie around the edges of tiles, so that what one tile, batch, epoch, portion or
trial leaves behind in a call's memory is of another size than what the next one needs.
"""

import os
import pickle
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gdrun
from gdrun.config import parse_config
from gdrun.engine.loop.signatures import training_loop
from gdrun.engine.loop.state import INTERRUPTED, RUNNING
from gdrun.trial.binding import Binding
from gdrun.trial.data_of_seeds import Datasets, make_bindings
from gdrun.trial.rates import rate_blocks
from gdrun.trial.training import Arrays, make_arrays
from tests.parts.own_files import no_files_left
from tests.parts.toy_layer import FOLDED
from tests.trial.small import hashes

EXAMPLES = int(os.environ.get("GDRUN_FUZZ_EXAMPLES", "60"))
EPOCHS, SEEDS = 5, range(4)

TRAINED = st.sampled_from([31, 32, 33, 34, 63, 64, 65, 66])
ROWS = st.sampled_from([2, 3]) | TRAINED
RATES = st.sampled_from([0.0, 0.2, 0.5])
DENSE = st.fixed_dictionaries(
    {"units": st.sampled_from([1, 3, 8, 17])},
    optional={
        "activation": st.sampled_from(["relu", "tanh", "gelu", {"name": "elu", "alpha": 0.5}]),
        "normalization": st.sampled_from(["layer", "none"]),
        "dropout": RATES,
        "weights": st.sampled_from(["he_normal", "glorot_uniform"]),
    },
)
KINDS = st.sampled_from(
    [{"name": "folded"}, {"name": "layer_norm"}, {"name": "dropout", "rate": 0.4}]
)
WEIGHTS = st.sampled_from(
    [
        {"class_weights": {"0": 0.5, "1": 2.0}},
        {"class_weights": {"0": 0.5, "1": 2.0}, "weighted_metrics": True},
        # Batches in which nothing counts make no step.
        {"class_weights": {"0": 0.0}},
    ]
)
CONFIGS = st.fixed_dictionaries(
    {
        "data": st.tuples(TRAINED, ROWS, ROWS).map(
            lambda rows: {
                "source": {"name": "moons", "rows": sum(rows)},
                "split": dict(zip(("train", "validation", "test"), rows, strict=True)),
            }
        ),
        "model": st.fixed_dictionaries(
            {
                "hidden": st.lists(st.one_of(DENSE, KINDS), max_size=4),
                "dropout": RATES,
                "normalization": st.sampled_from(["layer", "none"]),
                "input": st.fixed_dictionaries({"dropout": RATES}),
            }
        ),
        "penalty": st.just({"l1": 0.001, "l2": 0.01}),
        "optimizer": st.sampled_from(
            [
                {"name": "adam", "learning_rate": 0.05},
                {"name": "sgd", "learning_rate": 0.1, "momentum": 0.9},
                {"name": "sgd", "learning_rate": 0.1},
            ]
        ),
        "decay": st.sampled_from(
            [
                {"name": "plateau", "patience": 0, "factor": 0.5},
                {"name": "exponential", "factor": 0.99, "per": "step"},
                {"name": "cosine", "warmup": 2},
            ]
        ),
        "training": st.fixed_dictionaries(
            {
                "epochs": st.just(EPOCHS),
                "batch_size": st.sampled_from([1, "full"]) | ROWS,
                "dtype": st.sampled_from(["float32", "float64"]),
                "clip_value": st.just(0.5),
                "clip_norm": st.just(1.0),
                "average": st.sampled_from([{"name": "ema"}, {"name": "swa"}]),
                "stop": st.fixed_dictionaries(
                    {
                        "monitor": st.sampled_from(
                            ["validation.loss", "validation.roc_auc", "validation.brier"]
                        ),
                        "patience": st.integers(1, 3),
                    }
                ),
            }
        ),
        "randomness": st.sampled_from(
            [{"vary": ["init", "order", "dropout"]}, {"vary": ["rounding", "dropout"]}]
        ),
        "seeds": st.just(list(SEEDS)),
    }
)
GROUPS = st.permutations(list(SEEDS)).flatmap(
    lambda seeds: st.sets(st.integers(1, len(seeds) - 1)).map(
        lambda cuts: [seeds[a:b] for a, b in pairwise([0, *sorted(cuts), len(seeds)])]
    )
)
CUTS = st.sets(st.integers(1, EPOCHS - 1)).map(lambda cuts: [0, *sorted(cuts), EPOCHS])


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    path = tmp_path_factory.mktemp("own") / "folded.py"
    path.write_text(FOLDED, encoding="utf-8")
    with no_files_left():
        yield str(path)


def fresh(binding: Binding, seeds: Sequence[int]) -> Arrays:
    return make_arrays(binding, seeds, np.zeros((len(seeds), 2), np.int64))


def train(binding: Binding, arrays: Arrays, cuts: Sequence[int], stop: int = 0) -> Arrays:
    """Trains between these epochs, with each call going on from a copy of what the last left."""
    config = binding.config
    ((_, rates),) = rate_blocks(
        config.decay, config.optimizer.learning_rate, EPOCHS, binding.steps_per_epoch
    )
    loop = training_loop(config.training.dtype)
    for first, last in pairwise(cuts):
        arrays = pickle.loads(pickle.dumps(arrays))
        loop(
            first, last, binding.problem, binding.kernels, rates[first:last], arrays.state,
            arrays.report, np.full(1, stop),
        )  # fmt: skip
    return arrays


def bits(arrays: Arrays, seeds: Sequence[int]) -> dict[int, tuple[bytes, ...]]:
    """All that is told of each trial."""
    told = (arrays.state.theta, arrays.state.status, *arrays.report)
    return {seed: tuple(each[k].tobytes() for each in told) for k, seed in enumerate(seeds)}


@settings(max_examples=EXAMPLES, deadline=None)
@given(
    said=CONFIGS, weights=WEIGHTS, groups=GROUPS, cuts=CUTS, interrupted=st.integers(1, EPOCHS - 1)
)
def test_bits_depend_on_seed_and_config_alone(
    own: str,
    said: dict[str, Any],
    weights: dict[str, Any],
    groups: list[list[int]],
    cuts: list[int],
    interrupted: int,
) -> None:
    said = {"parts": [own], **said, "training": {**said["training"], **weights}}
    binding = make_bindings(parse_config(said, Path(), "any"), 0, Datasets()).first
    whole = [0, EPOCHS]
    alone: dict[int, tuple[bytes, ...]] = {}
    for seed in SEEDS:
        alone |= bits(train(binding, fresh(binding, [seed]), whole), [seed])

    def grouped(seeds: Sequence[int]) -> dict[int, tuple[bytes, ...]]:
        return bits(train(binding, fresh(binding, seeds), cuts), seeds)

    # What an interrupted call has left in this process is met by nobody.
    begun = train(binding, fresh(binding, groups[0]), [0, interrupted])
    running = begun.state.status == RUNNING
    stopped = train(binding, begun, [interrupted, EPOCHS], stop=1)
    assert (stopped.state.status[running] == INTERRUPTED).all()
    with ThreadPoolExecutor(2) as threads:
        for found in threads.map(grouped, groups):
            assert {seed: alone[seed] for seed in found} == found
    # And through the front door, which picks groups and calls of its own.
    outcome = gdrun.train(said, workers=2)
    told = {record.seed: record.weights.tobytes() for record in outcome.records}
    assert told == {seed: each[0] for seed, each in alone.items()}
    assert hashes(outcome) == hashes(gdrun.train(said, workers=1))
    # And through a store, in which some of the trials are already.
    with TemporaryDirectory() as folder:
        store = Path(folder) / "gdrun.db"
        gdrun.train({**said, "seeds": sorted(groups[0])}, workers=1, store=store)
        assert hashes(outcome) == hashes(gdrun.train(said, workers=2, store=store))
