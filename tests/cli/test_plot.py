"""``gdrun plot``, and ``--plot`` of other commands."""

import json
from pathlib import Path

import pytest

from gdrun.pictures.registry import kinds
from tests.cli.commands import gdrun
from tests.cli.storing import CONFIG, run

PNG, PDF = b"\x89PNG", b"%PDF"
RATES = ("--over", "optimizer.learning_rate=0.003,0.01,0.03,0.1", "--over", "optimizer=sgd,adam")


def plotted(here: Path, *arguments: object) -> Path:
    """The file that ``gdrun plot`` says that it made in that folder."""
    store = str(here / "gdrun.db")
    result = gdrun("plot", *arguments, cwd=here, GDRUN_STORE=store, COLUMNS="150")
    assert (result.returncode, result.stderr) == (0, "")
    return here / result.stdout.removesuffix("\n")


def refused(here: Path, *arguments: object) -> str:
    """What is said; nothing is written."""
    before = {path: path.stat().st_mtime_ns for path in here.rglob("*")}
    said = run(here, *map(str, arguments), code=2)
    after = {path: path.stat().st_mtime_ns for path in here.rglob("*")}
    assert {p: t for p, t in after.items() if p.suffix != ".db"} == {
        p: t for p, t in before.items() if p.suffix != ".db"
    }
    return " ".join(said.split())


def test_plot(here: Path) -> None:
    (here / "small.yaml").write_text(f"name: $a$ b\n{CONFIG}")
    run(here, "train")
    curves = plotted(here)
    assert curves.name.startswith("a-b-")
    assert curves.name.endswith("-curves.png")
    assert curves.read_bytes().startswith(PNG)
    # A name of gdrun's own is replaced, that of a person is not.
    curves.write_bytes(b"")
    assert plotted(here) == curves
    assert curves.read_bytes().startswith(PNG)
    named = here / "x.pdf"
    assert plotted(here, "last", "--kind", "seeds", "-o", "x.pdf") == named
    assert named.read_bytes().startswith(PDF)
    assert "x.pdf: this file is there; --force" in refused(here, "plot", "-o", here / "x.pdf")
    assert plotted(here, "-o", "x.pdf", "--force") == named


def test_plot_of_a_sweep_and_of_several(here: Path) -> None:
    run(here, "sweep", *RATES)
    assert plotted(here).name.endswith("-sensitivity.png")
    text = plotted(here, "--kind", "curves", "-o", "curves.svg").read_text()
    assert "The first 6 of 8 variants by validation accuracy." in text
    assert plotted(here, "last:1", "last:3").name.endswith("-differences.png")
    assert plotted(here, "last:2").name.endswith("-curves.png")
    for same in (["last", "last"], ["last:1", "last:1", "--kind", "descent"]):
        assert "is named twice: name each variant once" in refused(here, "plot", *same)
    text = plotted(here, "last:1", "last:3", "--kind", "curves", "-o", "two.svg").read_text()
    assert ">learning rate 0.003, sgd<" in text
    assert ">learning rate 0.01, sgd<" in text
    assert ">learning rate 0.03, sgd<" not in text


def test_kinds_are_listed(here: Path) -> None:
    lines = run(here, "plot", "--kind", "help").splitlines()
    assert [line.split()[0] for line in lines] == list(kinds())


def test_what_cannot_be_drawn(here: Path) -> None:
    run(here, "train")
    assert "no experiment `nope`" in refused(here, "plot", "nope")
    assert "did you mean `curves`" in refused(here, "plot", "--kind", "curvs")
    said = refused(here, "plot", "--kind", "sensitivity")
    assert "it is for a sweep over a number; here curves" in said
    assert "use .png, .svg or .pdf" in refused(here, "plot", "-o", here / "x.jpg")
    assert "use .png, .svg or .pdf" in refused(here, "plot", "-o", here / "x")
    assert "there is no folder" in refused(here, "plot", "-o", here / "none" / "x.png")
    (here / "x.png").mkdir()
    assert "this is a folder" in refused(here, "plot", "-o", here / "x.png", "--force")


def test_a_folder_without_rights(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Root may write anywhere, so it is said to be so."""
    from gdrun.cli import plotting
    from gdrun.errors import OutputError

    monkeypatch.setattr("os.access", lambda path, _: path != here)
    with pytest.raises(OutputError, match="nothing may be written"):
        plotting.check_picture_file(here / "x.png")


@pytest.mark.parametrize("command", ["train", "sweep", "gradcheck"])
def test_the_file_is_looked_at_before_anything_runs(here: Path, command: str) -> None:
    (here / "there.png").write_text("mine")
    arguments = [here / "small.yaml"] if command == "gradcheck" else []
    for name, word in (
        ("there.png", "is there already"),
        ("x.jpg", "use .png"),
        ("none/x.png", "no folder"),
    ):
        assert word in refused(here, command, *arguments, "--plot", here / name)
    assert (here / "there.png").read_text() == "mine"
    assert not (here / "gdrun.db").exists()


def test_commands_draw_what_they_found(here: Path) -> None:
    told = run(here, "train", "--plot", here / "a.svg", "--json")
    assert json.loads(told)["experiment"] == "small"
    assert "loss and accuracy over epochs" in (here / "a.svg").read_text()
    run(here, "train", "--plot", here / "b.svg", "--no-store", "--seeds", "2")
    assert "2 seeds" in (here / "b.svg").read_text()
    run(here, "sweep", *RATES, "--plot", here / "c.svg")
    assert "over learning rate" in (here / "c.svg").read_text()
    run(here, "compare", "last:1", "last:2", "--plot", here / "d.svg")
    assert "validation accuracy minus " in (here / "d.svg").read_text()
    assert "is there already" in refused(here, "compare", "last", "--plot", here / "d.svg")


def test_a_picture_never_takes_the_place_of_the_store(here: Path) -> None:
    for command in ("train", "sweep"):
        message = refused(here, command, "--store", "new.png", "--plot", "./new.png")
        assert "this is the store itself" in message
    assert not (here / "new.png").exists()


def test_a_picture_is_about_what_was_asked_for(here: Path) -> None:
    run(here, "sweep", *RATES, "--about", "seeds", "--plot", here / "about.svg")
    assert "about seeds alone" in (here / "about.svg").read_text()
    run(here, "sweep", *RATES, "--metric", "macro_f1", "--plot", here / "f1.svg")
    assert "validation macro_f1 over" in (here / "f1.svg").read_text()
    assert "macro_f1 minus" in plotted(here, "last:1", "last:3", "-o", "two.svg").read_text()
