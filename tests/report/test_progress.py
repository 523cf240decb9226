import io

import pytest

from gdrun.records import Progress
from gdrun.report.console import make_console
from gdrun.report.progress import show_progress, words


def test_tells_seeds_epochs_speed_and_time_left() -> None:
    """A third is done after 10 s, so two thirds take 20 s more."""
    progress = Progress(
        trials=2,
        trials_planned=10,
        diverged=1,
        epochs=100,
        epochs_planned=300,
        steps=1_200_000,
        seconds=10.0,
    )
    assert words(progress) == ("2/10 seeds, 1 diverged, epoch 10/30, 120,000 steps/s, 20 s left")


@pytest.mark.parametrize("quiet", [True, False])
def test_without_a_terminal_nothing_is_shown(quiet: bool) -> None:
    stream = io.StringIO()
    console = make_console(stream)
    console.quiet = quiet
    with show_progress(console) as show:
        show(Progress(0, 1, 0, 0, 5, 0, 0.0))
    assert stream.getvalue() == ""
