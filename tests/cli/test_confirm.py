"""``gdrun sweep --confirm`` and ``--best-per`` as a user runs them."""

import json
import math
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from gdrun.cli.exit_codes import worse_code
from gdrun.records import Outcome, Status
from tests.cli.storing import document, run
from tests.records.outcomes import outcome, record

CONFIG = """\
name: rates
data: {source: iris, split: SPLIT}
optimizer: adam
training: {epochs: 5}
seeds: [0, 1, 2, 4]
sweep: {optimizer.learning_rate: [0.0001, 0.04, 0.05], training.batch_size: [8, 16]}
"""
THREE = "{train: 0.6, validation: 0.2, test: 0.2}"
TWO = "{train: 0.8, validation: 0.2}"
FOLDS = "{folds: 4, validation: 0.2}"
RATE = "optimizer.learning_rate"


def write(here: Path, split: str = THREE, **changes: str) -> None:
    text = CONFIG.replace("SPLIT", split)
    for old, new in changes.items():
        line = next(each for each in text.splitlines() if each.startswith(f"{old}:"))
        text = text.replace(line, f"{old}: {new}")
    (here / "small.yaml").write_text(text)


def swept(here: Path, *arguments: object) -> tuple[Any, Any]:
    """The document of a sweep, and what it says of the confirmation."""
    found = document(here, "sweep", *arguments)
    return found, found["confirmation"]


def stored(here: Path, confirmation: Any) -> dict[str, dict[int, float]]:
    """By variant and seed the confirmed trials' values, as they are stored."""
    portion, _, metric = confirmation["metric"].partition(".")
    shown = document(here, "show", confirmation["id"])
    assert shown["experiment"] == confirmation["experiment"]
    return {
        variant["name"]: {
            trial["seed"]: trial["metrics"][portion][metric] for trial in variant["trials"]
        }
        for variant in shown["variants"]
    }


def check_means(here: Path, confirmation: Any) -> None:
    """The confirmed means are those of the stored trials, and the best is first."""
    values = stored(here, confirmation)
    means = []
    for each in confirmation["variants"]:
        of = values.pop(each["name"])
        assert sorted(of) == confirmation["seeds"]
        mean = math.fsum(of.values()) / len(of)
        assert each["summary"]["mean"] == pytest.approx(mean)
        assert each["summary"]["n"] == len(of)
        means.append(mean)
    assert not values
    assert means == sorted(means, reverse=True)


def test_what_may_be_the_best_runs_again_with_fresh_seeds_on_test_rows(here: Path) -> None:
    write(here)
    found, confirmation = swept(here, "--confirm", 3)
    # The sweep left seed 3 out, and yet it is none that is above all that were used.
    assert confirmation["seeds"] == [5, 6, 7]
    assert confirmation["metric"] == "test.accuracy"
    assert confirmation["experiment"] == "rates (confirmed)"
    assert (confirmation["about"], confirmation["rows"]) == ("rows", 30)
    assert confirmation["notes"] == []
    check_means(here, confirmation)
    ranked = {each["name"]: each for each in found["ranking"]["variants"]}
    names = [each["name"] for each in confirmation["variants"]]
    assert set(names) == {name for name, each in ranked.items() if each["may_be_best"]}
    assert 1 < len(names) < 6
    before = {each["name"]: each["summary"] for each in found["variants"]}
    for each in confirmation["variants"]:
        assert each["group"] is None
        assert each["settings"] == 6
        chosen = before[each["name"]]["validation"]["accuracy"]["mean"]
        assert each["chosen_by"]["mean"] == chosen
        assert (each["divergence"]["count"], each["divergence"]["n"]) == (0, 3)
    pairs = [(each["a"], each["b"]) for each in confirmation["comparisons"]]
    assert pairs == [(a, b) for i, a in enumerate(names) for b in names[i + 1 :]]
    # The sweep itself is as it is without.
    plain = document(here, "sweep")
    assert "confirmation" not in plain
    assert plain["id"] == found["id"]
    assert plain["ranking"] == found["ranking"]


def test_the_same_again_is_stored_already(here: Path) -> None:
    write(here)
    _, first = swept(here, "--confirm", 3)
    _, again = swept(here, "--confirm", 3)
    assert again == first
    runs = json.loads(run(here, "runs", "--json"))
    assert [(each["name"], each["status"]) for each in runs] == [
        ("rates (confirmed)", "done"),
        ("rates", "done"),
    ]
    with closing(sqlite3.connect(here / "gdrun.db")) as db:
        (trials,) = db.execute("SELECT count(*) FROM trials").fetchone()
    assert trials == 6 * 4 + len(first["variants"]) * 3
    # A sweep that has the confirming seeds, too, is confirmed with others.
    _, later = swept(here, "--set", "seeds=9", "--confirm", 3)
    assert later["seeds"] == [9, 10, 11]


def test_the_table_says_what_was_chosen_by_what(here: Path) -> None:
    write(here)
    shown = run(here, "sweep", "--confirm", 3)
    assert "What may be the best, with 3 fresh seeds, 5 to 7" in shown
    assert "validation accuracy, first seeds" in shown
    assert "test accuracy, fresh seeds" in shown
    assert "Judged on test accuracy, about seeds and held-out rows (3 seeds × 30 test rows" in shown
    assert "To quote" not in shown
    assert "There is no test part" not in shown


def test_without_a_test_part_that_is_said(here: Path) -> None:
    write(here, TWO)
    _, confirmation = swept(here, "--confirm", 2)
    assert confirmation["metric"] == "validation.accuracy"
    assert confirmation["seeds"] == [5, 6]
    (note,) = confirmation["notes"]
    assert note.startswith("There is no test part. Fresh seeds undo the luck of seeds, but not")
    assert note.endswith("add `data.split.test`.")
    check_means(here, confirmation)
    assert "There is no test part" in run(here, "sweep", "--confirm", 2)


@pytest.mark.parametrize(
    ("seeds", "asked", "fresh"), [("4", 3, range(4, 8)), ("8", 5, range(8, 16))]
)
def test_of_folds_whole_repetitions_are_fresh(
    here: Path, seeds: str, asked: int, fresh: Sequence[int]
) -> None:
    write(here, FOLDS, seeds=seeds)
    _, confirmation = swept(here, "--confirm", asked)
    assert confirmation["seeds"] == list(fresh)
    assert confirmation["metric"] == "test.accuracy"
    assert confirmation["about"] == "data"
    assert confirmation["splits"] == len(fresh)
    assert any("Nadeau and Bengio" in note for note in confirmation["notes"])
    check_means(here, confirmation)


def test_the_best_of_each_group_is_compared_with_the_others(here: Path) -> None:
    write(here)
    found, confirmation = swept(here, "--best-per", RATE)
    # With as many seeds as the sweep has.
    assert confirmation["seeds"] == [5, 6, 7, 8]
    check_means(here, confirmation)
    order = [each["name"] for each in found["ranking"]["variants"]]
    rates = {each["name"]: each["parameters"][RATE] for each in found["variants"]}
    assert {each["group"] for each in confirmation["variants"]} == {"0.0001", "0.04", "0.05"}
    for each in confirmation["variants"]:
        of_group = [name for name in order if rates[name] == float(each["group"])]
        assert each["settings"] == len(of_group) == 2
        assert each["name"] == of_group[0]
    assert confirmation["notes"] == []
    assert confirmation["correction"] == "Holm over all pairs"
    verdicts = {
        tuple(
            next(v["group"] for v in confirmation["variants"] if v["name"] == pair[side])
            for side in "ab"
        ): pair["verdict"]
        for pair in confirmation["comparisons"]
    }
    assert verdicts[("0.05", "0.0001")] == verdicts[("0.04", "0.0001")] == "better"
    assert len(verdicts) == 3


def test_groups_of_other_sizes_are_warned_of(here: Path) -> None:
    write(here)
    _, confirmation = swept(here, "--sample", 5, "--best-per", RATE, "--confirm", 2)
    assert confirmation["seeds"] == [5, 6]
    assert sorted(each["settings"] for each in confirmation["variants"]) == [1, 2, 2]
    (note,) = confirmation["notes"]
    assert note.startswith(
        "The groups had 1 to 2 settings to choose from. The best of more settings"
    )


def test_the_sentences_to_quote_are_about_the_chosen_settings(here: Path) -> None:
    write(here)
    shown = run(here, "sweep", "--best-per", RATE, "--confirm", 3)
    assert "The best of each group, with 3 fresh seeds, 5 to 7" in shown
    assert "2 settings" in shown
    _, _, quoted = shown.partition("To quote, about the chosen settings and no others (verdicts")
    text = " ".join(quoted.split())
    assert text.startswith("with Holm's correction, intervals each on its own):")
    assert text.count("(best of 2)") == 2 * 3
    assert " is better than learning_rate=0.0001, batch_size=" in text
    assert " cannot be told from " in text
    assert text.count(" on test accuracy: ") == 3


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--best-per", "optimizer.learning_rat"), f"did you mean `{RATE}`"),
        (("--best-per", "learning_rate"), f"nothing is swept over learning_rate, but {RATE}"),
        (("--best-per", "training.epochs"), "nothing is swept over training.epochs"),
        (("--confirm", "1"), "greater than or equal to 2"),
        (("--confirm", "many"), "--confirm"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_runs(
    here: Path, arguments: tuple[str, ...], says: str
) -> None:
    write(here)
    assert says in " ".join(run(here, "sweep", *arguments, code=2).split())
    assert not (here / "gdrun.db").exists()


@pytest.mark.parametrize("arguments", [("--confirm", 2), ("--best-per", RATE)])
def test_without_a_validation_part_nothing_is_chosen(
    here: Path, arguments: tuple[object, ...]
) -> None:
    write(here, "{train: 0.8, test: 0.2}")
    assert "without a validation part nothing is chosen" in run(here, "sweep", *arguments, code=2)
    assert not (here / "gdrun.db").exists()


def test_the_exit_code_is_that_of_the_trials(here: Path) -> None:
    """Verdicts do not change it; that every trial diverged does."""
    write(here, optimizer="{name: sgd, learning_rate: 1.0e+30}")
    over = ("--over", f"{RATE}=1e30,2e30", "--set", "data.normalize=none")
    run(here, "sweep", *over, "--confirm", 2, code=1)
    write(here)
    run(here, "sweep", "--over", f"{RATE}=0.05,1e30", "--confirm", 2)


DONE, FAILED = outcome(record(0, 0.9)), outcome(record(0, 0.9, Status.FAILED, metrics={}))
BROKEN_OFF = outcome(record(0, 0.9), interrupted=True)


@pytest.mark.parametrize(
    ("one", "other", "code"),
    [(DONE, DONE, 0), (DONE, FAILED, 1), (DONE, BROKEN_OFF, 130), (FAILED, BROKEN_OFF, 130)],
)
def test_the_worse_of_choosing_and_confirming_counts(
    one: Outcome, other: Outcome, code: int
) -> None:
    assert worse_code(one, other) == worse_code(other, one) == code


def test_without_a_store_it_is_judged_just_as_well(here: Path) -> None:
    write(here)
    _, kept = swept(here, "--best-per", RATE, "--confirm", 3)
    _, passing = swept(here, "--best-per", RATE, "--confirm", 3, "--no-store")
    assert passing.pop("id") is None
    assert kept.pop("id")
    assert passing == kept


def test_seeds_that_were_added_until_an_interval_is_narrow_are_used_ones(here: Path) -> None:
    write(here)
    until = ("--until", 0.0001, "--max-seeds", 15)
    found, confirmation = swept(here, *until, "--confirm", 2)
    used = {trial["seed"] for variant in found["variants"] for trial in variant["trials"]}
    assert len(used) == 15
    assert confirmation["seeds"] == [max(used) + 1, max(used) + 2]
