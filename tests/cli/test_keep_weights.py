"""Which weights are kept, and computed again where they were not."""

from pathlib import Path
from typing import Any

import numpy as np

from tests.cli.storing import document, kept_seeds, run


def test_keep_weights(here: Path) -> None:
    run(here, "sweep", "--over", "training.batch_size=8,16")
    assert "--keep-weights" in run(
        here, "export", "--format", "npz", "--output", here / "w.npz", code=2
    )
    best = ("--over", "training.batch_size=8,16", "--keep-weights", "best", "--fresh")
    found = document(here, "sweep", *best)
    run(here, "export", "--format", "npz", "--output", here / "w.npz")
    with np.load(here / "w.npz") as arrays:
        for number, variant in enumerate(found["variants"], start=1):
            scores = {t["seed"]: t["metrics"]["validation"]["accuracy"] for t in variant["trials"]}
            (seed,) = arrays[f"v{number}_seeds"]
            assert scores[int(seed)] == max(scores.values())


def best_seed(variant: Any) -> int:
    """The smallest of the seeds that are best on the validation part."""
    scores = {t["seed"]: t["metrics"]["validation"]["accuracy"] for t in variant["trials"]}
    return min(int(seed) for seed, score in scores.items() if score == max(scores.values()))


def test_the_bests_weights_are_computed_again_where_they_were_not_kept(here: Path) -> None:
    over = ("--over", "training.batch_size=8,16")
    first = document(here, "sweep", *over)
    second = document(here, "sweep", *over, "--keep-weights", "best")
    best = [best_seed(variant) for variant in first["variants"]]
    assert [
        [t["seed"] for t in variant["trials"] if not t["reused"]] for variant in second["variants"]
    ] == [[seed] for seed in best]
    assert kept_seeds(here) == {"v1_": [best[0]], "v2_": [best[1]]}
    assert document(here, "sweep", *over, "--keep-weights", "best")["steps"] == 0


def test_the_best_is_sought_among_stored_trials_too(here: Path) -> None:
    best = best_seed(document(here, "train", "--no-store", "--seeds", "10")["variants"][0])
    few = [best, *(seed for seed in range(4) if seed != best)]
    for seeds in (",".join(map(str, few)), "10"):
        document(here, "train", "--seeds", seeds, "--keep-weights", "best")
        assert kept_seeds(here) == {"": [best]}


def test_weights_that_others_keep_are_not_given_up(here: Path) -> None:
    train = document(here, "train", "--set", "training.batch_size=16")
    best = ("--over", "training.batch_size=8,16", "--keep-weights", "best", "--fresh")
    document(here, "sweep", *best)
    assert kept_seeds(here, train["id"]) == {"": [0, 1, 2, 3]}
    # Of the variant that nobody else has, one trial's are left.
    assert len(kept_seeds(here)["v1_"]) == 1
