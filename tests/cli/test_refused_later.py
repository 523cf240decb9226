"""Commands of several runs whose store refuses a later one: what was found before is printed."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from gdrun.cli import claim, confirming, showing
from gdrun.cli.app import app
from gdrun.errors import StoreLockedError

CONFIG = """\
data: {source: iris}
model: {hidden: []}
training: {epochs: 1}
seeds: 2
claims: [accuracy > 0]
"""


def refusing(after: int) -> Callable[..., Any]:
    """Runs so many experiments, and then the store is locked."""
    runs = iter(range(after))

    def run(*arguments: Any, **others: Any) -> Any:
        if next(runs, None) is None:
            raise StoreLockedError("the store is locked")
        return showing.run_shown(*arguments, **others)

    return run


def test_claims_that_were_checked_are_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("one", "two"):
        (tmp_path / f"{name}.yaml").write_text(CONFIG)
    monkeypatch.setattr(claim, "run_shown", refusing(after=1))
    ended = CliRunner().invoke(app, ["claim", str(tmp_path), "--store", str(tmp_path / "s.db")])
    assert ended.exit_code == 1
    assert "supported" in ended.stdout
    assert "two.yaml: not checked: the store is locked" in ended.stderr


def test_the_sweep_is_printed_that_is_not_confirmed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "one.yaml"
    path.write_text(CONFIG + "sweep: {training.batch_size: [16, 64]}\n")
    monkeypatch.setattr(confirming, "run_shown", refusing(after=0))
    words = ["sweep", str(path), "--confirm", "2", "--store", str(tmp_path / "s.db")]
    ended = CliRunner().invoke(app, words)
    assert ended.exit_code == 1
    assert "Ranked on validation accuracy" in ended.stdout
    assert "not confirmed: the store is locked" in ended.stderr
