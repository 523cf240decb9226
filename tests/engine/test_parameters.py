"""What belongs together is handed on together."""

import ast
from pathlib import Path

import pytest

import gdrun

LOOP = Path(gdrun.__file__).parent / "engine" / "loop"
MOST = 12


@pytest.mark.parametrize("file", sorted(LOOP.glob("*.py")), ids=lambda file: file.name)
def test_functions_of_the_loop_take_few_parameters(file: Path) -> None:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef):
            given = node.args
            parameters = [*given.posonlyargs, *given.args, *given.kwonlyargs]
            assert len(parameters) <= MOST, f"{file.name}: {node.name}"
