"""Pages taken apart, without a browser."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = {"meta", "br", "link", "img", "input", "hr", "wbr"}
_CAMEL = re.compile(r"url\(#([^)]+)\)")


@dataclass
class Taken(HTMLParser):
    """What is in a page; to be fed once."""

    tags: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    text: str = ""
    """All that is shown, and none of the styles."""
    tables: list[list[list[str]]] = field(default_factory=list)
    """Each with its headings as its first row."""
    pictures: list[list[str]] = field(default_factory=list)
    """What is written in each."""
    open: list[str] = field(default_factory=list)
    unclosed: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {key: value or "" for key, value in attrs}))
        if tag not in _VOID:
            self.open.append(tag)
        if tag == "table":
            self.tables.append([])
        if tag == "tr":
            self.tables[-1].append([])
        if tag in ("td", "th"):
            self.tables[-1][-1].append("")
        if tag == "svg":
            self.pictures.append([])

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {key: value or "" for key, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.unclosed.append(tag)

    def handle_data(self, data: str) -> None:
        if "style" in self.open:
            return
        self.text += data
        if "svg" in self.open and data.strip():
            self.pictures[-1].append(data)
        elif {"td", "th"} & set(self.open):
            self.tables[-1][-1][-1] += data

    def ids(self) -> list[str]:
        return [told["id"] for _, told in self.tags if "id" in told]

    def references(self) -> list[str]:
        """Ids that something refers to."""
        found = []
        for _, told in self.tags:
            for key, value in told.items():
                if key == "href" and value.startswith("#"):
                    found.append(value[1:])
                if key == "aria-labelledby":
                    found += value.split()
                found += _CAMEL.findall(value)
        return found


def taken(html: str) -> Taken:
    found = Taken()
    found.feed(html)
    found.close()
    return found
