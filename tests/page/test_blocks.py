"""Where a table's cells may be broken."""

import pytest

from gdrun.page.blocks import Table, pieces


@pytest.mark.parametrize(
    ("cell", "wrapping"),
    [
        ("", "short"),
        ("learning_rate=0.1", "short"),
        ("optimizer=sgd(momentum=0.9), learning_rate=0.001", "words"),
        ("optimizer=adam(learning_rate=0.01,beta1=0.9)", "words"),
        ("a" * 40, "long"),
        (f"few words and {'a' * 40}", "long"),
    ],
)
def test_wrapping(cell: str, wrapping: str) -> None:
    assert Table.wrapping(cell) == wrapping


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("adam(learning_rate=0.01)", "adam(|learning_rate=|0.01)"),
        ("hidden=[8, 8],seeds", "hidden=|[|8, 8],|seeds"),
        ("1,000 rows", "1,000 rows"),
        ("0.5, (0.4 … 0.6)", "0.5, (|0.4 … 0.6)"),
        ("", ""),
    ],
)
def test_lines_end_at_brackets_and_commas_and_never_within_numbers(text: str, lines: str) -> None:
    assert "|".join(pieces(text)) == lines
