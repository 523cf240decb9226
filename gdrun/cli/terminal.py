"""Pictures in the terminal, below what a command printed."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from gdrun.config import Config
    from gdrun.evidence.ranking import Ranking
    from gdrun.records import Outcome

NoCurves = Annotated[
    bool, typer.Option("--no-curves", help="Draws no curves below the table in a terminal.")
]

MOST_EPOCHS = 50_000
"""Epochs of all seeds together, of which curves are still drawn in no time."""
MOST_VARIANTS = 100
"""Of a sweep."""


def are_few(config: "Config") -> bool:
    """Whether so little is to be trained that curves are drawn of it."""
    return config.training.epochs * len(config.seed_list()) <= MOST_EPOCHS


def draw_training(outcome: "Outcome", console: "Console") -> None:
    """Prints the curves of one variant in a terminal that shows them.

    Those of an outcome that is not stored come from its records.
    """
    epochs = sum(record.epochs for record in outcome.records)
    if epochs <= MOST_EPOCHS and not outcome.unsaved:
        _draw(partial(_curves, outcome), console)


def draw_sweep(outcome: "Outcome", ranking: "Ranking | None", console: "Console") -> None:
    """Prints how the metric depends on a number that was swept over, if one was."""
    if ranking and len(outcome.variants) <= MOST_VARIANTS:
        _draw(partial(_sensitivity, outcome, ranking), console)


def _curves(outcome: "Outcome", width: int) -> "list[Text]":
    from gdrun.pictures.terminal.drawn import drawn_curves
    from gdrun.store import Store

    if outcome.id is None or outcome.store is None:
        return drawn_curves(outcome, width)
    (variant,) = outcome.variants
    with Store.open(Path(outcome.store), readonly=True) as opened:
        place = opened.names(outcome.id).index(variant.name)
        return drawn_curves(opened.with_histories(outcome, [place]), width)


def _sensitivity(outcome: "Outcome", ranking: "Ranking", width: int) -> "list[Text]":
    from gdrun.pictures.terminal.drawn import drawn_sensitivity

    return drawn_sensitivity(outcome, ranking, width)


def _draw(make: "Callable[[int], list[Text]]", console: "Console") -> None:
    from gdrun.pictures.terminal.showing import shows_pictures

    if not shows_pictures(console):
        return
    lines: list[Text] = []
    # A picture comes beside a table that was printed: whatever is wrong with it, there is none.
    with suppress(Exception):
        lines = make(console.width)
    if lines:
        console.print()
    for line in lines:
        console.print(line, no_wrap=True, crop=True)
