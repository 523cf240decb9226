"""How far a run is, on one line of the terminal, or without control codes a line now and then."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console, RenderableType
from rich.progress import BarColumn, ProgressColumn, TextColumn
from rich.progress import Progress as Display
from rich.table import Column
from rich.text import Text

from gdrun.records import Leader, Progress
from gdrun.report.console.streams import say, writable
from gdrun.report.tables.numbers import count, duration
from gdrun.wording import several

NARROW = 80
"""Below this many columns there is no place for a bar beside the numbers."""

INTERVAL = 5.0
"""Seconds between lines, where none can be overwritten."""


class _Display(Display):
    """The bar, and under it the variants that lead."""

    leaders: Sequence[Leader] = ()

    def get_renderables(self) -> Iterator[RenderableType]:
        yield from super().get_renderables()
        for place, leader in enumerate(self.leaders, start=1):
            trials = several(leader.trials, "seed")
            text = f"  {place}  {leader.mean:.4g} of {trials}  {leader.variant}"
            yield Text(writable(text, self.console), no_wrap=True, overflow="ellipsis")


@contextmanager
def show_progress(console: Console) -> Iterator[Callable[[Progress], None]]:
    """Gives a function that shows a snapshot; the display disappears at the end.

    A terminal that gets no control codes has a line now and then. Nothing is shown where there is
    no terminal, if the console is quiet, or while there is nothing to train.
    """
    if console.quiet or not console.file.isatty():
        yield lambda _: None
    elif console.is_terminal:
        with _overwritten(console) as show:
            yield show
    else:
        yield _line_by_line(console)


@contextmanager
def _overwritten(console: Console) -> Iterator[Callable[[Progress], None]]:
    told = TextColumn("{task.fields[told]}", markup=False, table_column=Column(no_wrap=True))
    columns: tuple[ProgressColumn, ...] = (told,)
    if console.width >= NARROW:
        columns = (BarColumn(bar_width=None), told)
    with _Display(*columns, console=console, transient=True, expand=True) as display:
        task = display.add_task("", total=None, told="")

        def show(progress: Progress) -> None:
            if not progress.trials_planned:
                return
            if progress.variants > 1:
                display.leaders = progress.leaders
            display.update(
                task,
                total=progress.epochs_planned,
                completed=progress.epochs,
                told=writable(words(progress), console),
            )

        yield show


def _line_by_line(console: Console) -> Callable[[Progress], None]:
    last = time.monotonic()

    def show(progress: Progress) -> None:
        nonlocal last
        now = time.monotonic()
        if progress.trials_planned and now - last >= INTERVAL:
            last = now
            say(words(progress), console)

    return show


def words(progress: Progress) -> str:
    """``3/10 seeds, epoch 12/50, loss 0.031, 4 s left, 120,000 steps/s``.

    What comes last is the first to be cut off in a narrow window. Epochs are means over all trials.
    The loss is that of training; of several variants at once it would say nothing.
    """
    noun = "trials" if progress.variants > 1 else "seeds"
    said = [f"{progress.trials:,}/{progress.trials_planned:,} {noun}"]
    if progress.diverged:
        said.append(f"{progress.diverged} diverged")
    if progress.epochs:
        done, planned = progress.epochs, progress.epochs_planned
        trials = progress.trials_planned
        said.append(f"epoch {done / trials:.0f}/{planned / trials:.0f}")
        if progress.loss is not None and progress.variants == 1:
            said.append(f"loss {progress.loss:.3g}")
        left = max(1, round((planned - done) * progress.seconds / done))
        said.append(f"{duration(left)} left")
        said.append(f"{count(progress.steps / max(progress.seconds, 1e-9))} steps/s")
    return ", ".join(said)
