"""``parts:`` and ``--parts`` as a user has them, with no traceback whatever a file holds."""

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from gdrun.cli.app import app
from tests.cli.commands import gdrun
from tests.parts.own_files import FAILING, GOOD, HEAD, UNUSABLE, no_files_left

EXAMPLES = int(os.environ.get("GDRUN_FUZZ_EXAMPLES", "60"))

CONFIG = """\
parts: [mine.py]
data: {source: iris}
optimizer: half
training: {epochs: 2}
seeds: 2
sweep: {optimizer: [half, {name: sgd, learning_rate: 0.125}]}
"""
BELL = f'''{HEAD}
from gdrun.parts.elementary import exp


class Bell(Activation):
    """A bell: a = exp(−z²), with derivative −2za."""

    name: Literal["bell"] = "bell"

    @staticmethod
    def value(z, hyper, a):
        for i in range(z.size):
            a[i] = exp(-z[i] * z[i])

    @staticmethod
    def derivative(z, a, hyper, slope):
        for i in range(z.size):
            slope[i] = -(z[i] + z[i]) * a[i]


print("as noisy as it likes")
'''


@pytest.fixture
def here(tmp_path: Path) -> Path:
    (tmp_path / "mine.py").write_text(GOOD, encoding="utf-8")
    (tmp_path / "bell.py").write_text(BELL, encoding="utf-8")
    (tmp_path / "mine.yaml").write_text(CONFIG, encoding="utf-8")
    return tmp_path


def run(here: Path, *arguments: object, code: int = 0) -> tuple[str, str]:
    found = gdrun(*arguments, GDRUN_STORE=str(here / "gdrun.db"))
    assert "Traceback" not in found.stderr
    assert found.returncode == code, found.stderr
    return found.stdout, found.stderr


def weights(printed: str, variant: int = 0) -> list[str]:
    trials = json.loads(printed)["variants"][variant]["trials"]
    return [trial["weights_sha256"] for trial in trials]


def test_training_with_a_part_of_a_file(here: Path) -> None:
    printed, told = run(here, "train", here / "mine.yaml", "--json")
    assert told.count(f"note: the code in {here}/mine.py is run") == 1
    plain = ("--set", "optimizer={name: sgd, learning_rate: 0.125}")
    assert weights(printed) == weights(run(here, "train", here / "mine.yaml", *plain, "--json")[0])
    assert json.loads(printed)["variants"][0]["config"]["parts"] == ["mine.py"]
    for quiet in (
        ["train", here / "mine.yaml", "--quiet"],
        ["--quiet", "check", here / "mine.yaml"],
    ):
        assert run(here, *quiet)[1] == ""
    assert "parts " in run(here, "train", here / "mine.yaml")[0]


def test_sweeping_over_a_part_of_a_file(here: Path) -> None:
    arguments = ("sweep", here / "mine.yaml", "--parts", here / "bell.py", "--json")
    printed, told = run(here, *arguments, "--over", "model.activation=bell,tanh")
    assert told.count("the code in") == 2
    assert json.loads(printed)["variants"][0]["config"]["parts"] == [
        "mine.py",
        str(here / "bell.py"),
    ]
    # Half of 0.25 is what 0.125 is, with each activation.
    assert weights(printed, 0) == weights(printed, 2) != weights(printed, 1) == weights(printed, 3)


def test_lists_and_schemas_and_checks_know_them(here: Path) -> None:
    mine, bell = ("--parts", here / "mine.py"), ("--parts", here / "bell.py")
    listed, told = run(here, "list", "--json", *mine, *bell)
    assert json.loads(listed)["optimizers"][-1]["name"] == "half"
    assert json.loads(listed)["activations"][-1]["name"] == "bell"
    assert "as noisy as it likes" in told
    assert "Half of gradient descent" in run(here, "list", "half", *mine)[0]
    assert '"bell"' in run(here, "schema", *bell)[0]
    assert '"half"' not in run(here, "list", "--json")[0] + run(here, "schema")[0]
    shown = run(here, "check", here / "mine.yaml", *bell, "--set", "model.activation=bell")[0]
    assert f"parts:\n- mine.py\n- {here / 'bell.py'}\n" in shown


def test_gradients_of_own_activations_are_checked(here: Path) -> None:
    setting = ("--set", "model.activation=bell", "--parts", here / "bell.py")
    run(here, "gradcheck", here / "mine.yaml", *setting)
    (here / "bell.py").write_text(BELL.replace("-(z[i] + z[i])", "-z[i]"), encoding="utf-8")
    run(here, "gradcheck", here / "mine.yaml", *setting, code=1)
    options = ("--samples", "1", "--json", "--parts", here / "bell.py")
    checks = json.loads(run(here, "gradcheck", *options, code=1)[0])["checks"]
    wrong = {check["groups"]["activation"] for check in checks if not check["passed"]}
    assert wrong == {"bell"}
    assert len({check["groups"]["activation"] for check in checks}) > 10


def test_what_is_stored_is_read_without_running_anything(here: Path) -> None:
    """Neither where the file is another by now, nor where it is gone."""
    run(here, "train", here / "mine.yaml")
    run(here, "sweep", here / "mine.yaml", "--keep-weights", "all")
    (here / "mine.py").write_text(f"open({str(here / 'ran')!r}, 'w')\n{GOOD}", encoding="utf-8")
    for _ in range(2):
        assert "half" in run(here, "show", "last")[0]
        json.loads(run(here, "show", "last", "--json")[0])
        assert json.loads(run(here, "runs", "--json")[0])[0]["name"] == "mine"
        assert "A − B" in run(here, "compare", "last:1", "last:2")[0]
        for ending in ("csv", "json", "npz", "md", "tex"):
            run(here, "export", "last", "--force", "-o", here / f"x.{ending}")
        assert not (here / "ran").exists()
        (here / "mine.py").unlink(missing_ok=True)
    run(here, "rm", "last")


def test_trials_with_own_parts_are_never_reused(here: Path) -> None:
    for setting in ("optimizer=half", "optimizer=sgd"):
        for _ in range(2):
            printed = run(here, "train", here / "mine.yaml", "--set", setting, "--json")[0]
            trials = json.loads(printed)["variants"][0]["trials"]
            assert not any(trial["reused"] for trial in trials)


@pytest.mark.parametrize("kind", ["an error deeper", "an end", "a taken name", "a NUL", "itself"])
def test_a_broken_file_on_the_command_line(kind: str, here: Path) -> None:
    (here / "mine.py").write_text(UNUSABLE[kind][0], encoding="utf-8")
    for arguments in (["train", here / "mine.yaml"], ["list", "--parts", here / "mine.py"]):
        assert UNUSABLE[kind][1] in run(here, *arguments, code=2)[1]


@pytest.mark.parametrize("kind", FAILING)
def test_a_part_that_fails_when_it_is_used(kind: str, here: Path) -> None:
    text, key, says = FAILING[kind]
    (here / "broken").mkdir()
    (here / "broken" / "mine.py").write_text(text, encoding="utf-8")
    (here / "bare.yaml").write_text("data: {source: iris}\ntraining: {epochs: 1}\n")
    arguments = ("--set", f"{key}=half", "--parts", here / "broken" / "mine.py")
    assert says in run(here, "train", here / "bare.yaml", *arguments, code=2)[1]


LINES = [
    *GOOD.splitlines(),
    *BELL.splitlines(),
    *(t for text, _ in UNUSABLE.values() for t in text[:500].splitlines()),
]


@st.composite
def damaged(draw: Any) -> str:
    """A good file in which lines are missing, doubled, exchanged, moved or cut off."""
    lines = draw(st.sampled_from([GOOD, BELL])).splitlines()
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(lines) - 1))
        line = lines[place]
        lines[place : place + 1] = draw(
            st.sampled_from(
                [
                    [],
                    [line, line],
                    [draw(st.sampled_from(LINES))],
                    [f"    {line}"],
                    [line.strip()],
                    [line[: draw(st.integers(0, len(line)))]],
                ]
            )
        ) or [""]
    return "\n".join(lines)


@given(text=damaged() | st.text(max_size=60))
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@pytest.mark.filterwarnings("ignore")
def test_no_file_ends_in_a_traceback(text: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    here = tmp_path_factory.mktemp("any")
    (here / "mine.py").write_text(text, encoding="utf-8", errors="replace", newline="")
    (here / "c.yaml").write_text("parts: [mine.py]\ndata: {source: iris}\noptimizer: half\n")
    try:
        with no_files_left():
            for command in (
                ["check", here / "c.yaml"],
                ["list", "--parts", here / "mine.py"],
                ["schema", "--parts", here / "mine.py"],
            ):
                result = CliRunner().invoke(app, [str(word) for word in command])
                assert result.exception is None or isinstance(result.exception, SystemExit), text
                assert result.exit_code in (0, 2)
    finally:
        shutil.rmtree(here)
