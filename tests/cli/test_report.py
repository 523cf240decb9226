"""``gdrun report``: where the page goes, and what stands in its way."""

from pathlib import Path

import pytest

from tests.cli.commands import gdrun
from tests.parts.own_files import GOOD

CONFIG = """\
# as I wrote it
description: Why?
data: {source: iris}
model: {hidden: [2]}
training: {epochs: 2}
seeds: 2
"""


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report")
    (folder / "small.yaml").write_text(CONFIG)
    # So there are fewer pictures.
    kept = ("--keep-weights", "none", "--keep-outputs", "none")
    ran = gdrun("train", "small.yaml", *kept, "--store", "gdrun.db", cwd=folder)
    assert ran.returncode == 0, ran.stderr
    return folder


def test_without_a_name_it_is_here_and_replaced(trained: Path) -> None:
    for _ in range(2):
        ran = gdrun("report", "--store", "gdrun.db", cwd=trained)
        assert (ran.returncode, ran.stderr) == (0, "")
        (page,) = trained.glob("small-*.html")
        assert ran.stdout == f"{page.name}\n"
    text = page.read_text(encoding="utf-8")
    for said in ("# as I wrote it", "Why?", "gdrun train small.yaml --keep-weights none"):
        assert said in text


def test_an_experiment_beside_its_own_variant(trained: Path, tmp_path: Path) -> None:
    ran = gdrun("report", "last", "last:1", "--store", trained / "gdrun.db", cwd=tmp_path)
    assert (ran.returncode, ran.stderr) == (0, "")
    (page,) = tmp_path.glob("small-*.html")
    assert "is named twice" in page.read_text(encoding="utf-8")


def test_a_file_that_is_there_takes_force(trained: Path) -> None:
    page = trained / "mine.html"
    page.write_text("mine")
    asked = ("report", "last", "-o", "mine.html", "--store", "gdrun.db")
    ran = gdrun(*asked, cwd=trained)
    assert ran.returncode == 2
    assert "--force" in ran.stderr
    assert page.read_text() == "mine"
    assert gdrun(*asked, "--force", cwd=trained).returncode == 0
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("nothing",), "no experiment"),
        (("last:7",), "no variant"),
        (("last", "-o", "gdrun.db", "--force"), "the store itself"),
        (("last", "-o", "no/such/folder.html"), "there is no folder no/such"),
        (("last", "-o", "page.txt"), "`.txt` is no ending of a page; use .html or .htm"),
        (("last", "-o", "page"), "it has no ending"),
    ],
)
def test_bad_requests(trained: Path, arguments: tuple[str, ...], says: str) -> None:
    ran = gdrun("report", *arguments, "--store", "gdrun.db", cwd=trained)
    assert ran.returncode == 2
    assert says in ran.stderr
    assert ran.stdout == ""


def test_pictures_of_own_parts_take_their_files(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(GOOD)
    (tmp_path / "mine.yaml").write_text(f"parts: [mine.py]\noptimizer: half\n{CONFIG}")
    asked = ("report", "--store", "gdrun.db", "-o", "mine.html", "--force")
    assert gdrun("train", "mine.yaml", "--store", "gdrun.db", cwd=tmp_path).returncode == 0
    ran = gdrun(*asked, "--parts", "mine.py", cwd=tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert "the code in mine.py is run" in ran.stderr
    drawn = (tmp_path / "mine.html").read_text(encoding="utf-8")
    assert "--kind weights --parts mine.py" in drawn
    assert "Not drawn" not in drawn
    (tmp_path / "mine.py").write_text("x x")
    ran = gdrun(*asked, "--parts", "mine.py", cwd=tmp_path)
    assert ran.returncode == 2
    assert "mine.py:1: this is not Python" in ran.stderr
    assert (tmp_path / "mine.html").read_text(encoding="utf-8") == drawn
