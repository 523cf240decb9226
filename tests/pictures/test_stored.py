"""Of what is stored, only what a picture needs is read."""

from pathlib import Path

import pytest

import gdrun
from gdrun.pictures.kind import Need
from gdrun.pictures.stored import stored_subject
from gdrun.store import Store

CONFIG = "data: {source: iris}\nmodel: {hidden: [2]}\ntraining: {epochs: 1}\nseeds: 1\n"


@pytest.mark.parametrize(
    ("need", "weights", "documents", "outputs"),
    [
        (Need.HISTORIES, False, False, False),
        (Need.WEIGHTS, True, False, False),
        (Need.DOCUMENTS, False, True, False),
        (Need.OUTPUTS, False, True, True),
    ],
)
def test_needs(tmp_path: Path, need: Need, weights: bool, documents: bool, outputs: bool) -> None:
    config, path = tmp_path / "small.yaml", tmp_path / "gdrun.db"
    config.write_text(CONFIG)
    gdrun.train(config, store=path)
    with Store.open(path, readonly=True) as store:
        subject = stored_subject(store, ["last"], {need})
    (record,) = subject.candidates[0].outcome.records
    assert bool(record.history.columns) == (need is Need.HISTORIES)
    assert bool(record.weights.size) == weights
    assert (record.documents is not None) == documents
    assert (record.outputs is not None) == outputs
