"""What sections say of sweeps."""

from pathlib import Path

import gdrun
from gdrun.page.blocks import Table
from gdrun.page.sections import experiment_sections
from gdrun.store import Store, stored_outcome

CONFIG = "data: {source: iris}\nmodel: {hidden: [2]}\ntraining: {epochs: 5}\nseeds: 2\n"


def test_each_variant_is_diagnosed(tmp_path: Path) -> None:
    config, path = tmp_path / "late.yaml", tmp_path / "gdrun.db"
    config.write_text(CONFIG)
    gdrun.sweep(config, {"optimizer.learning_rate": [0.1, 0.003, 0.00001]}, store=path)
    with Store.open(path, readonly=True) as store:
        outcome = stored_outcome(store, "last")
    sections = experiment_sections(outcome, "sweep", "accuracy", "", claims=(), pictures=())
    (table,) = next(each.blocks for each in sections if each.id == "diagnoses")
    assert isinstance(table, Table)
    still = "All 2 seeds: the loss was still falling at the end"
    late = [variant for variant, seen in table.rows if seen.startswith(still)]
    assert late == ["learning_rate=0.003", "learning_rate=1e-05"]
