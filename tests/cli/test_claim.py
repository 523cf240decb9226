"""``gdrun claim`` as a user runs it: exit codes, and what stands where."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.cli.commands import gdrun
from tests.cli.storing import interrupted

SWEEP = """\
name: rates
data: {source: iris}
optimizer: adam
training: {epochs: 5}
seeds: 5
sweep: {optimizer.learning_rate: [0.0001, 0.05]}
"""
ALONE = """\
data: {source: iris}
optimizer: {name: adam, learning_rate: 0.05}
training: {epochs: 5}
seeds: 5
"""
DIVERGING = """\
data: {source: diabetes, normalize: none}
training: {epochs: 3}
seeds: 8
sweep: {optimizer: [{name: sgd, learning_rate: 1000}, adam]}
"""
FAILING = """\
from typing import Literal

from gdrun.parts.initializers import Initializer


class Boom(Initializer):
    \"\"\"Never draws anything.\"\"\"

    name: Literal["boom"] = "boom"

    def draw(self, tensor, rng, folder):
        raise RuntimeError("out of luck")
"""


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """A folder with a sweep, a training, and a sweep of which a variant diverges."""
    (tmp_path / "sweep.yaml").write_text(SWEEP)
    (tmp_path / "alone.yaml").write_text(ALONE)
    (tmp_path / "diverging.yaml").write_text(DIVERGING)
    return tmp_path


def claim(
    path: Path, *claims: str, code: int, store: Path | None = None
) -> subprocess.CompletedProcess[str]:
    storing = ("--no-store",) if store is None else ("--store", store)
    result = gdrun("claim", path, *claims, *storing, COLUMNS="150")
    assert result.returncode == code, (result.stdout, result.stderr)
    assert "Traceback" not in result.stderr
    return result


@pytest.mark.parametrize(
    ("said", "code", "answer"),
    [
        ("0.05 > 0.0001 by 0.1", 0, "supported"),
        ("'0.0001' < learning_rate=0.05", 0, "supported"),
        ("2 = 1 within 0.999", 0, "supported"),
        ("2 < 1", 1, "refuted"),
        ("2 = 1 within 0.01", 1, "refuted"),
        ("2 < 1 on test.loss by 0.05", 2, "no variant"),
        ("1 > 2 by 0.01 on test.loss", 0, "supported"),
        ("test.accuracy > 0.999 of 0.05", 1, "refuted"),
        ("accuracy > 0.85 of 0.05", 3, "undecided"),
        ("share(accuracy > 0.7) > 0.4 of 0.05", 0, "supported"),
        ("share(accuracy > 0.7) < 0.4 of 0.05", 1, "refuted"),
        ("share(diverged) < 0.1 of 2", 3, "undecided"),
    ],
)
def test_the_exit_code_is_the_answer(here: Path, said: str, code: int, answer: str) -> None:
    result = claim(here / "sweep.yaml", said, code=code)
    if code == 2:
        assert answer in result.stderr
        assert not result.stdout
        return
    assert f"{answer}: {said}" in result.stdout
    assert f"1 claim: 1 {answer}" in result.stdout
    assert ("should settle it" in result.stdout or "settles it" in result.stdout) == (code == 3)


def test_several_claims_share_the_error_and_the_worst_of_them_decides(here: Path) -> None:
    said = ["accuracy > 0.85", "test.accuracy > 0.5", "share(diverged) < 0.9", "train.loss < 2"]
    shown = claim(here / "alone.yaml", *said, code=3).stdout
    assert "4 claims share the error of 5%, so intervals are of 98.75%" in shown
    assert "98.75% interval" in shown
    assert "4 claims: 3 supported, 1 undecided" in shown
    assert "about seeds and held-out rows (5 seeds × 23 validation rows" in shown
    assert "train loss" in shown
    claim(here / "alone.yaml", *said, "train.loss > 2", code=1)


BAD = {
    "no claim": (["hello"], ["`hello`: this is no claim", "share(diverged) < 0.1"]),
    "margin below 0": (["2 > 1 by -0.1"], ["not below 0: -0.1", "by 0.005 on test.accuracy"]),
    "equal": (["2 = 1"], ["within what", "adam = sgd within 0.005"]),
    "unknown variant": (["sgd > 0.05"], ["claim `sgd > 0.05`", "1 learning_rate=0.0001"]),
    "two variants unknown": (["2 > three", "four < 2 by 1"], ["`three`", "`four`"]),
    "no variant named": (["accuracy > 0.9"], ["say which variant", "2 learning_rate=0.05"]),
    "a variant like a number": (["adam > 2"], ["if 2 is a variant, put it in quotes: '2'"]),
    "a variant and itself": (["2 > 0.05 by 0.1", "1 > '0.0001'"], ["the same variant"]),
    "unknown metric": (["2 > 1 on acuracy"], ["no metric `acuracy`", "did you mean `accuracy`"]),
    "unknown part": (["tset.accuracy > 0.9 of 1"], ["did you mean `test`"]),
    "no metric of any task": (["2 > 1 on size"], ["no metric `size`", "gdrun list metrics"]),
    "a metric of another task": (["2 > 1 on rmse"], ["no metric `rmse`; it has loss"]),
    "about data": (["2 > 1", "--about", "data"], ["all seeds have the same split"]),
    "other data": (["2 > 1", "--set", "sweep={data.source: [iris, wine]}"], ["have other data"]),
}


@pytest.mark.parametrize(("said", "words"), BAD.values(), ids=BAD)
def test_what_cannot_be_claimed_is_told_before_anything_is_run(
    here: Path, said: list[str], words: list[str]
) -> None:
    store = here / "gdrun.db"
    result = claim(here / "sweep.yaml", *said, code=2, store=store)
    assert not result.stdout
    for word in words:
        assert word in result.stderr
    assert not store.exists()


@pytest.mark.parametrize(
    ("claimed", "told"),
    [
        ("3 > 1", "`3` stands for no variant"),
        ("2 > 1 on acuracy", "did you mean `accuracy`"),
        ("2 > 1 on validation.loss", "there is no validation part, but train, test"),
    ],
)
def test_check_looks_at_what_claims_name(here: Path, claimed: str, told: str) -> None:
    split = SWEEP.replace("source: iris", "source: iris, split: {folds: 5}")
    (here / "sweep.yaml").write_text(split + f"claims: ['2 > 1 on test.loss', '{claimed}']\n")
    result = gdrun("check", here / "sweep.yaml")
    assert result.returncode == 2
    assert f"claim `{claimed}`" in result.stderr
    assert told in result.stderr
    (here / "sweep.yaml").write_text(split + "claims: ['2 > 1 on test.loss']\n")
    assert gdrun("check", here / "sweep.yaml").returncode == 0


def test_keys_and_seeds_can_be_set(here: Path) -> None:
    set_ = ("--seeds", "3,1,4", "--set", "data.split={train: 0.5, validation: 0.5}")
    shown = claim(here / "alone.yaml", "accuracy > 0.3", *set_, code=0).stdout
    assert "(3 seeds × 75 validation rows" in shown
    assert "--seeds 0" in claim(here / "alone.yaml", "loss > 0", "--seeds", "0", code=2).stderr


def test_a_part_of_the_data_that_there_is_not_is_told_before_anything_is_run(here: Path) -> None:
    for split in ("{train: 0.5, test: 0.5}", "{folds: 5}"):
        (here / "alone.yaml").write_text(
            ALONE.replace("source: iris", f"source: iris, split: {split}")
        )
        told = claim(here / "alone.yaml", "accuracy > 0.3", code=2).stderr
        assert "there is no validation part, but train, test" in told
        claim(here / "alone.yaml", "share(diverged) < 0.99", code=0)
        assert "test rows" in claim(here / "alone.yaml", "test.accuracy > 0.3", code=0).stdout


def test_claims_may_be_about_data_like_these(here: Path) -> None:
    varied = ALONE + "randomness: {vary: [split, init, order]}\n"
    (here / "alone.yaml").write_text(varied)
    shown = claim(here / "alone.yaml", "accuracy > 0.3", code=0).stdout
    assert "about data like these (5 seeds in 5 splits, 23 validation rows each)" in shown
    told = claim(here / "alone.yaml", "accuracy > 0.3", "--about", "rows", code=2).stderr
    assert "--about data is about both" in told
    shown = claim(here / "alone.yaml", "accuracy > 0.3", "--about", "seeds", code=0).stdout
    assert "about seeds alone" in shown


def test_where_seeds_diverge_shares_and_signs_decide(here: Path) -> None:
    said = ["adam < sgd", "rmse < 1e6 of sgd", "share(diverged) > 0.3 of sgd", "sgd > adam by 1"]
    shown = claim(here / "diverging.yaml", *said, code=3).stdout
    assert "2 supported, 2 undecided" in shown
    assert "supported: adam < sgd" in shown
    assert "the sign test decides" in shown
    assert "8 of 8 seeds diverged" in shown
    assert "share of seeds, diverged: 100%" in shown
    assert "not by how much" in shown
    claim(here / "diverging.yaml", "adam > sgd", code=1)


def test_one_seed_leaves_means_open(here: Path) -> None:
    (here / "alone.yaml").write_text(ALONE.replace("seeds: 5", "seeds: [7]"))
    shown = claim(here / "alone.yaml", "test.accuracy > 0.1", code=3).stdout
    assert "about seeds alone (1 seed" in shown


def test_json_holds_each_claim_with_what_it_rests_on(here: Path) -> None:
    said = ["2 > 1 by 0.05", "share(diverged) < 0.1 of 2"]
    result = claim(here / "sweep.yaml", *said, "--json", code=3)
    found = json.loads(result.stdout)
    assert found["answer"] == "undecided"
    (experiment,) = found["experiments"]
    assert (experiment["experiment"], experiment["interrupted"]) == ("rates", False)
    one, two = experiment["claims"]
    assert (one["claim"], one["answer"], one["estimated"]) == (said[0], "supported", "difference")
    assert one["variants"] == ["learning_rate=0.05", "learning_rate=0.0001"]
    assert (one["metric"], one["about"], one["seeds"]) == ("validation.accuracy", "rows", 5)
    assert one["interval"][0] > 0.05
    assert one["interval"][0] < one["estimate"] < one["interval"][1]
    assert one["level"] == 0.025
    assert (two["metric"], two["estimate"], two["needed"]["seeds"]) == (None, 0, 160)


def test_a_folder_is_all_its_configs_that_list_claims(here: Path) -> None:
    (here / "sweep.yaml").write_text(SWEEP + "claims: [2 > 1]\n")
    (here / "more.yml").write_text(ALONE + "claims: ['accuracy > 0.3', 'share(diverged) < 0.9']\n")
    shown = claim(here, code=0).stdout
    assert shown.index("more") < shown.index("rates")
    assert "\nalone\n" not in shown
    assert shown.endswith("3 claims: 3 supported\n")
    (here / "turned.yaml").write_text(SWEEP + "claims: [2 < 1]\n")
    assert claim(here, code=1).stdout.endswith("4 claims: 3 supported, 1 refuted\n")
    found = json.loads(claim(here, "--json", code=1).stdout)
    assert [len(each["claims"]) for each in found["experiments"]] == [2, 1, 1]


def test_all_claims_of_a_folder_are_looked_at_before_the_first_is_run(here: Path) -> None:
    store = here / "gdrun.db"
    (here / "alone.yaml").write_text(ALONE + "claims: [accuracy > 0.3]\n")
    (here / "sweep.yaml").write_text(SWEEP + "claims: [3 > 1]\n")
    assert "`3` stands for no variant" in claim(here, code=2, store=store).stderr
    assert not store.exists()


def test_where_nothing_is_claimed_the_way_out_is_told(here: Path) -> None:
    assert "adam = sgd within 0.005" in claim(here / "sweep.yaml", code=2).stderr
    assert "lists `claims`" in claim(here, code=2).stderr
    assert "about one config" in claim(here, "accuracy > 0.9", code=2).stderr
    assert "no such file" in claim(here / "none.yaml", code=2).stderr


def test_a_trial_that_failed_is_told_and_makes_the_answer_bad(here: Path) -> None:
    (here / "boom.py").write_text(FAILING)
    (here / "all.yaml").write_text(ALONE + "parts: [boom.py]\nmodel: {weights: boom}\n")
    shown = claim(here / "all.yaml", "accuracy > 0.1", code=1).stdout
    assert "5 trials failed" in shown
    assert "out of luck" in shown
    assert "supported" not in shown
    sweep = "parts: [boom.py]\nsweep: {model.weights: [boom, zeros]}\n"
    (here / "some.yaml").write_text(ALONE + sweep)
    shown = claim(here / "some.yaml", "share(diverged) < 0.9 of zeros", code=1).stdout
    assert "1 claim: 1 supported" in shown
    assert "5 trials failed" in shown


def test_an_interrupted_experiment_answers_nothing(here: Path) -> None:
    long = ALONE.replace("epochs: 5", "epochs: 60000").replace("seeds: 5", "seeds: 30")
    (here / "alone.yaml").write_text(long + "claims: [share(diverged) < 0.999]\n")
    store = here / "gdrun.db"
    output = interrupted(store, "claim", here / "alone.yaml", "--workers", "1")
    assert "the same command goes on" in output
    assert "supported" not in output
