"""The commands' Python face: misuse is answered in a sentence, and results show themselves."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pytest

import gdrun
from gdrun.config import load_config, parse_config
from gdrun.errors import ConfigError, PartError, StoreError
from gdrun.parts import registry
from gdrun.parts.activations import Activation
from tests.cli.commands import CONFIGS
from tests.cli.commands import gdrun as run_command
from tests.parts.own_files import GOOD, no_files_left

IRIS = CONFIGS / "iris.yaml"


@pytest.mark.parametrize(
    ("arguments", "error", "says"),
    [
        ({"after": 0}, ValueError, "after must be at least 1, not 0"),
        ({"after": -3}, ValueError, "after must be at least 1, not -3"),
        ({"after": True}, TypeError, "after must be a whole number"),
        ({"samples": 0}, ValueError, "samples must be at least 1, not 0"),
        ({"samples": -1}, ValueError, "samples must be at least 1"),
        ({"samples": 1.5}, TypeError, "samples must be a whole number, not 1.5"),
        ({"seed": -1}, ValueError, "seed must be at least 0"),
        ({"step": "a"}, TypeError, "step must be a number, not 'a'"),
        ({"sabotage": 3}, TypeError, "sabotage must be a name, not 3"),
    ],
)
def test_misuse_of_gradcheck(arguments: dict[str, Any], error: type[Exception], says: str) -> None:
    with pytest.raises(error, match=says):
        gdrun.gradcheck(IRIS, **arguments)


def test_after_is_for_a_config() -> None:
    with pytest.raises(ValueError, match="after is for a config"):
        gdrun.gradcheck(after=3)


def test_whole_numbers_of_numpy_are_some() -> None:
    report = gdrun.gradcheck(IRIS, samples=np.int64(2))  # type: ignore[arg-type]
    assert report.samples == 2


@pytest.mark.parametrize("run", [gdrun.train, gdrun.sweep])
def test_misuse_of_workers(run: Callable[..., Any]) -> None:
    with pytest.raises(ValueError, match="workers must be at least 1, not 0"):
        run(IRIS, workers=0)
    with pytest.raises(TypeError, match="workers must be a whole number"):
        run(IRIS, workers="2")


@pytest.mark.parametrize(
    ("values", "says"),
    [
        (0.1, r"`optimizer.learning_rate` must be a list, such as \[0.1\]"),
        ("0.1", "must be a list"),
        ([object()], "what YAML can say"),
    ],
)
def test_misuse_of_a_sweeps_values(values: Any, says: str) -> None:
    with pytest.raises(TypeError, match=says):
        gdrun.sweep(IRIS, {"optimizer.learning_rate": values})


def test_a_sweeps_values_may_be_an_array() -> None:
    result = gdrun.sweep(IRIS, {"training.epochs": np.arange(1, 3)})
    assert [v.parameters["training.epochs"] for v in result.variants] == [1, 2]


def test_a_sweep_takes_a_config_in_every_form() -> None:
    over = {"training.epochs": [1, 2]}
    config: Any = {"name": "iris", "data": {"source": "iris"}, "seeds": 2}
    loaded = parse_config(config, Path(), "iris")
    swept = {**config, "sweep": over}
    results = [gdrun.sweep(config, over), gdrun.sweep(loaded, over), gdrun.sweep(swept)]
    weights = [[record.weights_sha256 for record in result.records] for result in results]
    assert weights[0] == weights[1] == weights[2]
    assert {result.experiment for result in results} == {"iris"}


def test_an_activation_without_a_derivative_is_named() -> None:
    class Halved(Activation):
        """z/2."""

        name: Literal["halved"] = "halved"

        @staticmethod
        def value(z: Any, hyper: Any, a: Any) -> None:  # noqa: ARG004
            for i in range(z.size):
                a[i] = z[i] / 2

    try:
        config = {"data": {"source": "iris"}, "model": {"activation": "halved"}}
        for run in (gdrun.gradcheck, gdrun.train):
            with pytest.raises(PartError, match=r"`halved`.*has no kernel `derivative`"):
                run(config)
    finally:
        registry._families["activations"].pop("halved")


def test_a_file_of_own_parts_counts_as_it_is_when_it_is_trained_with(tmp_path: Path) -> None:
    """Two configs with files of one name, and one file that is edited, in one process."""
    half = "data: {source: iris}\nparts: [mine.py]\noptimizer: half\nseeds: 1\n"
    for folder, rate in (("one", "0.25"), ("other", "0.5")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "mine.yaml").write_text(half)
        (tmp_path / folder / "mine.py").write_text(GOOD.replace("0.25", rate))

    def weights(config: Any) -> str:
        return gdrun.train(config).records[0].weights_sha256

    def plain(rate: float) -> str:
        optimizer = {"name": "sgd", "learning_rate": rate}
        return weights({"data": {"source": "iris"}, "seeds": 1, "optimizer": optimizer})

    with no_files_left():
        first = load_config(tmp_path / "one" / "mine.yaml")
        assert weights(first) == plain(0.125)
        assert weights(str(tmp_path / "other" / "mine.yaml")) == plain(0.25)
        assert weights(first) == plain(0.125)
        edited = GOOD.replace("0.25", "1.0").replace("class Half", "class Other")
        (tmp_path / "one" / "mine.py").write_text(edited)
        assert weights(tmp_path / "one" / "mine.yaml") == plain(0.5)
        report = gdrun.gradcheck(tmp_path / "one" / "mine.yaml", samples=1)
        assert report.passed
        swept = gdrun.sweep(tmp_path / "one" / "mine.yaml", {"optimizer": ["half", "sgd"]})
        assert swept.records[0].weights_sha256 == plain(0.5)
        with pytest.raises(ConfigError, match="`half` is none of the optimizers"):
            gdrun.train({"data": {"source": "iris"}, "optimizer": "half"})


SHORT: Any = {"name": "short", "data": {"source": "iris"}, "seeds": 2, "training": {"epochs": 1}}


def test_a_gradcheck_is_its_verdict_at_a_prompt_and_prints_its_tables() -> None:
    right, wrong = gdrun.gradcheck(IRIS), gdrun.gradcheck(IRIS, sabotage="ascent")
    assert repr(right).startswith("PASSED: ")
    assert repr(wrong).startswith("FAILED: ")
    assert "show() prints the tables" in repr(right)
    assert len(repr(right)) < 200
    assert (right.passed, wrong.passed) == (True, False)
    assert str(right).splitlines()[-1].startswith("PASSED: ")
    assert right.to_dict()["checked"] == right.checked > 0


def test_an_outcome_is_short_at_a_prompt() -> None:
    assert repr(gdrun.train(SHORT)) == "<Outcome 'short': 1 variant, trials: 2 finished>"


def without_times(text: str) -> list[str]:
    return [line for line in text.splitlines() if " steps in " not in line]


@pytest.mark.parametrize("command", ["train", "sweep"])
def test_a_result_shows_what_the_command_prints(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "short.yaml"
    path.write_text(json.dumps({**SHORT, "sweep": {"training.epochs": [1, 2]}}))
    result = getattr(gdrun, command)(path)
    printed = run_command(command, path, "--no-store", "--quiet").stdout
    assert without_times(str(result)) == without_times(printed)
    assert "±" in str(result)
    result.show()
    assert capsys.readouterr().out == f"{result}\n"
    document = json.loads(run_command(command, path, "--no-store", "--json").stdout)
    told = result.to_dict()
    assert told.keys() == document.keys()
    for variant, other in zip(told["variants"], document["variants"], strict=True):
        assert variant["summary"] == other["summary"]
    assert told.get("ranking") == document.get("ranking")


def test_to_import_gdrun_takes_no_numpy() -> None:
    program = (
        "import sys, gdrun; print({'numpy', 'numba', 'rich', 'pydantic'} & sys.modules.keys())"
    )
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert found.stdout.strip() == "set()", found.stderr


def test_a_sweep_is_told_what_its_arguments_must_be() -> None:
    wrong_over: Any = ["optimizer.learning_rate=1"]
    wrong_metric: Any = 3
    with pytest.raises(TypeError, match="over must be a mapping"):
        gdrun.sweep(IRIS, wrong_over)
    with pytest.raises(TypeError, match="metric must be a name"):
        gdrun.sweep(IRIS, {"training.epochs": [1, 2]}, metric=wrong_metric)


FAILING = """from typing import Literal
from gdrun.parts.initializers import Initializer
from gdrun.parts.normalizers import Normalizer


class Broken(Normalizer):
    name: Literal["broken"] = "broken"

    def fit(self, values, rows):
        return 1 / 0


class BrokenToo(Initializer):
    name: Literal["broken_too"] = "broken_too"

    def draw(self, tensor, rng, folder):
        return 1 / 0
"""


def test_a_part_that_raises_is_named_with_its_line_and_its_cause_kept(tmp_path: Path) -> None:
    path = tmp_path / "mine.py"
    path.write_text(FAILING, encoding="utf-8")
    config = {"parts": [str(path)], "data": {"source": "iris"}, "seeds": 1}
    broken = {**config, "data": {"source": "iris", "normalize": "broken"}}
    says = f"{path}:10: ZeroDivisionError: division by zero"
    with no_files_left():
        for run in (gdrun.train, gdrun.gradcheck):
            with pytest.raises(ConfigError, match=re.escape(says)) as caught:
                run(broken)
            assert isinstance(caught.value.__cause__, ZeroDivisionError)
        (failed,) = gdrun.train({**config, "model": {"weights": "broken_too"}}).records
    assert failed.message == f"{path}:17: ZeroDivisionError: division by zero"


CLAIMED: dict[str, Any] = {
    "name": "claimed",
    "data": {"source": "iris"},
    "training": {"epochs": 5},
    "seeds": 4,
    "sweep": {"optimizer.learning_rate": [0.05, 0.0001]},
    "claims": ["1 > 2 by 0.1", "1 < 2"],
}


def test_claims_are_checked_as_the_command_does(tmp_path: Path) -> None:
    result = gdrun.claim(CLAIMED)
    assert (result.answer, result.findings[0][1].answer) == ("refuted", "supported")
    path = tmp_path / "claimed.yaml"
    path.write_text(json.dumps(CLAIMED))
    command = run_command("claim", path, "--no-store", COLUMNS="120")
    assert str(result) == command.stdout.removesuffix("\n")
    told = json.loads(run_command("claim", path, "--no-store", "--json").stdout)
    assert [each["claims"] for each in told["experiments"]] == [
        each["claims"] for each in result.to_dict()["experiments"]
    ]
    single = gdrun.claim({"data": {"source": "iris"}, "seeds": 3}, ["accuracy > 0.2"])
    assert single.answer == "supported"


def test_what_cannot_be_claimed_is_refused() -> None:
    with pytest.raises(TypeError, match=r"such as \['1 > 2'\]"):
        gdrun.claim(CLAIMED, "1 > 2")
    with pytest.raises(ConfigError, match="stands for no variant"):
        gdrun.claim(CLAIMED, ["3 > 1"])
    with pytest.raises(ConfigError, match="lists no claims"):
        gdrun.claim({"data": {"source": "iris"}})
    with pytest.raises(StoreError, match="all seeds have the same split"):
        gdrun.claim(CLAIMED, about="data")
    with pytest.raises(ValueError, match="about must be seeds, rows or data, not 'all'"):
        gdrun.claim(CLAIMED, about="all")


@pytest.mark.parametrize("run", [gdrun.train, gdrun.sweep])
def test_results_are_about_what_is_asked_for(run: Callable[..., Any]) -> None:
    config = {**CLAIMED, "claims": []}
    result = run(config, about="seeds")
    assert "about seeds alone" in str(result)
    assert result.to_dict()["variants"][0]["summary"]["test"]["loss"]["about"] == "seeds"
    assert run(config).to_dict()["variants"][0]["summary"]["test"]["loss"]["about"] == "rows"
    with pytest.raises(StoreError, match="all seeds have the same split"):
        run(config, about="data")
