"""``gdrun variance`` as a user runs it."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import gdrun
from tests.cli.commands import gdrun as run_gdrun
from tests.cli.storing import document, interrupted, run

FEW = ("--samples", "12", "--set", "training.epochs=3")


def naive(rows: list[dict[str, str]], column: str) -> dict[str, Any]:
    """What the formulas in the guide come to, from exported trials alone."""
    of_variant: dict[str, dict[int, float]] = {}
    for row in rows:
        of_variant.setdefault(row["variant"], {})[int(row["seed"])] = float(row[column])
    base, *others = of_variant.items()
    n = len(base[1]) // 2
    variance = float(np.var(list(base[1].values()), ddof=1))
    found: dict[str, Any] = {"std": np.sqrt(variance)}
    for name, values in others:
        total = sum((base[1][j] - values[j]) ** 2 for j in range(n)) / (2 * n)
        main = variance - sum((base[1][j + n] - values[j]) ** 2 for j in range(n)) / (2 * n)
        main = min(max(main, 0.0), total)
        found[name.split()[0]] = (total / variance, main / variance)
    return found


@pytest.mark.parametrize("metric", ["validation.loss", "test.accuracy"])
def test_numbers_are_those_of_the_exported_trials(here: Path, metric: str) -> None:
    found = document(here, "variance", *FEW, "--metric", metric)
    assert found["metric"] == metric
    assert found["varied"] == ["split", "init", "order", "rounding"]
    assert (found["samples"], found["used"], found["trials"]) == (12, 12, 12 * 6)
    text = run(here, "export", "last", "--format", "trials")
    expected = naive(list(csv.DictReader(io.StringIO(text))), metric)
    assert found["spread"]["std"] == pytest.approx(expected["std"])
    for each in found["streams"]:
        total, main = expected[each["stream"]]
        assert each["total"]["share"] == pytest.approx(min(total, 1), abs=1e-9)
        low, high = each["main"]["share_ci95"]
        likely = min(max(min(main, 1), low), high)
        assert each["main"]["share"] == pytest.approx(likely, abs=1e-9)


def test_streams_are_redrawn_alone(here: Path) -> None:
    """B's trials with one stream of their own are A's with the others': by the weights' hashes."""
    options = ("--samples", "10", "--set", "training.epochs=1", "--set", "data.split={train: 0.9, "
               "validation: 0.1}", "--set", "training.batch_size=full")  # fmt: skip
    found = document(here, "variance", *options)
    assert found["varied"] == ["split", "init", "rounding"]
    rows = csv.DictReader(io.StringIO(run(here, "export", "last", "--format", "trials")))
    of_design = {(row["variant"], row["seed"]): row["weights_sha256"] for row in rows}
    config = ("randomness={vary: [split, init, rounding], offsets: {init: 10}}", "seeds=[4]")
    said = [word for each in config for word in ("--set", each)]
    (variant,) = document(here, "train", *options[2:], *said)["variants"]
    assert variant["trials"][0]["weights_sha256"] == of_design["init redrawn", "4"]


def test_the_same_again_computes_nothing_and_shows_the_same(here: Path) -> None:
    told = run(here, "variance", *FEW)
    table = told.split("\n\n")[1]
    for said in ("split", "redrawn alone", "main effect", "all together"):
        assert said in table
    assert "standard error" in told
    assert "whatever `randomness.vary` says" in told
    again = run(here, "variance", *FEW)
    assert "All 72 trials stored already" in again
    for other in (again, run(here, "show")):
        assert other.split("\n\n")[1] == table
    assert document(here, "show")["streams"] == document(here, "variance", *FEW)["streams"]
    assert "--metric" in run(here, "show", "last", "--metrics", "loss", code=2)
    assert "--about" in run(here, "show", "last", "--about", "seeds", code=2)
    # A variant of it is a training.
    assert "12 seeds" in run(here, "show", "last:2")
    kept = gdrun.open(here / "gdrun.db")["last"]
    assert str(kept).split("\n\n")[1] == table


def test_another_portion_is_shown_again(here: Path) -> None:
    told = document(here, "variance", *FEW, "--metric", "test.loss")
    shown = document(here, "show")
    assert shown["metric"] == told["metric"] == "test.loss"
    assert shown["streams"] == told["streams"]
    kept = gdrun.open(here / "gdrun.db")["last"]
    assert kept.to_dict()["metric"] == "test.loss"
    # The trials are the same, and what was looked at last is shown.
    run(here, "variance", *FEW)
    assert document(here, "show")["metric"] == "validation.accuracy"


def test_python_says_the_same(here: Path) -> None:
    said = document(here, "variance", *FEW)
    config = here / "small.yaml"
    store = here / "gdrun.db"
    result = gdrun.variance({**load(config), "training": {"epochs": 3}}, 12, store=store)
    told = result.to_dict()
    for key in ("streams", "spread", "metric"):
        assert told[key] == said[key]
    assert said["rows_error"]["std"] == pytest.approx(told["rows_error"]["std"])
    assert len(result.records) == 72
    assert len(result.rows()) == 72
    assert result.spread.effects["split"].total.std > 0
    with pytest.raises(ValueError, match="samples must be at least 10, not 9"):
        gdrun.variance(config, 9)
    with pytest.raises(TypeError, match="metric must be a name"):
        gdrun.variance(config, metric=3)  # type: ignore[arg-type]


def load(path: Path) -> dict[str, Any]:
    import yaml

    read: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return read


def test_data_varies_if_it_is_asked_to(here: Path) -> None:
    drawn = ("--samples", "10", "--set", "training.epochs=1", "--set", "data.source=moons",
             "--set", "optimizer.learning_rate=0.01")  # fmt: skip
    held = document(here, "variance", *drawn)
    assert "data" not in held["varied"]
    assert any("is the same in all trials" in note for note in held["notes"])
    varied = document(here, "variance", *drawn, "--set", "randomness.vary=[data]")
    assert varied["varied"] == ["data", "split", "init", "order", "rounding"]
    assert not varied["notes"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--metric", "acuracy"), "did you mean `accuracy`"),
        (("--metric", "test.r2"), "no metric `r2`"),
        (("--samples", "9"), "--samples"),
        (("--set", "data.split={folds: 4}"), "not independent"),
        (("--set", "data.split={train: 0.8, test: 0.2}"), "say --metric test.NAME"),
        (
            ("--set", "data.split={train: 1, validation: 0}", "--metric", "test.loss"),
            "no test part",
        ),
        (("--no-store", "--fresh"), "--fresh"),
        (("--seeds", "3"), "--seeds"),
    ],
)
def test_bad_requests(here: Path, arguments: tuple[str, ...], says: str) -> None:
    assert says in run(here, "variance", *arguments, code=2)
    assert not (here / "gdrun.db").exists()


def test_without_anything_random_there_is_nothing_to_tell(here: Path) -> None:
    for name in ("train", "validation"):
        lines = [f"{i},{i % 2}" for i in range(12)]
        (here / f"{name}.csv").write_text("\n".join(["a,b", *lines]), encoding="utf-8")
    (here / "small.yaml").write_text(
        "data: {source: {train: train.csv, validation: validation.csv}}\n"
        "model: {hidden: [], weights: zeros}\n"
        "training: {batch_size: 1, shuffle: false}\n",
        encoding="utf-8",
    )
    assert "nothing that it says is drawn at random" in run(here, "variance", code=2)


def test_trials_that_diverge_leave_rows_out(here: Path) -> None:
    wild = ("--samples", "10", "--set", "optimizer={name: sgd, learning_rate: 1.0e+9}")
    ended = run_gdrun("variance", here / "small.yaml", *wild, "--no-store")
    assert ended.returncode == 1, ended.stderr
    assert "Too few rows of the design are left, 0 of 10" in ended.stdout
    assert "10 rows of the design left out, as a trial in each diverged" in ended.stdout
    assert "lower learning rate" in ended.stdout


def test_ctrl_c_and_the_same_command_again(here: Path) -> None:
    options = ["--samples", "10", "--set", "training.epochs=3000", "--workers", "1"]
    store = here / "gdrun.db"
    output = interrupted(store, "variance", here / "small.yaml", "--json", *options)
    told = json.loads(output)
    assert told["spread"] is None
    assert told["left_out"] == {"missing": 10}
    again = run(here, "variance", *options)
    assert f"{told['trials']} of 60 trials stored already" in again
