"""What the Python functions return: all that was found, and the command's way to show it."""

import io
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any

from rich.console import Console

from gdrun.records import Outcome
from gdrun.records.gradients import GradientReport
from gdrun.report.console.streams import make_console
from gdrun.report.json.gradients import gradient_document
from gdrun.report.json.outcomes import outcome_document, sweep_document
from gdrun.report.tables.gradients import print_gradients
from gdrun.report.tables.outcomes import print_outcome, print_sweep


class Result(ABC):
    """Something that can show itself: ``print(result)`` is what the command prints."""

    def show(self) -> None:
        """Prints it to standard output, as wide as the terminal, and in colours if it has some."""
        self._print(make_console())

    def __str__(self) -> str:
        """The same as plain text of 120 columns, or as many as ``COLUMNS`` says."""
        text = io.StringIO()
        self._print(make_console(text))
        return text.getvalue().removesuffix("\n")

    @abstractmethod
    def to_dict(self) -> dict[str, Any]:
        """What the command prints with ``--json``; numbers that are not finite are None."""

    @abstractmethod
    def _print(self, console: Console) -> None: ...


class TrainingResult(Result, Outcome):
    """What ``gdrun.train`` found."""

    def to_dict(self) -> dict[str, Any]:
        return outcome_document(self)

    def _print(self, console: Console) -> None:
        print_outcome(self, console)


@dataclass(frozen=True, repr=False)
class SweepResult(Result, Outcome):
    """What ``gdrun.sweep`` found."""

    metric: str = ""
    """What variants are ranked by, on validation data."""

    def to_dict(self) -> dict[str, Any]:
        return sweep_document(self, self.metric)

    def _print(self, console: Console) -> None:
        print_sweep(self, self.metric, None, console)


class GradcheckResult(Result, GradientReport):
    """What ``gdrun.gradcheck`` found; ``passed`` is the answer."""

    def to_dict(self) -> dict[str, Any]:
        return gradient_document(self)

    def _print(self, console: Console) -> None:
        print_gradients(self, console)
