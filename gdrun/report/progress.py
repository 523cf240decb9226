"""How far a run is, on one line of the terminal, while it runs."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, TextColumn
from rich.progress import Progress as Display

from gdrun.records import Progress
from gdrun.report.console import writable
from gdrun.report.numbers import count, duration


@contextmanager
def show_progress(console: Console, quiet: bool) -> Iterator[Callable[[Progress], None]]:
    """Gives a function that shows a snapshot; the line disappears at the end.

    Where there is no terminal, or none is wanted, nothing is shown.
    """
    if quiet or not console.is_terminal:
        yield lambda _: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(bar_width=None))
    display = Display(*columns, TextColumn("{task.fields[told]}"), console=console, transient=True)
    with display:
        task = display.add_task("training", total=None, told="")

        def show(progress: Progress) -> None:
            display.update(
                task,
                total=progress.epochs_planned,
                completed=progress.epochs,
                told=writable(_told(progress), console),
            )

        yield show


def _told(progress: Progress) -> str:
    words = [f"{progress.trials}/{progress.trials_planned} seeds"]
    if progress.diverged:
        words.append(f"{progress.diverged} diverged")
    if progress.epochs:
        words.append(f"epoch {progress.epochs}/{progress.epochs_planned}")
        left = (progress.epochs_planned - progress.epochs) * progress.seconds / progress.epochs
        words.append(f"{count(progress.steps / max(progress.seconds, 1e-9))} steps/s")
        words.append(f"{duration(left)} left" if left >= 1 else "nearly done")
    return ", ".join(words)
