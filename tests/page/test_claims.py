"""A report has the answers to claims that ``gdrun claim`` gave, and by the same code."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import gdrun
from gdrun.page.blocks import Block, Lines, Table
from gdrun.page.claims import claim_blocks
from gdrun.page.report import report_page
from gdrun.store import Store, stored_outcome

CLAIMS = (
    "learning_rate=0.1 > learning_rate=0.0001",
    "test.accuracy > 0.999 of learning_rate=0.0001",
)
CONFIG = """\
data: {source: iris}
model: {hidden: [2]}
training: {epochs: 20}
seeds: 3
sweep: {optimizer.learning_rate: [0.0001, 0.1]}
claims: ["share(diverged) < 0.9 of learning_rate=0.1"]
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("claims")
    (folder / "rates.yaml").write_text(CONFIG)
    return folder


@pytest.fixture
def config(folder: Path) -> Iterator[Path]:
    yield folder / "rates.yaml"
    (folder / "gdrun.db").unlink()


def shown(config: Path, word: str = "last") -> list[Block]:
    with Store.open(config.parent / "gdrun.db", readonly=True) as store:
        return [*claim_blocks(stored_outcome(store, word))]


def test_the_answers_are_those_of_the_command(config: Path) -> None:
    found = gdrun.claim(config, CLAIMS, store=config.parent / "gdrun.db", about="seeds")
    table, lines = shown(config)
    assert isinstance(table, Table)
    assert isinstance(lines, Lines)
    assert [row[:2] for row in table.rows] == [(text, told.answer) for text, told in found.findings]
    printed = [line.strip() for line in str(found).splitlines()]
    for row in table.rows:
        assert f"{row[1]}: {row[0]}" in printed
        assert set(row[2].splitlines()) <= set(printed)
        assert "about seeds alone" in row[2]
    assert set(lines.lines) <= set(printed)


def test_a_sweep_answers_what_its_config_claims(config: Path) -> None:
    gdrun.sweep(config, store=config.parent / "gdrun.db")
    table, _ = shown(config)
    assert isinstance(table, Table)
    assert [row[0] for row in table.rows] == ["share(diverged) < 0.9 of learning_rate=0.1"]
    with Store.open(config.parent / "gdrun.db", readonly=True) as store:
        whole, variant = (report_page(store, [word]).chapters[0] for word in ("last", "last:2"))
    assert "claims" in [section.id for section in whole.sections]
    # They are about the sweep.
    assert "claims" not in [section.id for section in variant.sections]


def test_a_training_cannot_answer_what_is_claimed_of_a_sweep(config: Path) -> None:
    gdrun.train(config, store=config.parent / "gdrun.db")
    table, lines = shown(config)
    assert isinstance(table, Table)
    assert [row[1] for row in table.rows] == ["not judged"]
    assert isinstance(lines, Lines)
    assert "stands for no variant" in lines.lines[0]
    assert "gdrun claim" in lines.lines[1]
