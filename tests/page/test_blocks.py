"""Where a table's cells may be broken."""

import pytest

from gdrun.page.blocks import Table


@pytest.mark.parametrize(
    ("cell", "wrapping"),
    [
        ("", "short"),
        ("learning_rate=0.1", "short"),
        ("optimizer=sgd(momentum=0.9), learning_rate=0.001", "words"),
        ("a" * 40, "long"),
        (f"few words and {'a' * 40}", "long"),
    ],
)
def test_wrapping(cell: str, wrapping: str) -> None:
    assert Table.wrapping(cell) == wrapping
