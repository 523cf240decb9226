"""Parts from files: found, replaced, forgotten; and an answer to every kind of broken file."""

import hashlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from gdrun.parts import registry
from gdrun.parts.own_files import OwnFilesError, own_source, use_files
from gdrun.parts.registry import families, parts
from tests.parts.own_files import GOOD, UNUSABLE, no_files_left


@pytest.fixture(autouse=True)
def forget() -> Iterator[None]:
    with no_files_left():
        yield


def written(folder: Path, text: str, name: str = "mine.py") -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def everything() -> dict[str, list[str]]:
    return {family: list(parts(family)) for family in families()}


@pytest.mark.parametrize("kind", UNUSABLE)
@pytest.mark.filterwarnings("ignore::SyntaxWarning")
def test_a_broken_file_is_answered_and_changes_nothing(kind: str, tmp_path: Path) -> None:
    text, says = UNUSABLE[kind]
    use_files([written(tmp_path / "before", GOOD)])
    before, modules = everything(), set(sys.modules)
    with pytest.raises(OwnFilesError) as caught:
        use_files([written(tmp_path, text)])
    (mistake,) = caught.value.mistakes
    where = f"{mistake.path.name}:{mistake.line}" if mistake.line else mistake.path.name
    assert says in f"{where}: {mistake.message}"
    assert everything() == before
    assert not {name for name in set(sys.modules) - modules if name.startswith("own_parts_")}


def test_the_mistakes_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "folder.py").mkdir()
    data = written(tmp_path, "x: 1", "data.yaml")
    (tmp_path / "loop.py").symlink_to(tmp_path / "loop.py")
    os.mkfifo(tmp_path / "pipe.py")
    files = [tmp_path / "none.py", tmp_path / "folder.py", written(tmp_path, "1 / 0"), data]
    files += [tmp_path / "loop.py", tmp_path / "pipe.py", tmp_path / ("x" * 999 + ".py")]
    before = everything()
    with pytest.raises(OwnFilesError) as caught:
        use_files([written(tmp_path / "good", GOOD), *files])
    assert everything() == before
    assert [each.path for each in caught.value.mistakes] == files
    assert "no such file" in caught.value.mistakes[0].message
    assert "a directory" in caught.value.mistakes[1].message
    assert "does not end with .py" in caught.value.mistakes[3].message
    assert "cannot be read: Too many levels" in caught.value.mistakes[4].message
    assert "a named pipe" in caught.value.mistakes[5].message
    assert "cannot be read: File name too long" in caught.value.mistakes[6].message


def test_only_the_files_that_were_asked_for_last_count(tmp_path: Path) -> None:
    before = everything()
    one = written(tmp_path / "one", GOOD)
    other = written(tmp_path / "other", GOOD)
    use_files([one])
    first = parts("optimizers")["half"]
    # Two files of one name, with a part of one name: each is used where it is asked for.
    use_files([other])
    assert parts("optimizers")["half"] is not first
    use_files([one])
    assert parts("optimizers")["half"] is first
    with pytest.raises(
        OwnFilesError, match=r"Half cannot be called `half`: Half in \S+one.mine.py"
    ):
        use_files([one, other])
    assert parts("optimizers")["half"] is first
    use_files([])
    assert everything() == before


def test_an_edited_file_is_run_again_and_no_other(tmp_path: Path) -> None:
    told: list[Path] = []
    path = written(tmp_path, GOOD)
    use_files([path], told.append)
    first = parts("optimizers")["half"]
    use_files([path], told.append)
    assert (told, parts("optimizers")["half"]) == ([path], first)
    # Another class of the same name for a config, and one of the same name for Python.
    for text in (GOOD.replace("class Half", "class Halve"), GOOD.replace("0.25", "0.5")):
        written(tmp_path, text)
        use_files([path], told.append)
        assert parts("optimizers")["half"] is not first
    assert parts("optimizers")["half"].parameters()["learning_rate"] == 0.5
    written(tmp_path, GOOD)
    use_files([path], told.append)
    assert parts("optimizers")["half"] is first
    assert len(told) == 3
    assert own_source(first) == hashlib.sha256(GOOD.encode()).hexdigest()


@pytest.mark.parametrize("name", ["json.py", "numpy.py", "gdrun.py", "types.py", "a b.c.py"])
def test_a_file_may_be_called_as_a_module_is(name: str, tmp_path: Path) -> None:
    before = {each: sys.modules.get(Path(name).stem) for each in (name,)}
    written(tmp_path, "x = 1 / 0", "helper.py")
    use_files([written(tmp_path, GOOD, name)])
    assert "half" in parts("optimizers")
    assert sys.modules.get(Path(name).stem) is before[name]
    assert str(tmp_path) not in sys.path


def test_a_file_may_stand_as_a_script_and_bring_in_parts_of_a_module(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(tmp_path / "installed"))
    written(tmp_path / "installed", GOOD, "some_lab.py")
    try:
        use_files([written(tmp_path, "from some_lab import Half\nif __name__ == '__main__': 1/0")])
        assert parts("optimizers")["half"].__module__ == "some_lab"
    finally:
        registry._families["optimizers"].pop("half")
        sys.modules.pop("some_lab")


def test_what_a_file_prints_is_no_output(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    use_files([written(tmp_path, f"print('hello')\n{GOOD}")])
    assert capsys.readouterr() == ("", "hello\n")
