"""Damage that is still JSON: SQLite notices nothing, and no report may stumble over it."""

import io
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

import gdrun
from gdrun.config import load_config, parse_config
from gdrun.errors import GdrunError, StoreError
from gdrun.evidence.comparability import Candidate
from gdrun.evidence.pairwise import compare_pairwise
from gdrun.parts.registry import parts
from gdrun.report.exports import exporters
from gdrun.report.json.outcomes import outcome_document, sweep_document
from gdrun.report.tables.comparison import print_comparison
from gdrun.report.tables.outcomes import print_outcome, print_sweep
from gdrun.report.tables.trials import print_trials
from gdrun.store import Store
from gdrun.store.migrations import seal_all
from gdrun.store.shapes import CONFIG, shaped
from tests.cli.commands import CONFIGS

TEXTS = (
    ("variants", "config"),
    ("variants", "parameters"),
    ("variants", "preparation"),
    ("experiments", "facts"),
    ("experiments", "metric_names"),
    ("experiments", "notes"),
    ("trials", "metrics"),
    ("trials", "columns"),
    ("requests", "said"),
)
OTHERS: tuple[Any, ...] = (None, 7, "x", [], {}, [1, "x"], {"x": 1}, True)


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Of a training with all its weights, and of a sweep."""
    folder = tmp_path_factory.mktemp("altered")
    config = folder / "small.yaml"
    config.write_text(
        "data: {source: diabetes, normalize_target: standardize}\n"
        "decay: {name: exponential}\n"
        "penalty: {l2: 0.1}\n"
        "training: {epochs: 1, stop: {monitor: validation.loss}}\n"
        "seeds: 2\n"
    )
    paths = {name: folder / f"{name}.db" for name in ("train", "sweep")}
    gdrun.train(config, store=paths["train"])
    # Intervals then depend on the parts' sizes, too.
    config.write_text(config.read_text() + "randomness: {vary: [split]}\n")
    gdrun.sweep(config, {"training.batch_size": [32, 64]}, store=paths["sweep"])
    return paths


def altered(value: Any) -> Iterator[Any]:
    """``value`` with one value in it of another type, or one key less, or of another name."""
    yield from OTHERS
    if isinstance(value, dict):
        for key, inner in value.items():
            rest = {each: v for each, v in value.items() if each != key}
            yield rest
            yield {**rest, f"{key}x": inner}
            for changed in altered(inner):
                yield {**rest, key: changed}
    if isinstance(value, list):
        for place, inner in enumerate(value[:2]):
            for changed in altered(inner):
                yield [*value[:place], changed, *value[place + 1 :]]


def report_all(path: Path) -> None:
    """Everything that the commands make of a store."""
    console = Console(file=io.StringIO(), width=150)
    with Store.open(path, readonly=True) as store:
        known = store.resolve("last")
        outcome = store.outcome(known, histories=True, weights=True)
        command, metric = store.describe(known)
    if command == "train":
        print_outcome(outcome, console)
        json.dumps(outcome_document(outcome))
    else:
        print_sweep(outcome, metric, None, console)
        json.dumps(sweep_document(outcome, metric))
        candidates = [Candidate(outcome, v, v.name) for v in outcome.variants]
        print_comparison(compare_pairwise(candidates, None, force=True), console)
    print_trials(outcome, console)
    for exporter in exporters().values():
        # Networks are made of what only stores with digests hold.
        if not exporter.seeds:
            exporter.write(outcome)


@pytest.mark.parametrize("command", ["train", "sweep"])
@pytest.mark.parametrize(("table", "column"), TEXTS)
def test_no_report_stumbles(
    stores: dict[str, Path], command: str, table: str, column: str, tmp_path: Path
) -> None:
    path = tmp_path / "gdrun.db"
    path.write_bytes(stores[command].read_bytes())
    report_all(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        (said,) = connection.execute(f"SELECT {column} FROM {table}").fetchone()
        refused = 0
        for changed in altered(json.loads(said)):
            connection.execute(f"UPDATE {table} SET {column} = ?", (json.dumps(changed),))
            with pytest.raises(StoreError, match="damaged"):
                report_all(path)
            # Older stores have no digests, which tell that anything was changed.
            seal_all(connection)
            try:
                report_all(path)
            except GdrunError:
                refused += 1
        # At the least what is no list, or no mapping.
        assert refused >= 5


PLACES = {
    "sources": ("data", "source"),
    "normalizers": ("data", "normalize"),
    "activations": ("model", "activation"),
    "initializers": ("model", "weights"),
    "losses": ("loss",),
    "optimizers": ("optimizer",),
    "decays": ("decay",),
}


@pytest.mark.parametrize("family", PLACES)
def test_every_part_has_the_shape_that_is_asked_for(family: str) -> None:
    """Nothing that was stored may be taken for damaged."""
    *section, key = PLACES[family]
    for name, part in parts(family).items():
        for sample in part.valid:
            config: dict[str, Any] = {"data": {"source": "iris"}}
            inner = config
            for each in section:
                inner = inner.setdefault(each, {})
            inner[key] = {"name": name, **sample}
            resolved = parse_config(config, Path(), "each").resolved()
            assert shaped(json.loads(json.dumps(resolved)), CONFIG) == resolved


@pytest.mark.parametrize("path", sorted(CONFIGS.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_config_has_the_shape_that_is_asked_for(path: Path) -> None:
    shaped(json.loads(json.dumps(load_config(path).resolved())), CONFIG)


@pytest.mark.parametrize(
    "stop",
    [
        "{loss_change: 0.1}",
        "{monitor: train.loss, patience: 3, minimum_change: 0.1}",
        "{loss_below: 0.1, gradient_norm: 1}",
        "{monitor: train.loss, loss_change: 0.1}",
    ],
)
def test_every_way_to_stop_has_the_shape_that_is_asked_for(stop: str) -> None:
    text = "data: {source: {train: a.csv, test: b.csv}, split: {train: 1}}\n"
    text += f"training: {{batch_size: full, clip_norm: 1, stop: {stop}}}\nseeds: [3, 4]\n"
    resolved = parse_config(text, Path(), "stop").resolved()
    shaped(json.loads(json.dumps(resolved)), CONFIG)
