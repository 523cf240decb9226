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
    ],
)
def test_bad_requests(here: Path, arguments: tuple[str, ...], says: str) -> None:
    assert says in run(here, "train", *arguments, code=2)
    assert not (here / "gdrun.db").exists()
