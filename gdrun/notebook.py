"""What a notebook shows of a result: its tables and a picture, or else its text."""

import base64
import logging
from collections.abc import Callable, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from gdrun.report.exports.html_tables import tables_as_html
from gdrun.report.tables.text_table import TextTable

if TYPE_CHECKING:
    from gdrun.pictures.kind import Kind

Picture = tuple["Kind", Any]
"""A kind of picture, and the value that it draws."""


def mime_bundle(
    result: object,
    tables: Callable[[], Sequence[TextTable]],
    picture: Callable[[], Picture | None],
) -> dict[str, str]:
    """The forms of a result by their types, ``text/plain`` and perhaps ``text/html``.

    A cell that ran well must not end in a traceback, so what cannot be made is left out.

    Args:
        result: What is shown; its text is what ``str`` makes of it.
        tables: Makes its tables; of none, its text stands in their place.
        picture: Makes its picture, or None.
    """
    plain = _made(lambda: str(result)) or repr(result)
    told = _made(lambda: tables_as_html(tables()) or f"<pre>{escape(plain)}</pre>")
    if not told:
        return {"text/plain": plain}
    return {"text/plain": plain, "text/html": told + _made(lambda: _image(picture()))}


def _made(make: Callable[[], str]) -> str:
    """What ``make`` returns, or nothing if it cannot be made."""
    try:
        return make()
    except Exception:
        logging.getLogger(__name__).debug("a part of a result is not shown", exc_info=True)
        return ""


def _image(picture: Picture | None) -> str:
    """As an image of its own, so that its names and styles meet no other's."""
    if picture is None:
        return ""
    # Imported here, as only what is drawn takes Matplotlib.
    from gdrun.pictures.drawing.saving import picture_bytes

    kind, value = picture
    content = base64.b64encode(picture_bytes(kind, value, "svg")).decode()
    source = f"data:image/svg+xml;base64,{content}"
    return f'<img style="max-width:100%" alt="{escape(kind.shows)}" src="{source}">\n'
