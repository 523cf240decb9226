"""The chapter on JSON names every key that commands print."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gdrun
from tests.cli.commands import gdrun as run_gdrun

TEXT = (Path(gdrun.__file__).parent / "guide" / "json.md").read_text(encoding="utf-8")
CONFIG = """\
data: {source: iris}
model: {hidden: []}
training: {epochs: 2}
seeds: 3
sweep: {optimizer.learning_rate: [0.001, 0.1]}
claims: [1 > 2]
"""
OPEN = {"parameters", "config", "metrics", "left_out", "rows"}
"""Keys under which names of the user's stand, and names of metrics and portions."""


def keys(found: Any) -> Iterator[str]:
    if isinstance(found, dict):
        for key, each in found.items():
            yield key
            if key == "summary" and "mean" not in each:
                each = [summary for metrics in each.values() for summary in metrics.values()]
            if key not in OPEN:
                yield from keys(each)
    elif isinstance(found, list):
        for each in found:
            yield from keys(each)


def test_every_key_is_told(tmp_path: Path) -> None:
    (tmp_path / "c.yaml").write_text(CONFIG)
    store = str(tmp_path / "gdrun.db")
    told = {*re.findall(r"`(\w+)`", TEXT)}
    for command, code in (
        (["sweep", "c.yaml", "--confirm", "2", "--success", "validation.accuracy > 0.5"], 0),
        (["compare", "c:1", "c:2"], 0),
        (["train", "c.yaml"], 0),
        (["claim", "c.yaml"], None),
        (["variance", "c.yaml", "--samples", "10"], 0),
    ):
        ended = run_gdrun(*command, "--json", cwd=tmp_path, GDRUN_STORE=store)
        assert code is None or ended.returncode == code, ended.stderr
        missing = {*keys(json.loads(ended.stdout))} - told
        assert not missing, (command, missing)
