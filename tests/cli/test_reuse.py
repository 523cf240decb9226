"""What is stored is used again, and only what is not is computed."""

from pathlib import Path

import numpy as np
import pytest

from tests.cli.storing import document, run, trials


def test_nothing_is_computed_twice(here: Path) -> None:
    first, second = document(here, "train"), document(here, "train")
    assert first["id"] == second["id"]
    assert first["steps"] > 0
    assert second["steps"] == 0
    for key, trial in trials(first).items():
        again = trials(second)[key]
        assert not trial["reused"]
        assert again == {**trial, "reused": True}
    more = document(here, "train", "--seeds", "6")
    assert [t["reused"] for t in trials(more).values()] == [True] * 4 + [False] * 2
    fresh = document(here, "train", "--fresh")
    assert not any(t["reused"] for t in trials(fresh).values())
    for key, trial in trials(first).items():
        assert trials(fresh)[key]["weights_sha256"] == trial["weights_sha256"]
    assert "All 4 trials stored already" in run(here, "train")


@pytest.mark.parametrize(
    "change",
    [
        "training.epochs=9",
        "optimizer.learning_rate=0.06",
        "optimizer.beta1=0.8",
        "data.normalize=standardize",
        "randomness.vary=[init]",
        "training.dtype=float64",
    ],
)
def test_any_other_setting_is_computed(here: Path, change: str) -> None:
    run(here, "train")
    other = document(here, "train", "--set", change)
    assert not any(t["reused"] for t in trials(other).values())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("randomness.vary=[init, order]",), ("randomness.vary=[order, init]",)),
        (
            ("model.hidden=[]", "model.activation=relu"),
            ("model.hidden=[]", "model.activation={name: leaky_relu, slope: 0.2}"),
        ),
        (("model.weights=xavier",), ("model.weights=glorot_uniform",)),
    ],
)
def test_what_is_written_otherwise_and_computes_the_same_is_known_again(
    here: Path, one: tuple[str, ...], other: tuple[str, ...]
) -> None:
    first, second = (
        [argument for setting in settings for argument in ("--set", setting)]
        for settings in (one, other)
    )
    run(here, "train", *first)
    found = trials(document(here, "train", *second))
    assert all(trial["reused"] for trial in found.values())
    computed = trials(document(here, "train", *second, "--no-store"))
    for key, trial in found.items():
        assert trial["weights_sha256"] == computed[key]["weights_sha256"]


def test_a_name_changes_nothing_and_a_file_counts_by_its_content(here: Path) -> None:
    run(here, "train")
    renamed = document(here, "train", "--set", "name=other")
    assert all(t["reused"] for t in trials(renamed).values())
    X, y = np.random.default_rng(0).normal(size=(30, 2)), np.arange(30) % 2
    np.savez(here / "a.npz", X=X, y=y)
    np.savez(here / "b.npz", X=X, y=y)
    source = "data.source={}.npz"
    assert not trials(document(here, "train", "--set", source.format("a")))[("small", 0)]["reused"]
    assert trials(document(here, "train", "--set", source.format("b")))[("small", 0)]["reused"]
    np.savez(here / "b.npz", X=-X, y=y)
    assert not trials(document(here, "train", "--set", source.format("b")))[("small", 0)]["reused"]


def test_a_sweep_computes_only_the_new_value(here: Path) -> None:
    first = document(here, "sweep", "--over", "training.batch_size=8,16")
    more = document(here, "sweep", "--over", "training.batch_size=8,16,32")
    reused = {key for key, trial in trials(more).items() if trial["reused"]}
    assert reused == set(trials(first))
    # A training of one of the variants finds its trials, too, if it needs no weights of them.
    alone = document(here, "train", "--set", "training.batch_size=16", "--keep-weights", "none")
    assert all(t["reused"] for t in trials(alone).values())


def test_no_store(here: Path) -> None:
    found = document(here, "train", "--no-store")
    assert found["store"] is None is found["id"]
    assert not (here / "gdrun.db").exists()
