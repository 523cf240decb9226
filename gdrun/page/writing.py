"""From a page to its HTML."""

from typing import Any

from gdrun.page.blocks import Page
from gdrun.page.theme import THEME
from gdrun.wording import visible


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
    template = environment.get_template("page.html.j2")
    return template.render(page=page, theme=THEME)


def _shown(value: Any) -> Any:
    """Text without signs that nobody sees, or that HTML cannot hold."""
    return visible(value) if type(value) is str else value
