"""What is removed is gone, and what others have is not."""

from pathlib import Path

from tests.cli.storing import document, run, trials


def test_rm(here: Path) -> None:
    run(here, "train")
    size = (here / "gdrun.db").stat().st_size
    run(here, "sweep", "--over", "training.batch_size=32,16,8,4,2", "--keep-weights", "all")
    assert (here / "gdrun.db").stat().st_size > size
    assert "name of 2 experiments" in run(here, "rm", "small", code=2)
    assert "16 trials" in run(here, "rm", "last")
    assert len(run(here, "runs").splitlines()) == 3
    # The file is as small as if the sweep had never been.
    assert (here / "gdrun.db").stat().st_size <= size
    # What the training has is still there.
    assert all(t["reused"] for t in trials(document(here, "train")).values())
