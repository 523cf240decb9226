"""Tables of what is many end somewhere, and say so."""

import io
import re

import pytest
from rich.console import Console

from gdrun.report.tables.outcomes import print_sweep
from gdrun.report.tables.trials import print_trials
from tests.records.outcomes import outcome, record, swept

MANY = swept({f"v{number}": [number / 10, number / 10 + 0.01] for number in range(7)})


def shown(top: int | None, ranked: bool = True) -> list[str]:
    console = Console(file=io.StringIO(), width=150)
    found = MANY
    if not ranked:
        records = [
            record(each.seed, 0.5, variant=each.variant, metrics={"train": {"accuracy": 0.5}})
            for each in MANY.records
        ]
        found = outcome(*records, variants=MANY.variants)
    print_sweep(found, "accuracy", top, console)
    return console.file.getvalue().splitlines()  # type: ignore[attr-defined, no-any-return]


@pytest.mark.parametrize("ranked", [True, False])
def test_a_table_of_variants(ranked: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    def variants(lines: list[str]) -> int:
        text = "\n".join(lines)
        # What is told below the table may name some again.
        return len(re.findall(r"\bv\d\b", text.split("\n\nRanked")[0]))

    assert variants(shown(None, ranked)) == 7
    assert "… and 2 more variants" in shown(5, ranked)
    for module in ("ranking", "unranked"):
        monkeypatch.setattr(f"gdrun.report.tables.{module}.MOST_VARIANTS", 3)
    lines = shown(None, ranked)
    assert "… and 4 more variants; --json has all of them" in lines
    assert variants(lines) == 3
    assert variants(shown(5, ranked)) == 5


def test_the_lines_of_trials(monkeypatch: pytest.MonkeyPatch) -> None:
    console = Console(file=io.StringIO(), width=150)
    monkeypatch.setattr("gdrun.report.tables.trials.MOST_TRIALS", 10)
    print_trials(MANY, console)
    text = console.file.getvalue()  # type: ignore[attr-defined]
    assert text.count("finished") == 10
    assert "… and 4 more trials; --json has all of them" in text
