"""Rows judged one by one, from the store: shown, exported, and refused with the way out."""

from pathlib import Path

import pytest

from tests.cli.storing import document, run


def test_a_training_is_judged_row_by_row(here: Path) -> None:
    run(here, "train")
    told = run(here, "show", "last", "--confusion", "--hardest", "3")
    assert "small, test part: seeds 0 to 3" in told
    assert "versicolor" in told
    found = document(here, "show", "last", "--confusion", "--hardest", "3")
    assert (len(found["hardest"]), found["portion"]) == (3, "test")
    assert sum(map(sum, found["confusion"]["counts"]["mean"])) == 22
    of_validation = document(here, "show", "--confusion", "--portion", "validation")
    assert of_validation["portion"] == "validation"
    assert sum(map(sum, of_validation["confusion"]["counts"]["mean"])) == 23
    alone = document(here, "show", "--hardest", "3")
    assert "confusion" not in alone
    assert alone["hardest"] == found["hardest"]


def test_of_a_sweep_a_variant_is_named(here: Path) -> None:
    run(here, "sweep", "--over", "training.batch_size=8,16")
    errors = run(here, "show", "last", "--confusion", code=2)
    assert "last:2  batch_size=16" in errors
    by_number = document(here, "show", "last:2", "--confusion")
    assert by_number["variant"] == "batch_size=16"
    assert by_number["confusion"]["calibration"] is None
    assert document(here, "show", "last:batch_size=16", "--confusion") == by_number
    assert by_number != document(here, "show", "last:1", "--confusion")
    run(here, "train", "--set", "training.batch_size=16", "--keep-outputs", "losses")
    trained = document(here, "show", "last", "--confusion")
    assert trained["confusion"] == by_number["confusion"]


def test_tables_are_exported(here: Path) -> None:
    run(here, "train")
    for form, sign in (("latex", "\\toprule"), ("markdown", "| ---")):
        told = run(here, "export", "last", "--confusion", "--format", form)
        assert told.count("small, test part: seeds 0 to 3. ") == 5
        assert sign in told
    run(here, "export", "last", "--hardest", "2", "-o", here / "rows.md")
    rows = (here / "rows.md").read_text(encoding="utf-8").splitlines()
    assert [line.count("|") for line in rows] == [0, 0, 6, 6, 6, 6]
    for arguments in (("--format", "npz", "-o", "w.npz"), ("--format", "json"), ()):
        errors = run(here, "export", "last", "--confusion", *arguments, code=2)
        assert "--format latex or markdown" in errors
    assert "--portion" in run(here, "export", "--portion", "test", code=2)
    errors = run(here, "export", "--confusion", "--seed", "1", "--format", "latex", code=2)
    assert "--seed" in errors


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--confusion", "--keep"), "No such option"),
        (("--portion", "test"), "--confusion"),
        (("--confusion", "--metrics", "brier"), "--metrics"),
        (("--hardest", "0"), "--hardest"),
        (("--confusion", "--portion", "train"), "--portion"),
    ],
)
def test_what_does_not_go_together_is_refused(
    here: Path, arguments: tuple[str, ...], words: str
) -> None:
    run(here, "train", "--seeds", "1")
    assert words in run(here, "show", "last", *arguments, code=2)


def test_without_outputs_the_way_out_is_told_and_leads_out(here: Path) -> None:
    run(here, "train", "--keep-outputs", "none")
    assert "--keep-outputs losses" in run(here, "show", "last", "--confusion", code=2)
    run(here, "train", "--keep-outputs", "losses")
    assert "virginica" in run(here, "show", "last", "--confusion")


def test_numbers_have_no_matrix_but_hardest_rows(here: Path) -> None:
    lines = ["a,y", *(f"{n},{n % 7 + 0.5}" for n in range(60))]
    (here / "numbers.csv").write_text("\n".join(lines))
    run(here, "train", "--set", "data={source: numbers.csv}")
    assert "--hardest 20" in run(here, "show", "last", "--confusion", code=2)
    told = document(here, "show", "last", "--hardest", "5")["hardest"]
    assert len(told) == 5
    for each in told:
        assert [float(lines[each["line"] - 1].split(",")[1])] == each["target"]
    assert "mean error" in run(here, "show", "last", "--hardest", "5")


def test_a_variant_is_shown_as_a_training_of_it_alone(here: Path) -> None:
    run(here, "sweep", "--over", "model.hidden=[3],[5]")
    told = run(here, "show", "last:2")
    assert "4-5-3 tanh, 43 parameters" in told
    assert "seeds      0 to 3" in told
    assert "4-3-3" not in told
    trained = run(here, "train", "--set", "model.hidden=[5]")
    summaries = [line for line in trained.splitlines() if "±" in line]
    assert len(summaries) == 10
    assert all(line in told.splitlines() for line in summaries)
    swept = document(here, "sweep", "--over", "model.hidden=[3],[5]")
    alone = document(here, "show", "last:2")
    assert [each["name"] for each in alone["variants"]] == [swept["variants"][1]["name"]]
    assert "ranking" not in alone
