import io

import pytest

from gdrun.records import Progress
from gdrun.report.console.progress import show_progress, words
from gdrun.report.console.streams import make_console


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
    assert words(progress) == ("2/10 seeds, 1 diverged, epoch 10/30, 20 s left, 120,000 steps/s")


@pytest.mark.parametrize(
    ("variants", "told"), [(1, "epoch 10/30, loss 0.0312, 20 s"), (2, "epoch 10/30, 20 s")]
)
def test_tells_the_loss_of_one_variant(variants: int, told: str) -> None:
    progress = Progress(2, 10, 0, 100, 300, 1_000, 10.0, variants=variants, loss=0.03123)
    assert told in words(progress)


@pytest.mark.parametrize("quiet", [True, False])
def test_without_a_terminal_nothing_is_shown(quiet: bool) -> None:
    stream = io.StringIO()
    console = make_console(stream)
    console.quiet = quiet
    with show_progress(console) as show:
        show(Progress(0, 1, 0, 0, 5, 0, 0.0))
    assert stream.getvalue() == ""


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def at(seconds: float, planned: int = 1000) -> Progress:
    return Progress(120, planned, 0, 0, 5000, 0, seconds, variants=2)


@pytest.mark.parametrize("plain", [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_without_control_codes_a_line_is_said_now_and_then(
    plain: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """In 12 s at one snapshot a second: after 5 s and after 10 s."""
    monkeypatch.setenv(*plain)
    clock = iter(range(100, 113))
    monkeypatch.setattr("time.monotonic", lambda: float(next(clock)))
    stream = Terminal()
    with show_progress(make_console(stream)) as show:
        for second in range(12):
            show(at(second))
    assert stream.getvalue() == 2 * "120/1,000 trials\n"


@pytest.mark.parametrize("plain", ["", "1"])
def test_of_what_is_stored_already_no_progress_is_shown(
    plain: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", plain)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setattr("gdrun.report.console.progress.INTERVAL", 0.0)
    stream = Terminal()
    with show_progress(make_console(stream)) as show:
        show(at(1.0, planned=0))
    assert "0/0" not in stream.getvalue()
    assert "120/" not in stream.getvalue()
