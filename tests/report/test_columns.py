"""A column of the sweep's table is one entry of a list."""

import io

import pytest
from rich.console import Console

from gdrun.report.tables import ranking
from gdrun.report.tables.outcomes import print_sweep
from gdrun.report.tables.ranking import COLUMNS, Column, Width
from tests.evidence.sweeps import GOOD, POOR
from tests.records.outcomes import swept


def table(width: int) -> list[str]:
    stream = io.StringIO()
    print_sweep(swept({"a": GOOD, "b": POOR}), "accuracy", None, Console(file=stream, width=width))
    return stream.getvalue().splitlines()


def test_a_column_is_one_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its heading and its cells are there in wide tables, and gone where it says."""
    toy = Column(
        "worst {metric}",
        lambda ranked, metric: f"{min(r.metrics['test'][metric] for r in ranked.records):.3f}",
        narrowest=Width.STACKED_HEADINGS,
    )
    never = Column("never", lambda *_: "", is_told=lambda _: False)
    before = table(40)
    monkeypatch.setattr(ranking, "COLUMNS", (*COLUMNS, toy, never))
    heading, _, first, second = table(200)[2:6]
    assert heading.endswith("worst accuracy")
    assert first.split()[-2:] == ["12", f"{min(GOOD):.3f}"]
    assert second.split()[-1] == f"{min(POOR):.3f}"
    assert table(40) == before


def test_each_layout_has_something_less_than_the_wider_one() -> None:
    def shown(width: Width) -> set[str]:
        return {c.heading for c in COLUMNS if c.widest <= width <= c.narrowest}

    for width in list(Width)[1:]:
        stacked_alone = width is Width.STACKED_HEADINGS
        assert bool(shown(Width(width - 1)) - shown(width)) != stacked_alone


def test_a_narrow_heading_has_no_line_of_nothing() -> None:
    heading, mean, rule = table(28)[2:5]
    assert heading.strip() == "variant,"
    assert mean.split() == ["mean", "±", "std", "n"]
    assert not rule.strip("─")
