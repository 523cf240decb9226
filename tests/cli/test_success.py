"""``--success`` of train, sweep and show, and what the best of the seeds would have claimed."""

import json
from pathlib import Path
from typing import Any

import pytest
import scipy.stats
import typer

from gdrun.cli.options import success_of
from gdrun.evidence.success import Success
from tests.cli.storing import document, run

SUCCESS = "validation.accuracy > 0.85"


def counted(variant: Any, portion: str, least: float) -> int:
    return sum(trial["metrics"][portion]["accuracy"] > least for trial in variant["trials"])


def test_training_tells_the_share_of_seeds(here: Path) -> None:
    found = document(here, "train", "--success", SUCCESS)
    (variant,) = found["variants"]
    told = variant["success"]
    assert told["of"] == SUCCESS
    assert (told["count"], told["n"]) == (counted(variant, "validation", 0.85), 4)
    assert told["share"] == told["count"] / 4
    exact = scipy.stats.binomtest(told["count"], 4).proportion_ci(method="exact")
    assert told["ci95"] == pytest.approx([exact.low, exact.high])
    shown = run(here, "train", "--success", SUCCESS)
    (line,) = [each for each in shown.splitlines() if each.startswith("Seeds with ")]
    assert line.startswith(f"Seeds with {SUCCESS}: {told['count']} of 4")
    assert f"{exact.high:.0%}" in line
    # A config that was run without it is shown with it, and with another one.
    assert line in run(here, "show", "--success", SUCCESS)
    every = document(here, "show", "--success", "test.accuracy < 2")["variants"][0]["success"]
    assert (every["of"], every["count"]) == ("test.accuracy < 2", 4)
    assert "success" not in document(here, "train")["variants"][0]


def test_that_splits_share_rows_is_said(here: Path) -> None:
    told = "Splits share rows, but the interval of the share treats seeds as independent."
    assert told not in run(here, "train", "--success", SUCCESS)
    varied = ("--set", "randomness.vary=[init, split]")
    assert told in run(here, "train", "--success", SUCCESS, *varied)
    (claim,) = document(here, "claim", "share(diverged) < 0.99", *varied)["experiments"][0][
        "claims"
    ]
    assert claim["notes"] == [told]


def test_a_sweep_tells_it_of_each_variant(here: Path) -> None:
    over = ("--over", "optimizer.learning_rate=0.0001,0.05,3e38")
    found = document(here, "sweep", *over, "--success", "test.accuracy > 0.8")
    for variant in found["variants"]:
        ended = [trial for trial in variant["trials"] if trial["status"] != "diverged"]
        hits = sum(trial["metrics"]["test"]["accuracy"] > 0.8 for trial in ended)
        assert (variant["success"]["count"], variant["success"]["n"]) == (hits, 4)
    counts = [each["success"]["count"] for each in found["variants"]]
    assert counts[0] == counts[2] == 0
    assert counts[1] > 0
    # That all of them diverged is told, and no success.
    assert {trial["status"] for trial in found["variants"][2]["trials"]} == {"diverged"}
    for shown in (
        run(here, "sweep", *over, "--success", "test.accuracy > 0.8"),
        run(here, "show", "--success", "test.accuracy > 0.8"),
    ):
        (heading,) = [line for line in shown.splitlines() if "succeeded" in line]
        assert heading
        assert f"{counts[1]} of 4" in shown
        assert "0 of 4" in shown
    assert "succeeded" not in run(here, "sweep", *over)


@pytest.mark.parametrize(
    "said",
    [
        "",
        "high",
        "accuracy",
        "accuracy >",
        "accuracy > much",
        "accuracy = 0.9",
        "accuracy > 0.9 of adam",
        "adam > sgd by 0.1",
        "share(accuracy > 0.9) > 0.5",
    ],
)
def test_what_is_no_success(said: str) -> None:
    with pytest.raises(typer.BadParameter, match=r"is not like 'validation.accuracy > 0\.95', or"):
        success_of(said)


def test_what_is_a_success() -> None:
    assert success_of(None) is None
    said = success_of(" test.loss < 1e-3 ")
    assert said == Success("test.loss < 1e-3", "test.loss", above=False, value=1e-3)
    assert success_of("accuracy > 0.9") == Success("accuracy > 0.9", "accuracy", True, 0.9)


@pytest.mark.parametrize("command", ["train", "sweep"])
def test_it_is_refused_before_anything_runs(here: Path, command: str) -> None:
    over = ("--over", "optimizer.learning_rate=0.01,0.05") if command == "sweep" else ()
    refused = run(here, command, *over, "--success", "high", code=2)
    assert "'high' is not like 'validation.accuracy > 0.95', or with <" in refused
    assert not (here / "gdrun.db").exists()


def test_show_refuses_it(here: Path) -> None:
    run(here, "train")
    assert "'high' is not like" in run(here, "show", "--success", "high", code=2)
    assert "no metric" in run(here, "show", "--success", "acuracy > 0.9", code=2)


@pytest.mark.parametrize("command", ["train", "sweep"])
def test_a_metric_that_there_is_not_is_refused_before_anything_runs(
    here: Path, command: str
) -> None:
    over = ("--over", "optimizer.learning_rate=0.01,0.05") if command == "sweep" else ()
    refused = run(here, command, *over, "--success", "test.acuracy > 0.9", code=2)
    assert "did you mean `accuracy`" in refused
    assert not (here / "gdrun.db").exists()


def test_the_best_of_the_seeds_is_told_beside_their_mean(here: Path) -> None:
    found = document(here, "train")
    (variant,) = found["variants"]
    by_seed = {trial["seed"]: trial["metrics"]["test"]["accuracy"] for trial in variant["trials"]}
    best = max(by_seed.values())
    assert variant["best_of_seeds"] == {
        "metric": "test.accuracy",
        "seed": min(seed for seed, value in by_seed.items() if value == best),
        "claimed": best,
        "mean": pytest.approx(sum(by_seed.values()) / 4),
        "n": 4,
    }
    seed = variant["best_of_seeds"]["seed"]
    says = f"The best of 4 seeds, seed {seed}, would have claimed a test accuracy of {best:.2f}"
    assert says[:-1] in " ".join(run(here, "train").split())
    one = document(here, "train", "--set", "seeds=1")["variants"][0]
    assert one["best_of_seeds"] is None
    assert "would have claimed" not in run(here, "train", "--set", "seeds=1")


def test_a_sweep_tells_what_the_best_seed_of_the_first_would_have_claimed(here: Path) -> None:
    over = ("--over", "optimizer.learning_rate=0.0001,0.05")
    shown = " ".join(run(here, "sweep", *over).split())
    assert shown.count("would have claimed a validation accuracy of") == 1
    assert "Of the first, the best of 4 seeds, seed " in shown
    found = json.loads(run(here, "show", "--json"))
    for variant in found["variants"]:
        told = variant["best_of_seeds"]
        assert told["metric"] == "test.accuracy"
        assert told["claimed"] == max(
            trial["metrics"]["test"]["accuracy"] for trial in variant["trials"]
        )
