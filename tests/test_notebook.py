"""A result in a notebook: its tables and a picture, and never a traceback."""

import base64
import re
import subprocess
import sys
from html.parser import HTMLParser
from typing import Any

import pytest

import gdrun
from gdrun.result import Result

CONFIG: dict[str, Any] = {
    "name": "<script>alert(1)</script>",
    "data": {"source": "iris"},
    "model": {"hidden": [3]},
    "training": {"epochs": 2},
    "seeds": 2,
}
PICTURE = re.compile(r'<img style="max-width:100%" alt="[^"]+" src="data:image/svg\+xml;base64,')


@pytest.fixture(scope="module")
def training() -> Any:
    return gdrun.train(CONFIG)


class Tags(HTMLParser):
    """Sees that what is opened is closed, and which tags there are."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()
        self.feed(html)
        assert not self.open

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.seen.add(tag)
        if tag not in ("br", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def shown(result: Result) -> dict[str, str]:
    """As IPython asks for it."""
    return result._repr_mimebundle_(include=None, exclude=None)


def test_a_training_has_its_table_and_its_picture(training: Any) -> None:
    bundle = shown(training)
    assert bundle["text/plain"] == str(training)
    html = bundle["text/html"]
    assert Tags(html).seen == {
        "table", "caption", "thead", "tbody", "tr", "th", "td", "p", "small", "br", "img",
    }  # fmt: skip
    assert "&lt;script&gt;alert(1)&lt;/script&gt;</caption>" in html
    assert '<td style="text-align:left">accuracy</td>' in html
    assert "95% intervals are about" in html
    assert len(PICTURE.findall(html)) == 1
    svg = base64.b64decode(html.partition("base64,")[2].partition('"')[0])
    assert b"<svg" in svg
    # Its colours are the notebook's.
    assert not re.search(r"color|background", html.partition("<img")[0])


def test_other_results_have_theirs() -> None:
    sweep = gdrun.sweep({**CONFIG, "sweep": {"optimizer.learning_rate": [0.01, 0.1]}})
    html = shown(sweep)["text/html"]
    assert "Ranked on validation accuracy" in html
    assert PICTURE.search(html)
    check = shown(gdrun.gradcheck(CONFIG, samples=2))["text/html"]
    assert "PASSED" in check
    assert PICTURE.search(check)
    variance = shown(gdrun.variance({**CONFIG, "training": {"epochs": 1}}, samples=10))
    assert "all together" in variance["text/html"]
    claims = shown(gdrun.claim(CONFIG, ["validation.accuracy > 0.01"]))["text/html"]
    assert claims.startswith("<pre>")
    assert "supported: validation.accuracy &gt; 0.01" in claims


class Stubborn(Result):
    """Whatever it is asked for, it fails, unless ``able`` names it."""

    def __init__(self, *able: str) -> None:
        self.able = able

    def __repr__(self) -> str:
        return "<stubborn>"

    def to_dict(self) -> dict[str, Any]:
        return {}

    def _print(self, console: Any) -> None:
        if "text" not in self.able:
            raise ValueError
        console.print("told")

    def _tables(self) -> Any:
        if "tables" not in self.able:
            raise ValueError
        return []

    def _picture(self) -> Any:
        raise ValueError


def test_what_cannot_be_made_is_left_out() -> None:
    assert shown(Stubborn()) == {"text/plain": "<stubborn>"}
    assert shown(Stubborn("text")) == {"text/plain": "told"}
    assert shown(Stubborn("text", "tables"))["text/html"] == "<pre>told</pre>"


def test_matplotlib_waits_until_something_is_shown() -> None:
    code = (
        "import sys, gdrun; from gdrun.result import TrainingResult;"
        "print({'matplotlib', 'jinja2'} & sys.modules.keys())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.strip() == "set()", done.stderr
