"""Diagnoses as a user meets them: in lines, in letters and as JSON."""

import json
import re
from pathlib import Path

from tests.cli.commands import gdrun

RATES = {
    "sgd": ["F", "F", "", ""],
    "sgd(momentum=0.9)": ["F", "", "R", "D"],
    "adam": ["", "", "JR", "JR"],
    "adadelta": ["BF", "F", "F", ""],
}
"""Of each optimizer in the default sweep, at the rates 0.001, 0.01, 0.1 and 1."""

NAMES = {
    "D": "diverged",
    "J": "jumping_loss",
    "B": "no_better_than_baseline",
    "R": "rising_validation_loss",
    "F": "falling_loss",
}


def run(here: Path, *arguments: object, width: int = 200) -> str:
    """What a command prints, with a store in this folder."""
    ended = gdrun(*arguments, GDRUN_STORE=str(here / "gdrun.db"), COLUMNS=str(width))
    assert "Traceback" not in ended.stderr
    return ended.stdout


def test_each_row_of_the_default_sweep_has_its_diagnosis(tmp_path: Path) -> None:
    document = json.loads(run(tmp_path, "sweep", "--json"))
    expected = [letters for of_rates in RATES.values() for letters in of_rates]
    for variant, letters in zip(document["variants"], expected, strict=True):
        names = [said["name"] for said in variant["diagnoses"]]
        assert names == [NAMES[letter] for letter in letters], variant["name"]
        for said in variant["diagnoses"]:
            having = [
                trial
                for trial in variant["trials"]
                if said["name"] in [each["name"] for each in trial["diagnoses"]]
            ]
            assert said["trials"] == len(having) > said["of"] / 2
            assert said["of"] == len(variant["trials"])
    for command, width in (("show", 60), ("sweep", 120)):
        text = run(tmp_path, command, width=width)
        assert max(map(len, text.split("\n\n160 trials")[0].splitlines())) <= width
        table = text.split("─\n", 1)[1].split("\n\n")[0]
        shown = {}
        for row in re.split(r"\n(?=[ 1]\d  )", table):
            letters_of_row = re.search(r"  ([DESVJBRF]+)  ", row)
            shown[int(row[:2])] = letters_of_row[1] if letters_of_row else ""
        assert [shown[number] for number in range(1, 17)] == expected
        legend = [letter for letter in "DESVJBRF" if f"\n{letter}: " in text]
        assert legend == list(NAMES)


def test_lines_are_the_same_when_they_come_from_the_store(tmp_path: Path) -> None:
    config = tmp_path / "slow.yaml"
    config.write_text("data: {source: digits}\nseeds: 4\ntraining: {epochs: 8}\n")
    text = run(tmp_path, "train", config, "--set", "optimizer.learning_rate=0.0001")
    line = next(line for line in text.splitlines() if "still falling" in line)
    assert line.startswith("All 4 seeds: the loss was still falling at the end; try more epochs")
    assert line in run(tmp_path, "show").splitlines()
    (variant,) = json.loads(run(tmp_path, "show", "--json"))["variants"]
    assert [trial["diagnoses"] for trial in variant["trials"]] == [[{"name": "falling_loss"}]] * 4
