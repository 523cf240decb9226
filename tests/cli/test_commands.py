import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml

from tests.cli.commands import CONFIGS, ROOT, gdrun
from tests.cli.terminals import at_terminal

DIGITS = CONFIGS / "digits.yaml"
SHORT = ("--set", "training.epochs=2", "--seeds", "2")


def test_digits_reach_ninety_five_percent() -> None:
    run = gdrun("train", DIGITS)
    assert run.returncode == 0, run.stderr
    assert "mean ± std" in run.stdout
    document = json.loads(gdrun("train", DIGITS, "--json").stdout)
    accuracy = document["variants"][0]["summary"]["test"]["accuracy"]
    assert accuracy["n"] == 10
    assert accuracy["mean"] > 0.95


@pytest.mark.parametrize("config", sorted(path.name for path in CONFIGS.glob("*.yaml")))
def test_every_config_that_comes_with_gdrun_trains_well(config: str) -> None:
    document = json.loads(gdrun("train", CONFIGS / config, "--json").stdout)
    (variant,) = document["variants"]
    assert variant["diverged"] == variant["failed"] == 0
    part = variant["summary"].get("test") or variant["summary"]["train"]
    # Better than a constant guess by far: the share of one class, or the mean of the target. Where
    # one class is rare, this share is no measure.
    if config == "churn.yaml":
        assert part["roc_auc"]["mean"] > 0.7
    else:
        assert part["accuracy"]["mean"] > 0.9 if "accuracy" in part else part["r2"]["mean"] > 0.4


def test_json_is_one_object_on_stdout_and_nothing_else() -> None:
    run = gdrun("train", DIGITS, *SHORT, "--json")
    document = json.loads(run.stdout)
    assert [trial["seed"] for trial in document["variants"][0]["trials"]] == [0, 1]
    assert "\x1b" not in run.stdout + run.stderr


def test_the_table_equals_the_json() -> None:
    document = json.loads(gdrun("train", DIGITS, *SHORT, "--json").stdout)
    mean = document["variants"][0]["summary"]["test"]["loss"]["mean"]
    assert f"{mean:.2f}" in gdrun("train", DIGITS, *SHORT).stdout


@pytest.mark.parametrize("said", ["3,1,4", "[3, 1, 4]"])
def test_seeds_may_be_listed(said: str) -> None:
    option = ("--seeds", said) if "[" not in said else ("--set", f"seeds={said}")
    run = gdrun("train", DIGITS, "--json", "--set", "training.epochs=1", *option)
    trials = json.loads(run.stdout)["variants"][0]["trials"]
    assert [trial["seed"] for trial in trials] == [3, 1, 4]


@pytest.mark.parametrize("said", ["0", "1,1", "many", "", ",", "1.5", "5000000"])
def test_mistakes_in_seeds_name_the_option(said: str) -> None:
    run = gdrun("train", DIGITS, "--seeds", said)
    assert run.returncode == 2
    assert "--seeds" in run.stderr
    assert "--set" not in run.stderr


def test_seeds_wins_over_the_config_and_set() -> None:
    run = gdrun("train", DIGITS, "--seeds", "7,", "--set", "seeds=3", "--json", *SHORT[:2])
    assert [trial["seed"] for trial in json.loads(run.stdout)["variants"][0]["trials"]] == [7]


def test_quiet_leaves_stderr_empty() -> None:
    run = gdrun("train", DIGITS, *SHORT, "--set", "training.batch_size=5000", "--quiet")
    assert (run.returncode, run.stderr) == (0, "")


def test_a_warning_goes_to_stderr() -> None:
    run = gdrun("train", DIGITS, *SHORT, "--set", "training.batch_size=5000", "--json")
    assert "full batches" in run.stderr
    json.loads(run.stdout)


@pytest.mark.parametrize(
    ("closed", "arguments"),
    [(">&-", "list losses"), ("2>&-", "train configs/iris.yaml --seeds 1 --no-store --json")],
)
def test_a_closed_stream_takes_nothing_and_the_other_what_is_its_own(
    closed: str, arguments: str
) -> None:
    run = subprocess.run(
        ["/bin/sh", "-c", f"{sys.executable} -m gdrun {arguments} {closed}"],
        capture_output=True,
        text=True,
        timeout=300,
        cwd=ROOT,
        check=True,
    )
    assert run.stderr == ""
    if closed == "2>&-":
        json.loads(run.stdout)


@pytest.mark.parametrize(
    ("sweep", "message"),
    [
        ("{foo: [1]}", "`foo` is not a key"),
        ("{optimizer.learning_rate: [0.1, -1]}", "must be above 0"),
        ("{optimizer.learning_rate: {uniform: [2, 1]}}", "its lower bound first"),
    ],
)
def test_check_checks_the_sweep_too(sweep: str, message: str) -> None:
    run = gdrun("check", DIGITS, "--set", f"sweep={sweep}")
    assert (run.returncode, run.stdout) == (2, "")
    assert message in run.stderr


def test_check_tells_that_train_ignores_a_sweep_even_if_it_is_drawn_or_large() -> None:
    for values in ("{log_uniform: [0.1, 1]}", "{linear: [0.1, 1, 100000]}"):
        run = gdrun("check", DIGITS, "--set", f"sweep.optimizer.learning_rate={values}")
        assert run.returncode == 0
        assert run.stderr == "note: `sweep` is for `gdrun sweep`; `gdrun train` ignores it\n"
    assert "No data is read" in gdrun("check", "--help").stdout


def test_train_tells_that_it_ignores_a_sweep() -> None:
    swept = ("train", CONFIGS / "learning_rates.yaml", *SHORT, "--json")
    run = gdrun(*swept)
    assert "note: `sweep` is for `gdrun sweep`; `gdrun train` ignores it\n" in run.stderr
    assert len(json.loads(run.stdout)["variants"]) == 1
    assert not gdrun(*swept, "--quiet").stderr
    assert "sweep" not in gdrun("train", DIGITS, *SHORT).stderr


def test_a_batch_larger_than_the_data_is_noted_only_if_it_was_asked_for() -> None:
    few = ("train", CONFIGS / "iris.yaml", *SHORT, "--no-store", "--set", "data.split={train: 20}")
    whole = "--set", "training={epochs: 2}"
    run = gdrun(*few, *whole)
    assert "batch_size" not in run.stderr
    assert "full batch" in run.stdout
    run = gdrun(*few, *whole, "--set", "training.batch_size=32")
    assert "note: batch_size: 32 is more than the 20 training rows" in run.stderr


@pytest.mark.parametrize(
    ("said", "noted"),
    [("warmup: 1", False), ("warmup: 2", True), ("per: step, warmup: 8", True)],
)
def test_a_warm_up_as_long_as_the_training_is_noted(said: str, noted: bool) -> None:
    """105 of 150 rows in batches of 32 are 4 steps."""
    run = gdrun("train", CONFIGS / "iris.yaml", *SHORT, "--set", "training.batch_size=32",
                "--set", f"decay={{name: cosine, {said}}}")  # fmt: skip
    assert ("nothing comes after the warm-up" in run.stderr) is noted


@pytest.mark.parametrize(
    ("said", "families"),
    [
        ("optimizers", ["optimizers"]),
        ("optimizer", ["optimizers"]),
        ("data.normalize_target", ["normalizers"]),
        ("weights", ["initializers"]),
        ("adam", ["optimizers"]),
        ("linear", ["activations", "decays", "sources"]),
    ],
)
def test_parts_are_listed_by_family_key_or_name(said: str, families: list[str]) -> None:
    listing = json.loads(gdrun("list", said, "--json").stdout)
    assert list(listing) == families
    if said == "adam":
        assert [row["name"] for row in listing["optimizers"]] == ["adam"]
        assert "Kingma & Ba" in gdrun("list", said).stdout
    if said == "linear":
        assert "not a multiplier" in listing["decays"][0]["meanings"]["minimum"]


@pytest.mark.parametrize(
    "said",
    [
        "loss=mse",
        "training.stop.monitor=validation.rmse",
        "decay={name: plateau, monitor: validation.r2}",
    ],
)
def test_what_does_not_suit_the_data_names_the_config(said: str) -> None:
    run = gdrun("train", DIGITS, *SHORT, "--set", said)
    assert run.returncode == 2
    assert run.stderr.startswith(f"{DIGITS}: {said.partition('=')[0]}")


def test_all_seeds_diverged_is_exit_1() -> None:
    run = gdrun("train", DIGITS, *SHORT, "--set", "optimizer={name: sgd, learning_rate: 1e9}")
    assert run.returncode == 1
    assert "Every seed diverged" in run.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ("train",),
        ("train", "no-such-file.yaml"),
        ("train", CONFIGS),
        ("train", DIGITS, "--seeds", "0"),
        ("train", DIGITS, "--seeds", "1,1"),
        ("train", DIGITS, "--seeds", "many"),
        ("train", DIGITS, "--workers", "0"),
        ("train", DIGITS, "--set", "optimizer.learning_rate"),
        ("train", DIGITS, "--set", "optimizer.momentum=0.9"),
        ("train", DIGITS, "--set", "loss=mse"),
        ("train", DIGITS, "--set", "training.stop.monitor=validation.rmse"),
        ("train", DIGITS, "--set", "data.split={train: 1}"),
        ("list", "optimisers"),
        ("trian", DIGITS),
    ],
    ids=lambda arguments: " ".join(str(a).rpartition("/")[2] for a in arguments),
)
def test_wrong_requests_are_exit_2_with_a_message(arguments: tuple[object, ...]) -> None:
    run = gdrun(*arguments)
    assert run.returncode == 2
    assert run.stdout == ""
    assert run.stderr
    assert "Traceback" not in run.stderr


def test_help_is_light() -> None:
    code = (
        "import sys; sys.argv = ['gdrun', '--help']\n"
        "from gdrun.cli.app import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "heavy = {'numba', 'scipy', 'matplotlib', 'numpy', 'pydantic'} & set(sys.modules)\n"
        "print('heavy:', sorted(heavy))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert run.stdout.endswith("heavy: []\n")
    assert "train" in run.stdout


def test_version() -> None:
    run = gdrun("--version")
    assert run.returncode == 0
    assert run.stdout.startswith("gdrun ")


def test_check_prints_a_config_that_is_its_own_resolved_form(tmp_path: Path) -> None:
    first = gdrun("check", CONFIGS / "diabetes.yaml")
    path = tmp_path / "resolved.yaml"
    path.write_text(first.stdout, encoding="utf-8")
    assert gdrun("check", path).stdout == first.stdout
    assert yaml.safe_load(first.stdout)["optimizer"]["momentum"] == 0.9


def test_list_and_schema_know_the_parts() -> None:
    listing = json.loads(gdrun("list", "--json").stdout)
    assert {"sgd", "adam"} <= {row["name"] for row in listing["optimizers"]}
    assert "adadelta" in gdrun("list", "optimizers").stdout
    assert "adadelta" in gdrun("schema").stdout


def test_ctrl_c_keeps_what_is_finished() -> None:
    """Seeds of about a fifth of a second each, interrupted after some of them."""
    command = [sys.executable, "-m", "gdrun", "train", str(DIGITS), "--json", "--workers", "1"]
    command += ["--seeds", "1000", "--set", "training.epochs=300"]
    gdrun("train", DIGITS, *SHORT)  # Compiled now, so that the signal meets the training.
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT
    )
    time.sleep(6)
    process.send_signal(signal.SIGINT)
    output, errors = process.communicate(timeout=30)
    assert process.returncode == 130, errors
    assert "Traceback" not in errors
    document = json.loads(output)
    (variant,) = document["variants"]
    assert document["interrupted"]
    assert 0 < len(variant["trials"]) < 1000
    assert {trial["status"] for trial in variant["trials"]} == {"finished"}


@pytest.mark.parametrize("command", [("list",), ("schema",), ("check", str(DIGITS))])
def test_a_closed_pipe_is_no_error(command: tuple[str, ...]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w") as closed:
        run = gdrun(*command, stdout=closed)
    assert (run.returncode, run.stderr) == (0, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is full")
@pytest.mark.parametrize("command", [("train", DIGITS, *SHORT), ("check", DIGITS), ("--help",)])
def test_a_full_disk_is_said_and_exit_1(command: tuple[object, ...]) -> None:
    with Path("/dev/full").open("w") as full:
        run = gdrun(*command, stdout=full)
    assert run.returncode == 1
    assert run.stderr.endswith("no space left\n")
    assert "Traceback" not in run.stderr


def test_help_is_plain_where_colours_are_forced() -> None:
    run = gdrun("--help", GITHUB_ACTIONS="1", FORCE_COLOR="1")
    assert "\x1b" not in run.stdout


@pytest.mark.parametrize("plain", [{}, {"NO_COLOR": "1"}, {"TERM": "dumb"}], ids=str)
def test_a_terminal_sees_progress_and_plain_ones_no_codes(
    plain: dict[str, str], tmp_path: Path
) -> None:
    store = str(tmp_path / "gdrun.db")
    text = at_terminal(
        "train", DIGITS, "--set", "training.epochs=200", columns=80, GDRUN_STORE=store, **plain
    )
    assert "mean ± std" in text
    assert ("\x1b[" in text) is (not plain)
    assert ("steps/s" in text) is (not plain)
    assert ("⠒⠒⠒⠒⠒" in text) is ("TERM" not in plain)
