"""From a value to the bytes of a picture."""

import io
import logging
import os
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gdrun.errors import PictureError
from gdrun.pictures.drawing.style import STYLE, empty_figure, take_notes
from gdrun.pictures.kind import Kind
from gdrun.wording import either

if TYPE_CHECKING:
    from matplotlib.figure import Figure

ENDINGS = {".png": "png", ".svg": "svg", ".pdf": "pdf"}
SIZE = (6.0, 4.0)
"""Width and height in inches."""
DOTS = 300
"""A PNG's, for each inch."""

_LACKS = "missing from font"
"""In what Matplotlib says of letters."""

# Without the time of writing, the same picture has the same bytes.
_METADATA: dict[str, dict[str, Any]] = {
    "png": {"Software": "gdrun"},
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


@contextmanager
def drawing() -> Iterator[list[warnings.WarningMessage]]:
    """Matplotlib with gdrun's style, whatever a user's settings are, and without its messages.

    Its warnings, as of letters that its font lacks, are in the list, which is made while it draws.
    """
    logger = logging.getLogger("matplotlib")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            mpl = _matplotlib()
            with mpl.rc_context():
                mpl.rcdefaults()
                mpl.rcParams.update({**STYLE, "svg.hashsalt": "gdrun"})
                yield warned
    finally:
        logger.setLevel(level)


def _matplotlib() -> Any:
    """The module; where it is imported first, a user's settings cannot keep it from that."""
    spec = find_spec("matplotlib")
    assert spec
    assert spec.origin
    own = str(Path(spec.origin).parent / "mpl-data" / "matplotlibrc")
    before = {name: os.environ.get(name) for name in ("MPLBACKEND", "MATPLOTLIBRC")}
    os.environ.pop("MPLBACKEND", None)
    os.environ["MATPLOTLIBRC"] = own
    try:
        import matplotlib as mpl
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value
    return mpl


def figure_of(kind: Kind, value: Any) -> "Figure":
    """What ``kind`` draws of a value that it made."""
    with drawing():
        figure = empty_figure(SIZE)
        kind.draw(value, figure)
    return figure


def picture_bytes(
    kind: Kind, value: Any, form: str, on_note: Callable[[str], None] = lambda _: None
) -> bytes:
    """What ``kind`` draws of a value that it made.

    Args:
        kind: Of picture.
        value: What it made.
        form: ``png``, ``svg`` or ``pdf``.
        on_note: Told, in words, of what is not as it should be.
    """
    content = io.BytesIO()
    with drawing() as warned:
        figure = figure_of(kind, value)
        figure.savefig(content, format=form, dpi=DOTS, metadata=_METADATA[form])
        if form != "svg" and any(_LACKS in str(each.message) for each in warned):
            on_note(f"some letters are boxes, as the font of a .{form} lacks them: write a .svg")
    return content.getvalue()


def untitled_svg(kind: Kind, value: Any, size: tuple[float, float]) -> tuple[bytes, str]:
    """The same for a page, which says title and notes itself; and the notes, as one text.

    ``size`` is in inches.
    """
    content = io.BytesIO()
    with drawing():
        figure = empty_figure(size)
        kind.draw(value, figure)
        notes = take_notes(figure)
        figure.savefig(content, format="svg", metadata=_METADATA["svg"])
    return content.getvalue(), notes
