"""From a value to the bytes of a picture."""

import io
from pathlib import Path
from typing import Any

from gdrun.errors import PictureError
from gdrun.pictures.drawing.style import STYLE, empty_figure
from gdrun.pictures.kind import Kind
from gdrun.wording import either

ENDINGS = {".png": "png", ".svg": "svg", ".pdf": "pdf"}
DOTS = 150
"""A PNG's, for each inch."""

# Without the time of writing, the same picture has the same bytes.
_METADATA: dict[str, dict[str, Any]] = {
    "png": {},
    "svg": {"Date": None, "Creator": "gdrun"},
    "pdf": {"CreationDate": None, "Creator": "gdrun"},
}


def format_of(path: Path) -> str:
    """What a file's ending says that it is to be.

    Raises:
        PictureError: If that is no picture.
    """
    form = ENDINGS.get(path.suffix.lower())
    if form is None:
        said = f"`{path.suffix}` is no ending of a picture" if path.suffix else "it has no ending"
        raise PictureError(f"{path}: {said}; use {either(ENDINGS)}")
    return form


def picture_bytes(kind: Kind, value: Any, form: str) -> bytes:
    """What ``kind`` draws of a value that it made, as ``png``, ``svg`` or ``pdf``."""
    import matplotlib as mpl

    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update({**STYLE, "svg.hashsalt": kind.name})
        figure = empty_figure(kind.size)
        kind.draw(value, figure)
        content = io.BytesIO()
        figure.savefig(content, format=form, dpi=DOTS, metadata=_METADATA[form])
    return content.getvalue()
