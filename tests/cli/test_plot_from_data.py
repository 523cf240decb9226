"""``gdrun plot`` of kinds that train again or read the data: from where, and what if it is gone."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from gdrun.cli.app import app
from tests.cli.commands import gdrun

CONFIG = """
name: points
data: {source: points.csv, target: c}
model: {hidden: [2]}
training: {epochs: 3}
seeds: 2
"""
HALF = '''
from typing import Literal

from gdrun.parts.activations import Activation


class Half(Activation):
    """a = z / 2."""

    name: Literal["half"] = "half"

    @staticmethod
    def value(z, hyper, a):
        for i in range(z.size):
            a[i] = z[i] / (z[i] * 0 + 2)

    @staticmethod
    def derivative(z, a, hyper, slope):
        for i in range(z.size):
            slope[i] = (z[i] * 0 + 1) / (z[i] * 0 + 2)
'''


@pytest.fixture
def store(tmp_path: Path) -> str:
    """Of a training in the folder ``asked``, whose data lies beside its config."""
    folder = tmp_path / "asked"
    folder.mkdir()
    rows = [(i % 7, i % 5, "ab"[i % 7 > i % 5]) for i in range(40)]
    (folder / "points.csv").write_text("x,y,c\n" + "".join(f"{x},{y},{c}\n" for x, y, c in rows))
    (folder / "points.yaml").write_text(CONFIG)
    file = str(tmp_path / "any.db")
    assert gdrun("train", "asked/points.yaml", "--store", file, cwd=tmp_path).returncode == 0
    return file


@pytest.mark.parametrize("kind", ["descent", "boundary"])
def test_data_is_found_where_the_experiment_was_asked_for(
    store: str, tmp_path: Path, kind: str
) -> None:
    found = gdrun("plot", "--kind", kind, "-o", "a.svg", "--store", store, cwd=tmp_path)
    assert (found.returncode, found.stdout) == (0, "a.svg\n"), found.stderr
    assert b"points" in (tmp_path / "a.svg").read_bytes()


@pytest.mark.parametrize("kind", ["descent", "boundary"])
def test_compiling_is_told(
    store: str, tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gdrun.trial.kernels.is_compiled", lambda _: False)
    monkeypatch.chdir(tmp_path)
    plot = ["plot", "--kind", kind, "--store", store]
    assert "compiling the training loop" in CliRunner().invoke(app, plot).stderr
    assert CliRunner().invoke(app, ["--quiet", *plot]).stderr == ""


def test_of_a_folder_that_was_moved_it_is_found_here(store: str, tmp_path: Path) -> None:
    (tmp_path / "asked").rename(tmp_path / "moved")
    found = gdrun("plot", "--kind", "descent", "--store", store, cwd=tmp_path)
    assert found.returncode == 2
    assert "there is no file" in found.stderr
    assert "points.csv" in found.stderr
    found = gdrun("plot", "--kind", "descent", "--store", store, cwd=tmp_path / "moved")
    assert found.returncode == 0, found.stderr


def test_data_that_changed_is_refused(store: str, tmp_path: Path) -> None:
    file = tmp_path / "asked" / "points.csv"
    file.write_text(file.read_text() + "1,2,a\n")
    found = gdrun("plot", "--kind", "boundary", "--store", store, cwd=tmp_path)
    assert found.returncode == 2
    assert "not what was trained on any more" in " ".join(found.stderr.split())
    assert not list(tmp_path.glob("*.png"))


def test_parts_of_ones_own_are_named_as_for_predictions(store: str, tmp_path: Path) -> None:
    folder = tmp_path / "asked"
    (folder / "half.py").write_text(HALF)
    config = CONFIG.replace("{hidden: [2]}", "{hidden: [2], activation: half}")
    (folder / "own.yaml").write_text("parts: [half.py]\n" + config)
    assert gdrun("train", "own.yaml", "--store", store, cwd=folder).returncode == 0
    plot = ("plot", "--kind", "boundary", "--store", store, "-o", "own.png")
    found = gdrun(*plot, cwd=folder)
    assert found.returncode == 2
    assert "name each such file by --parts" in " ".join(found.stderr.split())
    found = gdrun(*plot, "--parts", "half.py", cwd=folder)
    assert found.returncode == 0, found.stderr
    assert "the code in half.py is run" in found.stderr


def test_weights_that_were_not_kept_say_how_to_keep_them(store: str, tmp_path: Path) -> None:
    train = ("train", "asked/points.yaml", "--set", "training.epochs=2", "--keep-weights", "none")
    assert gdrun(*train, "--store", store, cwd=tmp_path).returncode == 0
    for kind in ("weights", "boundary"):
        found = gdrun("plot", "--kind", kind, "--store", store, cwd=tmp_path)
        assert found.returncode == 2
        said, others = found.stderr.split("; here ")
        assert f"--kind {kind} cannot be drawn: no weights were kept: run it again with" in said
        assert "--keep-weights all" in said
        assert others == "curves, seeds, descent, confusion and calibration can be drawn\n"
    # A path is trained again, and needs none.
    assert gdrun("plot", "--kind", "descent", "--store", store, cwd=tmp_path).returncode == 0


@pytest.mark.parametrize(
    ("keep", "kind", "lacks"),
    [("losses", "calibration", "probabilities"), ("none", "confusion", "outputs")],
)
def test_outputs_that_were_not_kept_say_how_to_keep_them(
    store: str, tmp_path: Path, keep: str, kind: str, lacks: str
) -> None:
    train = ("train", "asked/points.yaml", "--set", "training.epochs=2", "--keep-outputs", keep)
    assert gdrun(*train, "--store", store, cwd=tmp_path).returncode == 0
    found = gdrun("plot", "--kind", kind, "--store", store, cwd=tmp_path)
    assert found.returncode == 2
    said, others = found.stderr.split("; here ")
    assert said == (
        f"--kind {kind} cannot be drawn: no {lacks} were kept: run it again with --keep-outputs all"
    )
    assert ("confusion" in others) == (keep == "losses")
    assert "calibration" not in others


def test_a_gradient_check_draws_its_valley(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("data: {source: iris}\nmodel: {hidden: [2]}\n")
    found = gdrun("gradcheck", "a.yaml", "--plot", "valley.svg", cwd=tmp_path)
    assert found.returncode == 0, found.stderr
    assert b"central differences" in (tmp_path / "valley.svg").read_bytes()
    found = gdrun("plot", "--kind", "gradcheck", cwd=tmp_path)
    assert found.returncode == 2
