"""``--about`` of what shows intervals: each says what it is about, and what cannot be told."""

from pathlib import Path

from tests.cli.storing import document, run


def test_metrics_that_rows_say_nothing_of_are_about_seeds(here: Path) -> None:
    """And keep nobody from the others, that of the primary metric first of all."""
    for told in (
        document(here, "train", "--about", "rows"),
        document(here, "show", "--about", "rows"),
    ):
        (variant,) = told["variants"]
        for portion in ("validation", "test"):
            about = {name: each["about"] for name, each in variant["summary"][portion].items()}
            # Probabilities are not kept unless they are asked for.
            assert about.pop("calibration_error") == "seeds"
            assert (about["accuracy"], about["macro_f1"], about["loss"]) == ("rows",) * 3
        assert any("calibration_error" in note for note in variant["notes"])
    shown = run(here, "show", "--about", "rows", "--metrics", "accuracy,calibration_error")
    assert "test calibration_error: about seeds alone" in " ".join(shown.split())


def test_a_variant_that_diverged_keeps_nobody_from_the_others(here: Path) -> None:
    over = ("--over", "optimizer.learning_rate=0.02,3e38")
    found = document(here, "sweep", *over, "--about", "rows")
    assert found["ranking"]["about"] == "rows"
    well, bad = found["variants"]
    assert bad["diverged"] == len(bad["trials"])
    assert well["summary"]["test"]["accuracy"]["about"] == "rows"
    assert document(here, "show", "--about", "rows")["ranking"] == found["ranking"]


def test_outputs_that_were_not_kept_are_told(here: Path) -> None:
    told = run(here, "train", "--keep-outputs", "none", "--about", "rows", code=2)
    assert "--keep-outputs" in told
    # By what is there it is about less, and says so.
    assert "Intervals are about seeds alone" in run(here, "show")
