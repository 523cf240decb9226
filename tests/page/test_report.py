"""A report holds what was run and found, in a page that needs nothing else and runs nothing."""

import io
import re
from collections.abc import Callable, Iterator
from functools import cache
from html import escape
from pathlib import Path

import pytest
from rich.console import Console

import gdrun
from gdrun.page.report import report_page
from gdrun.page.sections import without_pictures
from gdrun.page.writing import page_html
from gdrun.report.tables.outcomes import print_outcome, print_sweep
from gdrun.store import Store, stored_outcome
from tests.page.pages import Taken, taken

NAMES = ("<script>alert(1)</script>", "[red]", "\\input{x}", "=1+1", "$x$", "{{ 7*7 }}")
"""Of a config, of columns and of classes."""
NAME = " ".join(NAMES)
CONFIG = f"""\
# A comment: <b>{NAME}</b> & so on
name: '{NAME}'
description: 'Is it "bold"? <i>{NAME}</i>'
data: {{source: rows.csv, target: y}}
model: {{hidden: [2]}}
training: {{epochs: 2}}
seeds: 3
"""
SECTIONS = ("run", "data", "found", "pictures", "diagnoses", "seeds", "reproduce")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Of a training and a sweep, all of whose names are nasty."""
    folder = tmp_path_factory.mktemp("page")
    rows = [f"{i % 7},{i % 5},{i % 3},{i % 4},{NAMES[i % 4]}" for i in range(120)]
    heads = f"{NAMES[0]},{NAMES[1]},{NAMES[4]},{NAMES[5]},y"
    (folder / "rows.csv").write_text("\n".join([heads, *rows]))
    config = folder / "nasty.yaml"
    config.write_text(CONFIG)
    path = folder / "gdrun.db"
    gdrun.train(config, store=path)
    gdrun.sweep(config, {"optimizer.learning_rate": [0.001, 0.1]}, store=path)
    with Store.open(path, readonly=True) as opened:
        yield opened


@pytest.fixture(scope="module")
def words(store: Store) -> dict[str, list[str]]:
    sweep, train = (each.id for each in store.experiments())
    return {"train": [train], "sweep": [sweep], "several": [f"{sweep}:1", f"{sweep}:2"]}


@pytest.fixture(scope="module")
def pages(store: Store, words: dict[str, list[str]]) -> Callable[[str], str]:
    return cache(lambda name: page_html(report_page(store, words[name])))


@pytest.fixture(scope="module", params=["train", "sweep", "several"])
def page(request: pytest.FixtureRequest, pages: Callable[[str], str]) -> str:
    return pages(request.param)


@pytest.fixture(scope="module")
def found(page: str) -> Taken:
    return taken(page)


def test_nothing_that_comes_from_outside_is_more_than_text(page: str, found: Taken) -> None:
    tags = {tag for tag, _ in found.tags}
    assert not tags & {"script", "b", "i", "iframe", "object", "link", "img"}
    assert not [key for _, told in found.tags for key in told if key.startswith("on")]
    assert NAME in found.text
    assert "{{ 49 }}" not in found.text
    assert f"<i>{NAME}</i>" in found.text
    assert f"# A comment: <b>{NAME}</b> & so on" in found.text


def test_it_needs_nothing_else(page: str, found: Taken) -> None:
    (policy,) = (told for _, told in found.tags if "http-equiv" in told)
    assert policy["content"].startswith("default-src 'none'; style-src 'unsafe-inline'")
    for _, told in found.tags:
        assert not told.get("src")
        assert told.get("href", "#").startswith(("#", "data:image/png"))
    assert "url(http" not in page
    assert "@import" not in page
    assert len(page) < 2_000_000


def test_ids_are_unique_and_all_that_is_referred_to_is_there(found: Taken) -> None:
    assert found.unclosed == []
    assert found.open == []
    ids = found.ids()
    assert len(ids) == len(set(ids))
    assert set(found.references()) <= set(ids)


def test_all_sections_can_be_linked_to(pages: Callable[[str], str]) -> None:
    for name in ("train", "sweep"):
        found = taken(pages(name))
        listed = [told["href"][1:] for tag, told in found.tags if tag == "a"]
        assert listed[: len(SECTIONS)] == [*SECTIONS]
    ids = taken(pages("several")).ids()
    assert {"top", "compared", "e1-top", "e1-run", "e2-found", "e2-reproduce"} <= set(ids)
    assert f"<title>{escape(NAME)} · gdrun</title>" in pages("several")


def test_behind_each_picture_is_a_table(found: Taken) -> None:
    figures = [tag for tag, _ in found.tags if tag in ("figure", "svg", "details")]
    count = figures.count("figure")
    assert 0 < count <= 15
    assert figures.count("svg") == count
    assert [*zip(figures, figures[1:], figures[2:], strict=False)].count(
        ("figure", "svg", "details")
    ) == count
    for table in found.tables:
        assert len(table) > 1
        assert {len(row) for row in table} == {len(table[0])}
    regions = [told for _, told in found.tags if told.get("class") == "scroll"]
    assert len(regions) == len(found.tables)
    assert all(told["role"] == "region" and told["tabindex"] == "0" for told in regions)


def test_no_picture_holds_mathematics_or_colours_outside_styles(page: str, found: Taken) -> None:
    assert not [text for texts in found.pictures for text in texts if "mathdefault" in text]
    assert "var(--c0)" in page
    inside = [told for tag, told in found.tags if tag in ("path", "use", "text", "g")]
    assert inside
    assert not [told for told in inside if "var(" in told.get("fill", "") + told.get("stroke", "")]


@pytest.mark.parametrize("command", ["train", "sweep"])
def test_sentences_and_numbers_are_the_terminals(
    store: Store, words: dict[str, list[str]], pages: Callable[[str], str], command: str
) -> None:
    outcome = stored_outcome(store, *words[command])
    printed = Console(file=io.StringIO(), width=1000, markup=False, emoji=False, highlight=False)
    if command == "train":
        print_outcome(outcome, printed, again=True)
    else:
        print_sweep(outcome, "accuracy", None, printed, again=True)
    assert isinstance(printed.file, io.StringIO)
    text = " ".join(taken(pages(command)).text.split())
    cells = {cell for table in taken(pages(command)).tables for row in table for cell in row}
    for line in printed.file.getvalue().splitlines():
        for piece in re.split(r"\s{2,}", line.strip()):
            if piece.strip("─ "):
                assert piece in text or {*piece.split(" ")} <= cells | {*text.split()}, piece


def test_every_seed_and_how_to_reproduce_it(
    store: Store, words: dict[str, list[str]], pages: Callable[[str], str]
) -> None:
    outcome, found = stored_outcome(store, *words["sweep"]), taken(pages("sweep"))
    (trials,) = (table for table in found.tables if "weights" in table[0])
    assert len(trials) == 1 + len(outcome.records) == 7
    for row, record in zip(trials[1:], outcome.records, strict=True):
        told = dict(zip(trials[0], row, strict=True))
        assert (told["seed"], told["variant"]) == (str(record.seed), record.variant)
        assert record.weights_sha256.startswith(told["weights"])
    assert outcome.records[0].fingerprint in found.text
    data = outcome.variants[0].preparation["data"]
    assert isinstance(data, str)
    assert data in found.text


def test_what_is_to_be_run_again_draws_no_picture_that_is_there() -> None:
    asked = ["train", "a.yaml", "--plot", "a.png", "--seeds", "3", "--plot=b.png"]
    assert without_pictures(asked) == ["train", "a.yaml", "--seeds", "3"]
    assert without_pictures(["train", "--plot"]) == ["train"]


def test_an_experiment_of_an_older_store_shows_its_resolved_config() -> None:
    frozen = Path(__file__).parents[1] / "store" / "frozen" / "v5.db"
    with Store.open(frozen, readonly=True) as store:
        html = page_html(report_page(store, ["rates"]))
        # Whose seeds diverge before there is any number to show.
        lost = taken(page_html(report_page(store, ["rates:2"])))
    text = taken(html).text
    assert "config with every default; the file's own text was not stored" in text
    assert "normalize_target:" in text
    assert "sgd (learning_rate 0.01)" in text
    assert "Every seed diverged" in lost.text
