"""Pools of trained networks, of which the truth is known: 200 seeds, each tested on 10,000 rows.

Experiments draw seeds and rows from a pool, with replacement. The truth is the pool's mean.
"""

from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

import gdrun
from gdrun.evidence.held_out import answers_of
from gdrun.evidence.row_values import RowAnswers, row_values

SEEDS = 200
ROWS = 10_000


@dataclass(frozen=True)
class Pool:
    """What networks of many seeds gave for the same rows."""

    answers: RowAnswers

    def truth(self, metric: str) -> float:
        """The metric's mean over all seeds, each on all rows."""
        return float(self.values(metric).mean(dtype=np.float64))

    def values(self, metric: str) -> NDArray[Any]:
        """What each row contributes, (seeds, rows)."""
        found = row_values(self.answers, metric)
        assert found is not None
        return found

    def drawn(self, seeds: NDArray[np.intp], rows: NDArray[np.intp]) -> "Pool":
        """The pool of some seeds and rows alone."""
        both = np.ix_(seeds, rows)
        answers = self.answers
        return Pool(
            replace(
                answers,
                targets=answers.targets[rows],
                classes=None if answers.classes is None else answers.classes[both],
                losses=None if answers.losses is None else answers.losses[both],
                raw=None if answers.raw is None else answers.raw[both],
            )
        )

    def draw(self, rng: np.random.Generator, seeds: int, rows: int) -> "Pool":
        """The pool of as many seeds and rows, drawn at random."""
        return self.drawn(rng.integers(0, SEEDS, seeds), rng.integers(0, ROWS, rows))


_SOURCES: dict[str, tuple[dict[str, Any], int]] = {
    "moons": ({"name": "moons", "noise": 0.35}, 150),
    "clear moons": ({"name": "moons", "noise": 0.16}, 150),
    "circles": ({"name": "circles", "noise": 0.1}, 150),
    "blobs": ({"name": "blobs", "noise": 1.2}, 150),
    "sine": ({"name": "sine", "noise": 0.2}, 150),
    "line": ({"name": "linear", "noise": 0.15}, 150),
    "noisy line": ({"name": "linear", "noise": 0.5}, 150),
}
"""A name → the generator, and how many rows are trained on."""

_NETWORKS: dict[str, dict[str, Any]] = {
    "moons": {"hidden": 8, "rate": 0.1, "epochs": 10},
    "other moons": {"hidden": 4, "rate": 0.1, "epochs": 20, "activation": "tanh"},
    "clear moons": {"hidden": 8, "rate": 0.3, "epochs": 100},
    "other clear moons": {"hidden": 16, "rate": 0.2, "epochs": 100},
    "circles": {"hidden": 8, "rate": 0.1, "epochs": 20},
    "blobs": {"hidden": 8, "rate": 0.1, "epochs": 10},
    "sine": {"hidden": 32, "rate": 0.2, "epochs": 500, "activation": "tanh"},
    "line": {"hidden": 8, "rate": 0.05, "epochs": 20},
    "noisy line": {"hidden": 8, "rate": 0.05, "epochs": 20},
    "other line": {"hidden": 4, "rate": 0.05, "epochs": 20, "activation": "tanh"},
}
"""Networks; those called other have the same rows as the one that they are another of."""


@cache
def pool(name: str) -> Pool:
    """The pool of a name, which takes some seconds to train."""
    (source, train), network = _SOURCES[name.removeprefix("other ")], _NETWORKS[name]
    config = {
        "data": {
            "source": {**source, "rows": train + 100 + ROWS},
            "split": {"train": train, "validation": 100, "test": ROWS},
        },
        "model": {
            "hidden": [network["hidden"]],
            "activation": network.get("activation", "relu"),
        },
        "training": {"epochs": network["epochs"], "batch_size": 16},
        "optimizer": {"name": "sgd", "learning_rate": network["rate"]},
        "randomness": {"vary": ["init", "order"]},
        "seeds": SEEDS,
    }
    records = gdrun.train(config).records
    assert all(record.status.complete for record in records)
    found = answers_of(records, "test")
    assert found is not None
    return Pool(found[1])
