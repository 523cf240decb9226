"""What is kept of large sweeps, and what is told of those that are too large."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import gdrun
from gdrun.config import parse_config, parse_sweep
from gdrun.errors import PartError
from gdrun.experiment import RunOptions, StoreOptions, sweep, train
from gdrun.records import Outcome, PackedMetrics
from gdrun.store import Store
from tests.trial.small import hashes, small

OVER = {"optimizer.learning_rate": [0.1, 0.01, 0.001], "training.batch_size": [8, 16]}


def swept(**sections: Any) -> Outcome:
    config = small(sweep=OVER, data={"source": "iris"}, seeds=3, **sections)
    asked = parse_sweep(config, Path(), "large")
    return sweep(asked.experiment, asked.combinations())


@pytest.mark.parametrize("vary", [["init", "order"], ["split"], ["init", "data"]])
def test_variants_that_are_bound_again_give_the_same_bits(
    vary: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = swept(randomness={"vary": vary})
    monkeypatch.setattr("gdrun.experiment.preparing.MOST_BOUND", 1)
    found = swept(randomness={"vary": vary})
    assert [record.weights_sha256 for record in found.records] == [
        record.weights_sha256 for record in expected.records
    ]
    assert found.variants == expected.variants


def test_what_variants_have_alike_is_there_once() -> None:
    config = small(sweep=OVER)
    combinations = parse_sweep(config, Path(), "large").combinations()
    for section in ("data", "model", "decay", "randomness"):
        assert len({id(getattr(each.config, section)) for each in combinations}) == 1, section
    assert len({id(each.config.optimizer) for each in combinations}) == 3
    assert len({id(each.config.training) for each in combinations}) == 2
    for each in combinations:
        rate, size = each.parameters.values()
        optimizer = {"name": "adam", "learning_rate": rate}
        sections = {"optimizer": optimizer, "training": {"epochs": 3, "batch_size": size}}
        assert each.config == parse_config(small(**sections), Path(), "large")
    found = swept()
    assert len({id(variant.preparation) for variant in found.variants}) == 1
    assert len({id(variant.config["data"]) for variant in found.variants}) == 1


def test_dropout_is_not_shared_with_networks_that_do_not_draw() -> None:
    config = small(sweep={"model.dropout": [0.0, 0.5, 0.2]})
    plain, *drawing = parse_sweep(config, Path(), "large").combinations()
    assert plain.config.randomness.vary == ("init", "order")
    assert all(each.config.randomness.vary[-1] == "dropout" for each in drawing)


def test_arrays_stay_in_the_store(tmp_path: Path) -> None:
    path = tmp_path / "gdrun.db"
    config = parse_config(small(), Path(), "kept")
    options = RunOptions(store=StoreOptions(path), keep_arrays=False)
    first, again = train(config, options=options), train(config, options=options)
    for record in (*first.records, *again.records):
        assert record.history.values.size == record.weights.size == 0
        assert isinstance(record.metrics, PackedMetrics)
    with Store.open(path, readonly=True) as store:
        stored = store.outcome(store.resolve("last"), histories=True, weights=True)
    every = train(config)
    assert hashes(every) == hashes(first) == hashes(again)
    for record, other in zip(every.records, stored.records, strict=True):
        assert record.history.values.tobytes() == other.history.values.tobytes()
        assert record.weights.tobytes() == other.weights.tobytes()


def test_what_does_not_fit_is_told_before_anything_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gdrun.trial.memory.available_bytes", lambda: 10_000_000)
    path = tmp_path / "gdrun.db"
    many = {"data": {"source": "xor"}, "seeds": 100_000}
    with pytest.raises(PartError, match=r"what is known of 100,000 trials .* fewer seeds"):
        gdrun.train(many, store=path)
    with pytest.raises(PartError, match=r"100,000 trials of 1,000 variants .* several sweeps"):
        gdrun.sweep({**many, "seeds": 100}, {"optimizer.learning_rate": np.linspace(1, 2, 1000)})
    long = {**many, "seeds": 60, "training": {"epochs": 5000}}
    with pytest.raises(PartError, match=r"60 trials .* or a smaller `history`"):
        gdrun.train(long, store=path)
    assert not path.exists()
