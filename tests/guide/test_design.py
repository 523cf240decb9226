"""The design chapter says what is there: rooms, links, files, and an example that runs."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

import gdrun
from tests.rooms import MAY_IMPORT

PACKAGE = Path(gdrun.__file__).parent
GUIDE = PACKAGE / "guide"
CHAPTER = (GUIDE / "design.md").read_text(encoding="utf-8")
ROWS = dict(re.findall(r"^\| `(\w+)/` \|.*\| ([^|]*) \|$", CHAPTER, re.MULTILINE))
"""Of the table of rooms: each room, and what is said of its imports."""


def test_every_room_is_named_and_every_one_named_is_there() -> None:
    there = {path.name for path in PACKAGE.iterdir() if path.is_dir() and path.name[0] != "_"}
    assert set(ROWS) == there - {"configs"}


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_the_chapter_says_what_a_room_may_import(room: str) -> None:
    said = ROWS[room]
    if "everything" in said:
        assert MAY_IMPORT[room] == set(MAY_IMPORT) - {"cli", "records"}
        return
    imported = set(re.findall(r"`(\w+)`", said))
    for other in tuple(imported):
        if f"`{other}` and what that may" in said:
            imported |= MAY_IMPORT[other]
    assert imported == MAY_IMPORT[room]


def test_files_that_are_named_are_there() -> None:
    """A name of a file in backquotes, without words in capitals that stand for any name."""
    for name in re.findall(r"`([\w/]+\.(?:py|md)|[\w]+/[\w/]*)`", CHAPTER):
        if not re.search("[A-Z]{2}", name) and name not in ("gdrun/",):
            found = [*PACKAGE.glob(name), *PACKAGE.parent.glob(name), *PACKAGE.glob(f"*/{name}")]
            assert found, name


@pytest.mark.parametrize("chapter", sorted(GUIDE.glob("*.md")), ids=lambda path: path.stem)
def test_links_lead_somewhere(chapter: Path) -> None:
    for target in re.findall(r"\]\(([^)]+)\)", chapter.read_text(encoding="utf-8")):
        assert "://" in target or (GUIDE / target).exists(), target


EXAMPLES = dict(
    zip(("PASSED", "[0."), re.findall(r"```python\n(.*?)```", CHAPTER, re.DOTALL), strict=True)
)
"""What an example prints, and the example."""


@pytest.mark.parametrize("printed", EXAMPLES)
def test_the_examples_of_parts_run(tmp_path: Path, printed: str) -> None:
    script = tmp_path / "example.py"
    script.write_text(EXAMPLES[printed])
    run = subprocess.run(
        [sys.executable, script], capture_output=True, text=True, cwd=tmp_path, timeout=300
    )
    assert run.returncode == 0, run.stderr
    assert printed in run.stdout
