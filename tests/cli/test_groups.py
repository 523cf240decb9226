"""Options that are said once for several commands."""

from dataclasses import dataclass
from typing import Annotated

import typer
from typer.testing import CliRunner

from gdrun.cli.groups import with_groups


@dataclass(frozen=True)
class Size:
    width: Annotated[int, typer.Option(help="In cells.")] = 2
    tall: Annotated[bool, typer.Option("--tall", "-t")] = False


def test_the_fields_of_a_group_are_options_in_its_place() -> None:
    app, met = typer.Typer(rich_markup_mode=None), []

    @app.command()
    @with_groups
    def draw(name: str, *, before: int = 0, size: Size, after: str = "") -> None:
        """Draws."""
        met.append((name, before, size, after))

    def run(*arguments: str) -> str:
        return CliRunner().invoke(app, arguments).output

    run("a")
    run("b", "--after", "x", "-t", "--width", "5")
    assert met == [("a", 0, Size(), ""), ("b", 0, Size(5, True), "x")]
    help_text = run("--help")
    places = [help_text.index(option) for option in ("--before", "--width", "--tall", "--after")]
    assert places == sorted(places)
    assert "In cells." in help_text
    assert "Draws." in help_text
