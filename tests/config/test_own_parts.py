"""``parts``: files that a config names; where mistakes are told; what the resolved config says."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gdrun.config import (
    OwnFiles,
    check_sweep,
    json_schema,
    load_config,
    load_sweep,
    over_options,
    parse_config,
    parse_sweep,
    use_parts_of,
)
from gdrun.errors import ConfigError
from tests.parts.own_files import GOOD, no_files_left

CONFIG = """\
parts: [mine.py]
data: {source: iris}
optimizer: half
sweep: {optimizer: [{name: half, learning_rate: 0.5}, sgd]}
"""


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Path]:
    (tmp_path / "mine.py").write_text(GOOD, encoding="utf-8")
    (tmp_path / "mine.yaml").write_text(CONFIG, encoding="utf-8")
    (tmp_path / "without.yaml").write_text(CONFIG.partition("\n")[2], encoding="utf-8")
    with no_files_left():
        yield tmp_path


def problems(text: str, folder: Path, *overrides: str, files: tuple[Path, ...] = ()) -> list[str]:
    (folder / "tried.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_config(folder / "tried.yaml", overrides, OwnFiles(files))
    return [str(problem).replace(f"{folder}/", "") for problem in caught.value.problems]


def test_a_part_of_a_file_is_known_also_to_sweep_and_schema(here: Path) -> None:
    config = load_config(here / "mine.yaml")
    assert config.optimizer.name == "half"
    assert config.resolved()["parts"] == ["mine.py"]
    check_sweep(here / "mine.yaml")
    first, second = load_sweep(here / "mine.yaml").combinations()
    assert (first.config.optimizer.learning_rate, second.config.optimizer.name) == (0.5, "sgd")
    assert '"half"' in json.dumps(json_schema())
    load_config(here / "mine.yaml", ["optimizer.learning_rate=0.125"])


def test_a_resolved_config_is_parsed_again_with_its_parts(here: Path) -> None:
    config = load_config(here / "mine.yaml")
    again = parse_config(config.resolved(), here, "again")
    assert again == config
    resolved = {**config.resolved(), "name": "x"}
    assert len(parse_sweep(resolved, here, "again").combinations()) == 2


def test_a_config_without_parts_says_nothing_of_them_and_knows_none(here: Path) -> None:
    load_config(here / "mine.yaml")
    minimal: dict[str, Any] = {"data": {"source": "iris"}}
    for said in (minimal, {**minimal, "parts": []}):
        config = parse_config(said, here, "x")
        assert "parts" not in config.resolved()
        assert "parts" not in json.loads(config.model_dump_json())
    with pytest.raises(ConfigError, match="`half` is none of the optimizers"):
        load_config(here / "without.yaml")


def test_files_beside_the_config_are_the_working_directorys(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(here)
    (here / "sub").mkdir()
    (here / "sub" / "c.yaml").write_text(CONFIG.partition("\n")[2], encoding="utf-8")
    config = load_config(Path("sub/c.yaml"), own=OwnFiles((Path("mine.py"),)))
    assert config.resolved()["parts"] == [str(here / "mine.py")]
    monkeypatch.chdir(here.parent)
    again = parse_config(config.resolved(), here / "sub", "again")
    assert again.resolved() == config.resolved()
    # The config's own file, said once more, is no other.
    own = OwnFiles((here / "sub" / ".." / "mine.py",))
    assert load_config(here / "mine.yaml", own=own).parts == ("mine.py",)


def test_a_config_that_was_loaded_before_another_has_its_parts_again(here: Path) -> None:
    config = load_config(here / "mine.yaml")
    parse_config({"data": {"source": "iris"}}, here, "x")
    use_parts_of(config)
    assert '"half"' in json.dumps(json_schema())


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (
            "mine.py",
            "tried.yaml:1:8: `parts` must be a list of Python files\n    write `[mine.py]`",
        ),
        ("", "tried.yaml:1:7: `parts` must be a list of Python files"),
        ("{a: b}", "tried.yaml:1:8: `parts` must be a list of Python files"),
        ("[1]", "tried.yaml:1:9: `parts` must be a list of the paths of Python files"),
        ("['']", "tried.yaml:1:9: `parts` must be a list of the paths of Python files"),
        ("[mine.py, ./mine.py]", "tried.yaml:1:18: `./mine.py` is there twice"),
        ("[other.py]", "tried.yaml:1:9: other.py: there is no such file"),
        ("[mine.yaml]", "tried.yaml:1:9: mine.yaml: no file of Python code"),
        ("[!!python/name:os.system x]", "is not allowed in a config"),
    ],
)
def test_mistakes_are_told_where_they_are(said: str, told: str, here: Path) -> None:
    (first, *rest) = problems(f"parts: {said}\ndata: {{source: iris}}\noptimizer: half\n", here)
    assert told in first
    assert not any("half" in each for each in rest)


def test_a_mistake_of_an_option_names_it(here: Path) -> None:
    told = problems(CONFIG, here, files=(here / "other.py",))
    assert told == ["--parts other.py: other.py: there is no such file"]


@pytest.mark.parametrize("key", ["parts", "parts.0", "parts.x.y", " parts "])
def test_no_setting_runs_code(key: str, here: Path) -> None:
    (here / "bad.py").write_text("raise AssertionError", encoding="utf-8")
    (told,) = problems("data: {source: iris}", here, f"{key}=[bad.py]")
    assert "`parts` runs code, so it is no setting" in told
    with pytest.raises(ConfigError, match=r"cannot be swept over"):
        load_sweep(here / "mine.yaml", over=over_options([f"{key}=bad.py"]))
    swept: dict[str, Any] = {"data": {"source": "iris"}, "sweep": {key.strip(): [["bad.py"]]}}
    with pytest.raises(ConfigError, match=r"cannot be swept over"):
        parse_sweep(swept, here, "x")
