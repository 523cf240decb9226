"""From a page to its HTML."""

from pathlib import Path
from typing import Any

from gdrun.errors import OutputError
from gdrun.page.blocks import Page, pieces
from gdrun.page.theme import THEME
from gdrun.wording import either, visible

ENDINGS = (".html", ".htm")


def check_page_file(path: Path) -> None:
    """Sees that browsers will take a file for a page; a device or a pipe takes anything.

    Raises:
        OutputError: If its ending is none of a page.
    """
    if path.exists() and not path.is_file():
        return
    if path.suffix.lower() not in ENDINGS:
        said = f"`{path.suffix}` is no ending of a page" if path.suffix else "it has no ending"
        raise OutputError(f"{path}: {said}; use {either(ENDINGS)}")


def page_html(page: Page) -> str:
    """The whole page, as one text. All that is not of the page's own is escaped."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("gdrun", "page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )
    environment.filters["pieces"] = pieces
    template = environment.get_template("page.html.j2")
    return template.render(page=page, theme=THEME)


def _shown(value: Any) -> Any:
    """Text without signs that nobody sees, or that HTML cannot hold."""
    return visible(value) if type(value) is str else value
