"""`gdrun gradcheck` as a user runs it."""

import json
import re

import pytest

from gdrun.checking import sabotages
from gdrun.records.gradients import GradientReport
from tests.cli.commands import CONFIGS, gdrun


def test_a_config_passes_and_each_tensor_has_a_row() -> None:
    result = gdrun("gradcheck", CONFIGS / "digits.yaml", "--after", "2")
    assert result.returncode == 0
    assert "PASSED: 9,640 gradients" in result.stdout
    for tensor in ("W0", "b0", "W1", "b1"):
        assert sum(line.split()[:1] == [tensor] for line in result.stdout.splitlines()) == 4
    assert "worst" in result.stdout
    assert "best" in result.stdout
    assert "Traceback" not in result.stderr


def test_a_sabotage_fails_and_is_located() -> None:
    result = gdrun("gradcheck", CONFIGS / "digits.yaml", "--sabotage", "missing_bias")
    assert result.returncode == 1
    rows = [line for line in result.stdout.splitlines() if "WRONG gradient" in line]
    assert rows
    assert all(row.split()[0] == "b0" for row in rows)
    assert "FAILED" in result.stdout


def test_the_sabotages_are_listed() -> None:
    result = gdrun("gradcheck", "--sabotage", "help")
    assert result.returncode == 0
    assert {line.split()[0] for line in result.stdout.splitlines()} == set(sabotages())


def test_what_could_not_be_checked_is_said() -> None:
    """With all weights zero the L1 penalty is at its kink in each of them."""
    changes = ("model.weights=zeros", "penalty.l1=0.1", "data.split={train: 1}", "decay=none")
    options = [option for each in changes for option in ("--set", each)]
    result = gdrun("gradcheck", CONFIGS / "digits.yaml", *options)
    assert "could not be checked" in result.stdout
    rows = [line.split() for line in result.stdout.splitlines()]
    assert all(row[-2:] == ["not", "checked"] for row in rows if row[:1] == ["W1"])
    assert any(row[:1] == ["W1"] for row in rows)


def test_nothing_checked_is_no_success() -> None:
    report = GradientReport((), (), 1e-3, 0.01, {}, None, 0, 0.0)
    assert not report.passed


def test_a_planted_mistake_that_was_not_met_is_said() -> None:
    """It is in one of 2,048 entries, of which 2 are checked."""
    result = gdrun(
        "gradcheck", CONFIGS / "digits.yaml", "--samples", "2", "--sabotage", "single_entry"
    )
    assert result.returncode == 0
    words = " ".join(result.stdout.split())
    assert "single_entry is NOT AMONG THE ENTRIES CHECKED" in words
    assert "--samples" in words


def test_a_wrong_update_at_kinks_alone_is_a_failure() -> None:
    changes = (
        "data={source: breast_cancer}",
        "model={hidden: [], weights: zeros, biases: ones}",
        "loss=hinge",
        "decay=none",
    )
    options = [option for each in changes for option in ("--set", each)]
    arguments = ("gradcheck", CONFIGS / "digits.yaml", *options)
    honest, planted = gdrun(*arguments), gdrun(*arguments, "--sabotage", "ascent")
    assert honest.returncode == planted.returncode == 1
    assert "NOTHING CHECKED" in honest.stdout
    assert "kinks of the loss or of its derivative" in honest.stdout
    assert "rows in the training part" in honest.stdout
    assert "FAILED: 4 tensors of 2 networks (W0, b0)" in planted.stdout
    rows = [line.split() for line in planted.stdout.splitlines() if "WRONG" in line]
    assert len(rows) == 4
    assert all(row[-2:] == ["kink", "WRONG"] for row in rows)


def test_json_has_everything() -> None:
    result = gdrun("gradcheck", CONFIGS / "iris.yaml", "--json")
    assert result.returncode == 0
    report = json.loads(result.stdout)
    assert report["passed"] is True
    assert report["checked"] == report["gradients"] > 0
    assert len(report["study"]) == 12
    for check in report["checks"]:
        for tensor in check["tensors"]:
            assert set(tensor["agreements"]) == {
                "backprop_differences",
                "backprop_weights",
                "weights_differences",
            }
            worst = tensor["worst"]
            assert worst["backprop"] == pytest.approx(worst["differences"], rel=1e-4, abs=1e-9)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--step", "0"), "tells nothing"),
        (("--step", "1e-12"), "rounding"),
        (("--step", "x"), "--step"),
        (("--sabotage", "mising_bias"), "missing_bias"),
        (("--samples", "0"), "--samples"),
        (("--after", "3"), "--after"),
        (("nowhere.yaml",), "no such file"),
        (("configs/digits.yaml", "--set", "loss=mse"), "loss"),
    ],
)
def test_bad_input(arguments: tuple[str, ...], says: str) -> None:
    result = gdrun("gradcheck", *arguments)
    assert result.returncode == 2
    assert says in result.stderr
    assert "Traceback" not in result.stderr
    assert not result.stdout


def test_a_narrow_plain_terminal_still_shows_the_verdict() -> None:
    result = gdrun("gradcheck", CONFIGS / "digits.yaml", COLUMNS="50", PYTHONIOENCODING="ascii")
    assert result.returncode == 0
    assert "PASSED" in result.stdout
    assert result.stdout.isascii()


@pytest.mark.parametrize("columns", [70, 80, 100, 110, 130])
def test_a_failed_tensor_names_its_worst_entry_in_a_narrow_terminal(columns: int) -> None:
    """Backpropagation and the step have 0 for the bias, and differences the true gradient."""
    arguments = ("gradcheck", CONFIGS / "digits.yaml", "--sabotage", "missing_bias")
    worst = json.loads(gdrun(*arguments, "--json").stdout)["checks"][0]["tensors"][1]["worst"]
    assert worst["backprop"] == worst["weights"] == 0 != worst["differences"]
    result = gdrun(*arguments, COLUMNS=str(columns))
    assert max(map(len, result.stdout.splitlines())) <= columns
    row = next(line.split() for line in result.stdout.splitlines() if "WRONG" in line)
    said = [f"[{worst['index'][0]}]", "0", "0", f"{worst['differences']:.3g}", "WRONG", "gradient"]
    assert row[0] == "b0"
    assert row[-6:] == said
    # |a − n| over the larger of both, where a is 0.
    assert "1e+00" in row


def test_the_study_has_a_line_of_its_own_as_title() -> None:
    lines = gdrun("gradcheck", CONFIGS / "iris.yaml").stdout.splitlines()
    assert any(line.startswith("Median error") and "first weights" in line for line in lines)


def test_the_groups_of_everything_built_in_fit_into_80_columns() -> None:
    result = gdrun("gradcheck", "--sabotage", "forgotten_two", COLUMNS="80")
    rows = [line.split() for line in result.stdout.splitlines()]
    assert ["hard_sigmoid", "6", "369", "5.0e-01"] in [row[:4] for row in rows]
    assert all(row[-1] == "FAILED" for row in rows if row[1:3] == ["6", "369"])


@pytest.mark.parametrize("columns", [40, 60])
def test_numbers_are_whole_or_left_out_in_a_narrow_terminal(columns: int) -> None:
    result = gdrun("gradcheck", "--samples", "2", COLUMNS=str(columns))
    assert max(map(len, result.stdout.splitlines())) <= columns
    groups, study = result.stdout.split("Median error")
    for step in range(1, 13):
        assert re.search(rf"^ *1e-{step:02} +\d\.\de-\d\d", study, re.MULTILINE)
    assert "binary_cross_entropy" in groups
    assert groups.count("passed") == groups.count(" passed\n") >= 30
