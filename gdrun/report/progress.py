"""How far a run is, on one line of the terminal, while it runs."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console, RenderableType
from rich.progress import BarColumn, ProgressColumn, TextColumn
from rich.progress import Progress as Display
from rich.table import Column
from rich.text import Text

from gdrun.records import Leader, Progress
from gdrun.report.console import writable
from gdrun.report.numbers import count, duration, several

NARROW = 80
"""Below this many columns there is no place for a bar beside the numbers."""


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
    """Gives a function that shows a snapshot; the line disappears at the end.

    Nothing is shown where there is no terminal, or if the console is quiet.
    """
    if console.quiet or not console.is_terminal:
        yield lambda _: None
        return
    told = TextColumn("{task.fields[told]}", markup=False, table_column=Column(no_wrap=True))
    columns: tuple[ProgressColumn, ...] = (told,)
    if console.width >= NARROW:
        columns = (BarColumn(bar_width=None), told)
    with _Display(*columns, console=console, transient=True, expand=True) as display:
        task = display.add_task("", total=None, told="")

        def show(progress: Progress) -> None:
            if progress.variants > 1:
                display.leaders = progress.leaders
            display.update(
                task,
                total=progress.epochs_planned,
                completed=progress.epochs,
                told=writable(words(progress), console),
            )

        yield show


def words(progress: Progress) -> str:
    """``3/10 seeds, epoch 12/50, 120,000 steps/s, 4 s left``; epochs are means over the trials."""
    noun = "trials" if progress.variants > 1 else "seeds"
    said = [f"{progress.trials}/{progress.trials_planned} {noun}"]
    if progress.diverged:
        said.append(f"{progress.diverged} diverged")
    if progress.epochs:
        done, planned = progress.epochs, progress.epochs_planned
        trials = progress.trials_planned
        said.append(f"epoch {done / trials:.0f}/{planned / trials:.0f}")
        said.append(f"{count(progress.steps / max(progress.seconds, 1e-9))} steps/s")
        left = max(1, round((planned - done) * progress.seconds / done))
        said.append(f"{duration(left)} left")
    return ", ".join(said)
