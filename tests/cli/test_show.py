"""What is stored is shown again."""

import json
from pathlib import Path

from tests.cli.storing import document, run, trials


def test_show_prints_what_was_printed(here: Path) -> None:
    known = document(here, "train")["id"]
    swept = document(here, "sweep", "--over", "training.batch_size=8,16")
    shown = run(here, "show", "small")
    assert swept["id"] in shown
    assert "sources" in shown
    printed = run(here, "train").splitlines()
    again = run(here, "show", known).splitlines()
    metrics = [line for line in printed if "±" in line or line.startswith("Baseline, always")]
    assert len(metrics) == 11
    assert all(line in again for line in metrics)
    assert sum(line.split()[1:2] == ["finished"] for line in again) == 4
    stored = json.loads(run(here, "show", swept["id"], "--json"))
    for key, trial in trials(swept).items():
        assert trials(stored)[key] == {**trial, "reused": True}
    assert stored["ranking"] == swept["ranking"]
    assert stored["baseline"] == swept["baseline"]
    assert swept["baseline"]["predicts"] == "setosa"
