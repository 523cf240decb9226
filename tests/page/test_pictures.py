"""Which pictures a page has, in what share of it, and what is read to draw them."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

import gdrun
from gdrun.page import pictures
from gdrun.page.blocks import Block, Lines, Picture, Pictures, Table
from gdrun.page.pictures import Wanted, draw_pictures
from gdrun.pictures.kind import Kind
from gdrun.store import Store

CONFIG = """\
data: {source: iris}
model: {hidden: [2]}
training: {epochs: 2}
seeds: 2
"""
RATES = [0.0005, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Of a sweep without weights and a training with all, of another rate."""
    folder = tmp_path_factory.mktemp("pictures")
    config, path = folder / "small.yaml", folder / "gdrun.db"
    config.write_text(CONFIG)
    gdrun.train(config, store=path)
    gdrun.sweep(config, {"optimizer.learning_rate": RATES}, store=path)
    with Store.open(path, readonly=True) as opened:
        yield opened


@pytest.fixture
def words(store: Store) -> list[str]:
    return [each.id for each in store.experiments()]


@pytest.fixture(autouse=True)
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pictures are chosen and made, but drawn elsewhere."""

    def named(kind: Kind, _: Any, command: str, prefix: str) -> Picture:
        return Picture(prefix, kind.name, command, "", False, Table("", (), ()))

    monkeypatch.setattr(pictures, "_picture", named)


def chosen(blocks: Sequence[Block]) -> list[Picture]:
    return [p for block in blocks if isinstance(block, Pictures) for p in block.pictures]


def said(blocks: Sequence[Block]) -> str:
    return "\n".join(line for block in blocks if isinstance(block, Lines) for line in block.lines)


def test_chapters_share_the_page_and_the_most_telling_come_first(
    store: Store, words: list[str]
) -> None:
    sweep, train = words
    wanted = [Wanted((word,)) for word in (sweep, f"{sweep}:1", train, f"{sweep}:2", train, train)]
    kinds = [[p.title for p in chosen(*draw_pictures(store, [each], ()))] for each in wanted]
    assert kinds[0] == ["sensitivity", "differences", "curves", "seeds", "confusion"]
    assert kinds[2] == ["curves", "seeds", "confusion", "calibration", "weights"]
    blocks = draw_pictures(store, wanted, ())
    got = [[p.title for p in chosen(each)] for each in blocks]
    assert [len(each) for each in got] == [3, 3, 3, 2, 2, 2]
    assert got == [all_of[: len(few)] for all_of, few in zip(kinds, got, strict=True)]
    assert "seeds, confusion: a page has at most 15 pictures" in said(blocks[0])
    prefixes = {p.svg for each in blocks for p in chosen(each)}
    assert len(prefixes) == 15
    # A chapter that is done leaves its room to the others.
    some = draw_pictures(store, [wanted[1], *[wanted[2]] * 3], ())
    assert [len(chosen(each)) for each in some] == [3, 4, 4, 4]


def test_what_cannot_be_drawn_says_why_if_anything_would_help(
    store: Store, words: list[str]
) -> None:
    (blocks,) = draw_pictures(store, [Wanted((words[0],))], ())
    assert said(blocks) == (
        "Not drawn:\n"
        "calibration: no probabilities were kept: run it again with --keep-outputs all\n"
        "weights: no weights were kept: run it again with --keep-weights all"
    )


def test_only_what_is_shown_is_read(
    store: Store, words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    read, outcome = [], store.outcome

    def told(known: str, **asked: Any) -> Any:
        read.append({key: value for key, value in asked.items() if value and key != "only"})
        if read[-1]:
            read[-1]["places"] = len(asked["only"])
        return outcome(known, **asked)

    monkeypatch.setattr(store, "outcome", told)
    draw_pictures(store, [Wanted((words[0],))], ())
    assert {"histories": True, "places": 6} in read
    assert {"outputs": True, "places": 1} in read
    assert all(each.get("places", 0) < len(RATES) for each in read)


def test_a_command_draws_the_same_in_a_file(store: Store, words: list[str]) -> None:
    sweep, _ = words
    (blocks,) = draw_pictures(store, [Wanted((sweep,))], (Path("my own.py"),))
    commands = {each.title: each.caption for each in chosen(blocks)}
    assert commands["curves"] == f"gdrun plot {sweep} --kind curves --parts 'my own.py'"
    assert commands["confusion"].startswith(f"gdrun plot {sweep}:")
