"""The rooms of the house import what they may, and nothing else."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "gdrun"
ANYWHERE = {"errors", "records", "version", "wording"}
"""What every room but the engine may import."""
_TRIAL = {"config", "data", "parts", "files", "network", "engine"}
_EXPERIMENT = {*_TRIAL, "trial", "store", "evidence", "statistics"}
MAY_IMPORT = {
    "records": set(),
    "network": set(),
    "files": set(),
    "statistics": set(),
    "engine": set(),
    "parts": {"files", "network"},
    "config": {"parts", "files"},
    "data": {"parts", "files"},
    "trial": _TRIAL,
    "store": {"network"},
    "evidence": {"statistics"},
    "experiment": _EXPERIMENT,
    "checking": {*_EXPERIMENT, "experiment"},
    "report": {"network", "statistics", "evidence"},
    "cli": {*_EXPERIMENT, "experiment", "checking", "report"},
}
ROOMS = sorted(path.name for path in PACKAGE.iterdir() if path.is_dir() and path.name[0] != "_")


def rooms_imported(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        modules = []
        if isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: a relative import"
            modules = [node.module or ""]
        for module in modules:
            package, _, rest = module.partition(".")
            if package == "gdrun":
                yield rest.partition(".")[0]


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_what_it_may(room: str) -> None:
    allowed = MAY_IMPORT[room] | {room} | (ANYWHERE if room != "engine" else set())
    for file in (PACKAGE / room).rglob("*.py"):
        assert set(rooms_imported(file)) <= allowed, file


def test_files_are_short_enough_to_hold_one_idea() -> None:
    for file in PACKAGE.rglob("*.py"):
        assert len(file.read_text(encoding="utf-8").splitlines()) <= 400, file
