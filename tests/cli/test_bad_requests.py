"""Options that fit nothing, or not each other, are refused before anything is stored."""

from pathlib import Path

import pytest

from tests.cli.storing import run


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
        (("--no-store", "--reuse-any"), "--reuse-any"),
        (("--fresh", "--reuse-any"), "leave out one of them"),
        (("--no-store", "--keep-weights", "all"), "--keep-weights"),
        (("--keep-weights", "some"), "keep-weights"),
        (("--seeds", "0"), "--seeds"),
        (("--about", "data"), "add split to `randomness.vary`"),
        (("--about", "data", "--until", "0.1"), "add split to `randomness.vary`"),
        (("--about", "rows", "--set", "data.split={folds: 4}"), "--about data is about both"),
    ],
)
def test_bad_requests(here: Path, arguments: tuple[str, ...], says: str) -> None:
    assert says in run(here, "train", *arguments, code=2)
    assert not (here / "gdrun.db").exists()


def test_a_sweep_cannot_be_about_what_a_variants_config_rules_out(here: Path) -> None:
    over = ("--over", "randomness.vary=[[init], [init, split]]")
    assert "add split" in run(here, "sweep", "--about", "data", *over, code=2)
    assert "--about data is about both" in run(here, "sweep", "--about", "rows", *over, code=2)
    assert not (here / "gdrun.db").exists()
