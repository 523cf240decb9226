"""What is stored is used again, shown again, compared, exported and removed."""

import csv
import io
import json
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import stats

from tests.cli.commands import CONFIGS, gdrun
from tests.cli.storing import CONFIG, document, kept_seeds, run, trials
from tests.store.killing import stored


@pytest.fixture
def here(tmp_path: Path) -> Path:
    (tmp_path / "small.yaml").write_text(CONFIG)
    return tmp_path


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


def test_runs_and_show(here: Path) -> None:
    known = document(here, "train")["id"]
    swept = document(here, "sweep", "--over", "training.batch_size=8,16")
    listed = run(here, "runs").splitlines()
    assert [line.split()[0] for line in listed[2:]] == [swept["id"], known]
    shown = run(here, "show", "small")
    assert swept["id"] in shown
    assert "sources" in shown
    printed = run(here, "train").splitlines()
    again = run(here, "show", known).splitlines()
    metrics = [line for line in printed if "±" in line]
    assert metrics
    assert all(line in again for line in metrics)
    assert sum(line.split()[1:2] == ["finished"] for line in again) == 4
    stored = json.loads(run(here, "show", swept["id"], "--json"))
    for key, trial in trials(swept).items():
        assert trials(stored)[key] == {**trial, "reused": True}
    assert stored["ranking"] == swept["ranking"]


def test_a_variant_is_called_by_the_number_that_the_table_shows(here: Path) -> None:
    sweep = ("--over", "training.epochs=1,40,8")
    names = [variant["name"] for variant in document(here, "sweep", *sweep)["variants"]]
    rows = [line.split()[:2] for line in run(here, "sweep", *sweep).splitlines() if "±" in line]
    assert rows[0] == ["2", "epochs=40"]
    assert sorted((int(number), name) for number, name in rows) == list(enumerate(names, start=1))
    assert "epochs=40" in run(here, "compare", "last:2", "last:1")


def test_a_narrow_list_of_runs_shows_whole_ids(here: Path) -> None:
    known = document(here, "train")["id"]
    narrow = gdrun("runs", GDRUN_STORE=str(here / "gdrun.db"), COLUMNS="30")
    assert narrow.stdout.splitlines()[2].split()[:2] == [known, "small"]


def test_export(here: Path) -> None:
    found = document(here, "train")
    rows = list(csv.DictReader(io.StringIO(run(here, "export"))))
    assert len(rows) == 4 * 8
    assert [row["epoch"] for row in rows[:8]] == [str(epoch) for epoch in range(1, 9)]
    validation = found["variants"][0]["trials"][0]["metrics"]["validation"]
    assert float(rows[7]["validation.accuracy"]) == validation["accuracy"]
    assert json.loads(run(here, "export", "--format", "json"))["id"] == found["id"]
    mean = found["variants"][0]["summary"]["test"]["accuracy"]["mean"]
    for form in ("markdown", "latex"):
        assert f"{mean:.2f}"[:4] in run(here, "export", "last", "--format", form)
    run(here, "export", "--format", "npz", code=2)
    assert ".json" in run(here, "export", "-o", here / "out.png", code=2)
    assert not (here / "out.png").exists()
    run(here, "export", "-o", here / "out.json")
    assert json.loads((here / "out.json").read_text())["id"] == found["id"]
    run(here, "export", "--format", "csv", "-o", here / "out.png")
    assert (here / "out.png").read_text() == run(here, "export")


def test_exported_weights_work_elsewhere(here: Path) -> None:
    """With NumPy alone: normalise, run the network, count what is right on the test rows."""
    config = here / "small.yaml"
    X, y = iris()
    np.savez(here / "train.npz", X=X[::2], y=y[::2])
    np.savez(here / "test.npz", X=X[1::2], y=y[1::2])
    source = "{train: train.npz, test: test.npz}"
    config.write_text(CONFIG.replace("source: iris", f"source: {source}"))
    found = document(here, "train")
    run(here, "export", "--format", "npz", "--output", here / "weights.npz")
    with np.load(here / "weights.npz", allow_pickle=False) as arrays:
        inputs = (X[1::2] - arrays["input_shift"]) / arrays["input_scale"]
        for row, seed in enumerate(arrays["seeds"]):
            hidden = np.tanh(inputs @ arrays["W0"][row] + arrays["b0"][row])
            outputs = hidden @ arrays["W1"][row] + arrays["b1"][row]
            guessed = arrays["class_names"][outputs.argmax(axis=1)].astype(float)
            accuracy = trials(found)[("small", int(seed))]["metrics"]["test"]["accuracy"]
            assert (guessed == y[1::2]).mean() == pytest.approx(accuracy)


def iris() -> tuple[Any, Any]:
    path = CONFIGS.parent / "gdrun" / "parts" / "sources" / "datasets" / "iris.npz"
    with np.load(path) as arrays:
        return arrays["X"], arrays["y"]


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


def test_compare_pairs_by_seed(here: Path) -> None:
    a = document(here, "train", "--set", "name=a", "--seeds", "8")
    b = document(here, "train", "--set", "name=b", "--seeds", "6", "--set", "training.epochs=2")
    (found, _) = document(here, "compare", "a", "b")["comparisons"]
    values = [
        [trials(each)[(name, seed)]["metrics"]["validation"]["accuracy"] for seed in range(6)]
        for each, name in ((a, "a"), (b, "b"))
    ]
    differences = np.array(values[0]) - np.array(values[1])
    low, high = stats.t.interval(0.95, 5, differences.mean(), stats.sem(differences))
    assert found["difference"] == pytest.approx(differences.mean())
    assert found["ci95"] == pytest.approx([low, high])
    assert found["p_value"] == pytest.approx(stats.ttest_rel(values[0], values[1]).pvalue)
    text = run(here, "compare", "a", "b")
    assert "Paired over 6 shared seeds" in text
    assert ("better" in text) is (found["verdict"] == "better")
    other = document(here, "train", "--set", "name=c", "--seeds", "20,21,22,23")
    (welch, _) = document(here, "compare", "a", "c")["comparisons"]
    mine = [t["metrics"]["validation"]["accuracy"] for t in trials(a).values()]
    theirs = [t["metrics"]["validation"]["accuracy"] for t in trials(other).values()]
    expected = stats.ttest_ind(mine, theirs, equal_var=False).pvalue
    assert welch["p_value"] == pytest.approx(expected)
    assert "Not paired" in run(here, "compare", "a", "c")


def test_compare_refuses_what_cannot_be_compared(here: Path) -> None:
    run(here, "train")
    run(here, "train", "--set", "name=wine", "--set", "data.source=wine")
    run(here, "train", "--set", "name=regression", "--set", "data.source=diabetes")
    run(here, "train", "--set", "name=scaled", "--set", "data.normalize=standardize")
    assert "same rows" in run(here, "compare", "small", "wine", code=2)
    run(here, "compare", "small", "wine", "--force")
    assert "different metrics" in run(here, "compare", "small", "regression", code=2)
    run(here, "compare", "small", "scaled")
    assert "no metric" in run(here, "compare", "small", "scaled", "--metric", "r2", code=2)
    assert "has no variant" in run(here, "compare", "small:7", "scaled", code=2)
    run(here, "compare", "small", code=2)


def test_a_matrix_of_many(here: Path) -> None:
    run(here, "sweep", "--over", "optimizer.learning_rate=0.1,0.01,0.001")
    text = run(here, "compare", "last")
    assert "Holm" in text
    assert len([line for line in text.splitlines() if "learning_rate=" in line]) == 3
    assert run(here, "compare", "last:1", "last:learning_rate=0.01")


def test_rm(here: Path) -> None:
    run(here, "train")
    size = (here / "gdrun.db").stat().st_size
    run(here, "sweep", "--over", "training.batch_size=32,16,8,4,2", "--keep-weights", "all")
    assert (here / "gdrun.db").stat().st_size > size
    assert "name of 2 experiments" in run(here, "rm", "small", code=2)
    assert "16 trials" in run(here, "rm", "last")
    assert len(run(here, "runs").splitlines()) == 3
    # The file is as small as if the sweep had never been.
    assert (here / "gdrun.db").stat().st_size <= size
    # What the training has is still there.
    assert all(t["reused"] for t in trials(document(here, "train")).values())


@pytest.mark.parametrize(
    "arguments", [("show", "nope"), ("rm", "nope"), ("export", "nope"), ("compare", "nope", "last")]
)
def test_unknown_ids(here: Path, arguments: tuple[str, ...]) -> None:
    assert "there is no store" in run(here, *arguments, code=2)
    assert not (here / "gdrun.db").exists()
    run(here, "train")
    assert "no experiment `nope`" in run(here, *arguments, code=2)


def test_until_adds_seeds_until_the_interval_is_narrow(here: Path) -> None:
    found = document(here, "train", "--until", "0.03", "--max-seeds", "60")
    (variant,) = found["variants"]
    values = [t["metrics"]["validation"]["accuracy"] for t in variant["trials"]]
    n = len(values)
    half = stats.t.ppf(0.975, n - 1) * np.std(values, ddof=1) / np.sqrt(n)
    assert half < 0.03
    assert 10 <= n < 60
    assert any(f"{n} seeds were" in note for note in found["notes"])
    again = document(here, "train", "--until", "0.03", "--max-seeds", "60")
    assert again["steps"] == 0
    assert len(trials(again)) == n


def test_until_stops_at_the_most_seeds(here: Path) -> None:
    found = document(here, "sweep", "--over", "training.epochs=2,3", "--until", "0.0001%",
                     "--max-seeds", "17")  # fmt: skip
    assert [len(v["trials"]) for v in found["variants"]] == [17, 17]
    assert sum("not enough" in note for note in found["notes"]) == 2


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--until", "0"), "--until"),
        (("--until", "x%"), "--until"),
        (("--until", "nan"), "--until"),
        (("--until", "0.1", "--max-seeds", "1"), "spread"),
        (("--until", "0.1", "--max-seeds", "14"), "from 15 seeds on"),
        (("--until", "0.1", "--max-seeds", "15", "--seeds", "16"), "16 seeds are asked for"),
        (("--until", "0.1", "--set", "randomness.vary=[]"), "spread"),
        (("--max-seeds", "20"), "--until"),
        (("--metric", "r2"), "metric"),
        (("--no-store", "--fresh"), "--no-store"),
        (("--no-store", "--fresh"), "--fresh"),
        (("--no-store", "--keep-weights", "all"), "--keep-weights"),
        (("--keep-weights", "some"), "keep-weights"),
        (("--seeds", "0"), "--seeds"),
    ],
)
def test_bad_requests(here: Path, arguments: tuple[str, ...], says: str) -> None:
    assert says in run(here, "train", *arguments, code=2)
    assert not (here / "gdrun.db").exists()


def test_ctrl_c_is_obeyed_while_another_program_locks_the_store(here: Path) -> None:
    """What was computed is printed, with a word on why it was not stored."""
    store = here / "gdrun.db"
    run(here, "train")
    command = [sys.executable, "-m", "gdrun", "train", str(here / "small.yaml"), "--json"]
    command += ["--store", str(store), "--workers", "1", "--seeds", "1000"]
    command += ["--set", "training.epochs=20000"]
    with closing(sqlite3.connect(store, isolation_level=None)) as other:
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        while len(run(here, "runs").splitlines()) < 4:
            time.sleep(0.1)
        other.execute("BEGIN EXCLUSIVE")
        time.sleep(2)
        process.send_signal(signal.SIGINT)
        # Half of what the command would wait for the lock if nobody had interrupted it.
        output, errors = process.communicate(timeout=15)
    assert process.returncode == 130, errors
    assert "locked" in errors
    assert "Traceback" not in errors
    assert 0 < len(trials(json.loads(output))) < 1000


def test_ctrl_c_and_the_same_command_again(here: Path) -> None:
    """What had ended is used again, the rest is computed, and all is as if nobody had stopped."""
    options = ["--workers", "1", "--seeds", "12", "--set", "training.epochs=60000"]
    whole = trials(document(here, "train", "--no-store", *options))
    store = here / "gdrun.db"
    command = [sys.executable, "-m", "gdrun", "train", str(here / "small.yaml"), "--json"]
    process = subprocess.Popen(
        [*command, "--store", str(store), *options],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    while not (store.exists() and stored(store)):
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    output, errors = process.communicate(timeout=60)
    assert process.returncode == 130, errors
    done = trials(json.loads(output))
    assert 0 < len(done) < 12
    again = trials(document(here, "train", *options))
    assert {key for key, trial in again.items() if trial["reused"]} == set(done)
    hashes = [{k: t["weights_sha256"] for k, t in each.items()} for each in (again, whole)]
    assert hashes[0] == hashes[1]
    assert "done" in run(here, "runs")
