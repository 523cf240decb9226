"""From what Matplotlib writes to an ``svg`` element for a page."""

import re
from collections.abc import Iterator
from html import escape
from xml.etree import ElementTree as ET

from gdrun.page.theme import VARIABLES
from gdrun.wording import visible

_SPACE = "http://www.w3.org/2000/svg"
_HREF = "{http://www.w3.org/1999/xlink}href"
_UNITS = 96 / 72 * 1.3
"""Pixels for a point at which a picture is no larger."""

_LONG = re.compile(r"(\d+\.\d\d)\d+")
_REFERENCE = re.compile(r"url\(#([^)]+)\)")
_FONT = re.compile(r"font: (?:(bold|italic|\d+) )?([\d.]+)px [^;]*")
_COLOUR = re.compile(r"#[0-9a-f]{6}\b")
_SAID_BY_THE_PAGE = {
    "stroke-linejoin: miter",
    "stroke-linecap: butt",
    "stroke-miterlimit: 100000",
}
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_COORDINATES = ("d", "x", "y", "transform", "points", "width", "height")

ET.register_namespace("", _SPACE)


def page_svg(content: bytes, prefix: str, title: str, description: str) -> str:
    """The picture, without what only stands in its way on a page.

    Colours become CSS variables, ids begin with ``prefix`` and stand only where something refers
    to them, and numbers have two decimals. Labels are not touched: this works on the tree.

    Args:
        content: As Matplotlib wrote it.
        prefix: Of all ids, another one for each picture.
        title: For those who cannot see it.
        description: For them, too.
    """
    # Matplotlib writes labels with all that is in them.
    root = ET.fromstring(_NOT_XML.sub("\N{REPLACEMENT CHARACTER}", content.decode()))
    names: dict[str, str] = {}
    for element in root.iter():
        _clean(element, names, prefix)
    for element in root.iter():
        if (known := element.attrib.pop("id", None)) in names:
            element.set("id", names[str(known)])
    _drop_empty(root)
    width, height = (float(each) for each in root.attrib["viewBox"].split()[2:])
    inner = "".join(ET.tostring(each, encoding="unicode") for each in root)
    inner = inner.replace(f' xmlns="{_SPACE}"', "")
    return (
        f'<svg class="picture" role="img" aria-labelledby="{prefix}title {prefix}desc" '
        f'viewBox="0 0 {width:g} {height:g}" style="max-width:{width * _UNITS:.0f}px">'
        f'<title id="{prefix}title">{escape(visible(title))}</title>'
        f'<desc id="{prefix}desc">{escape(description)}</desc>{inner}</svg>'
    )


def _clean(element: ET.Element, names: dict[str, str], prefix: str) -> None:
    def new(reference: str) -> str:
        return names.setdefault(reference, f"{prefix}{len(names):x}")

    told = element.attrib
    if _HREF in told:
        told["href"] = told.pop(_HREF)
    if told.get("href", "").startswith("#"):
        told["href"] = f"#{new(told['href'][1:])}"
    for key, value in list(told.items()):
        if key in _COORDINATES:
            told[key] = _LONG.sub(r"\1", value).replace("\n", "")
        elif key != "href":
            told[key] = _REFERENCE.sub(lambda found: f"url(#{new(found[1])})", value)
        # A variable is one only in a style.
        if key in ("fill", "stroke") and value in VARIABLES:
            told["style"] = f"{key}: {told.pop(key)}; {told.get('style', '')}"
    if "style" in told:
        told["style"] = ";".join(_style(told["style"]))
        if not told["style"]:
            del told["style"]
    if element.text and not element.text.strip():
        element.text = None
    element.tail = None


def _style(style: str) -> Iterator[str]:
    """What remains of a style, one by one."""
    for each in style.split(";"):
        said = each.strip()
        if not said or said in _SAID_BY_THE_PAGE or said.startswith("font-family"):
            continue
        if found := _FONT.fullmatch(said):
            yield f"font-size:{found[2]}px"
            if found[1]:
                yield f"font-weight:{found[1]}"
            continue
        said = _COLOUR.sub(_variable, said)
        yield said.replace(": ", ":")


def _variable(found: re.Match[str]) -> str:
    colour = found[0]
    return f"var(--{VARIABLES[colour]})" if colour in VARIABLES else colour


def _drop_empty(element: ET.Element) -> None:
    """Takes away what draws nothing, and groups that hold one thing and say nothing of it."""
    for place, child in reversed(list(enumerate(element))):
        _drop_empty(child)
        name = child.tag.rpartition("}")[2]
        bare = name == "g" and not child.attrib
        if name in ("metadata", "style") or ((bare or name == "defs") and not len(child)):
            element.remove(child)
        elif bare and len(child) == 1:
            element[place] = child[0]
