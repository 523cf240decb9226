"""What Matplotlib draws becomes a part of a page, with its labels as they are."""

import io
import re
from xml.etree import ElementTree as ET

import pytest
from matplotlib import rc_context
from matplotlib.figure import Figure

from gdrun.page.svg import page_svg
from gdrun.page.theme import THEME
from gdrun.pictures.drawing.style import COLOURS, STYLE

pytestmark = pytest.mark.filterwarnings("ignore:Glyph 7")

LABELS = ("#0072b2", "url(#x) 0.12345", "fill: #222222; <b>", "{{ 7*7 }}", "bell \x07", "$x$")


def drawn(prefix: str) -> str:
    content = io.BytesIO()
    with rc_context(STYLE):
        figure = Figure()
        axes = figure.subplots()
        for k, label in enumerate(LABELS):
            axes.plot([k, 1 / 3], "o-", color=COLOURS[k % len(COLOURS)], label=label)
        axes.legend()
        figure.savefig(content, format="svg")
    return page_svg(content.getvalue(), prefix, 'a "title" <i>', "what it shows")


def test_labels_are_what_they_were() -> None:
    root = ET.fromstring(drawn("p1-"))
    texts = ["".join(each.itertext()) for each in root.iter("text")]
    for label in LABELS:
        assert label.replace("\x07", "\N{REPLACEMENT CHARACTER}") in texts
    assert root.findtext("title") == 'a "title" <i>'


def test_colours_are_variables_of_the_theme() -> None:
    root = ET.fromstring(drawn("p1-"))
    styles = [each.get("style", "") for each in root.iter()]
    variables = set(re.findall(r"var\(--(\w+)\)", " ".join(styles)))
    assert {f"c{k}" for k in range(len(LABELS))} <= variables <= set(THEME)
    known = {light for light, _ in THEME.values()}
    assert not [style for style in styles if any(colour in style for colour in known)]


def test_ids_have_the_prefix_and_stand_where_something_refers_to_them() -> None:
    text = drawn("p1-")
    ids = set(re.findall(r' id="([^"]+)"', text))
    assert all(each.startswith("p1-") for each in ids)
    # A label says url(#x), too.
    inside = re.findall(r'="(?:url\()?#([^")]+)', text)
    assert ids == {*inside, "p1-title", "p1-desc"}
    assert "xmlns" not in text
    assert "metadata" not in text
