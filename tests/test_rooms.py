"""The rooms of the house import what they may, and nothing else."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.rooms import ANYWHERE, ENGINE_MAY_IMPORT, MAY_IMPORT, PACKAGE, ROOMS

TESTS = Path(__file__).parent
BESIDE_THE_ROOMS = {
    "guide": "chapters, and no code",
    "benchmarks": "measures gdrun as a whole, and no room alone",
    "side_by_side": "compares two checkouts by what they print, and imports nothing of gdrun",
    "robustness": "kills commands and damages files, and looks at gdrun as a whole",
    "naive": "imports nothing of gdrun: it is what gdrun is compared with",
    "reference": "values that were computed without gdrun",
}
"""Folders of tests that are no rooms, each with its reason."""


def imported(code: str) -> Iterator[str]:
    """The modules that a file imports, and those that it may import names from."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"a relative import of {node.module}"
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def rooms_imported(file: Path, house: str = "gdrun") -> set[str]:
    modules = imported(file.read_text(encoding="utf-8"))
    inside = (module for module in modules if module.startswith(f"{house}."))
    return {module.removeprefix(f"{house}.").partition(".")[0] for module in inside}


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_what_it_may(room: str) -> None:
    allowed = MAY_IMPORT[room] | {room} | (ANYWHERE if room != "engine" else set())
    for file in (PACKAGE / room).rglob("*.py"):
        assert rooms_imported(file) <= allowed, file


@pytest.mark.parametrize("room", sorted(ENGINE_MAY_IMPORT))
def test_the_engines_rooms_stand_on_each_other(room: str) -> None:
    allowed = ENGINE_MAY_IMPORT[room] | {room}
    for file in (PACKAGE / "engine" / room).rglob("*.py"):
        assert rooms_imported(file, "gdrun.engine") <= allowed, file


def test_every_room_of_the_engine_is_known() -> None:
    rooms = {path.name for path in (PACKAGE / "engine").iterdir() if path.name[0] != "_"}
    assert rooms == set(ENGINE_MAY_IMPORT)


def test_each_room_has_a_folder_of_tests_and_each_other_folder_a_reason() -> None:
    folders = {file.parent.relative_to(TESTS).parts[0] for file in TESTS.glob("*/**/*.py")}
    assert folders == {*ROOMS, *BESIDE_THE_ROOMS}


@pytest.mark.parametrize("room", ROOMS)
def test_what_lies_in_a_rooms_folder_tests_that_room(room: str) -> None:
    """It imports of the room, or of gdrun's face, or runs what lies in the same folder."""
    named = rf"\b(gdrun|tests)[./]{room}\b|^import gdrun$|^from gdrun import "
    files = sorted((TESTS / room).rglob("test_*.py"))
    assert files
    for file in files:
        assert re.search(named, file.read_text(encoding="utf-8"), re.MULTILINE), file


FROM_A_TEST = re.compile(r"^(from|import) tests\S*\.test_|^from tests\S* import \(?.*\btest_", re.M)


def test_no_helper_lies_in_a_test_module() -> None:
    """Nor is one imported by code in a string, which a test runs in a process of its own."""
    for line in ("from tests.a.test_b import c", "from tests.a import b, test_c"):
        assert FROM_A_TEST.search(line)
    for file in TESTS.rglob("*.py"):
        assert not FROM_A_TEST.search(file.read_text(encoding="utf-8")), file


def test_files_are_short_enough_to_hold_one_idea() -> None:
    for file in PACKAGE.rglob("*.py"):
        assert len(file.read_text(encoding="utf-8").splitlines()) <= 400, file
