"""The list of what is stored, and words that name none of it."""

from pathlib import Path

import pytest

from tests.cli.commands import gdrun
from tests.cli.storing import document, run


def test_runs_lists_the_last_used_first(here: Path) -> None:
    known = document(here, "train")["id"]
    swept = document(here, "sweep", "--over", "training.batch_size=8,16")["id"]
    listed = run(here, "runs").splitlines()
    assert [line.split()[0] for line in listed[2:]] == [swept, known]


def test_a_narrow_list_of_runs_shows_whole_ids(here: Path) -> None:
    known = document(here, "train")["id"]
    narrow = gdrun("runs", GDRUN_STORE=str(here / "gdrun.db"), COLUMNS="30")
    assert narrow.stdout.splitlines()[2].split()[:2] == [known, "small"]


@pytest.mark.parametrize(
    "arguments", [("show", "nope"), ("rm", "nope"), ("export", "nope"), ("compare", "nope", "last")]
)
def test_unknown_ids(here: Path, arguments: tuple[str, ...]) -> None:
    assert "there is no store" in run(here, *arguments, code=2)
    assert not (here / "gdrun.db").exists()
    run(here, "train")
    assert "no experiment `nope`" in run(here, *arguments, code=2)
