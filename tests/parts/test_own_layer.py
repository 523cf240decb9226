"""A kind of layer from a file: all that a kind may have, and no line of gdrun for it."""

import inspect
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

import gdrun
from gdrun.config import parse_config
from gdrun.errors import GdrunError
from gdrun.network import from_plain, unpack
from gdrun.parts.own_files import use_files
from gdrun.parts.registry import parts
from gdrun.records import Outcome
from gdrun.trial.data_of_seeds import Datasets, make_bindings
from tests.cli.commands import gdrun as command
from tests.parts.contract import DTYPES
from tests.parts.own_files import no_files_left
from tests.parts.tiles import (
    has_bits_of_rows,
    has_gradients_of_differences,
    keeps_its_state,
    made,
)
from tests.parts.toy_layer import FOLDED
from tests.trial.small import hashes

Array = NDArray[Any]

MINE = """
parts: [folded.py]
data: {source: iris}
model: {hidden: [{name: folded, noise: 0.5}, 4]}
training: {epochs: 2}
seeds: 2
"""


@pytest.fixture(autouse=True)
def here(tmp_path: Path) -> Iterator[Path]:
    (tmp_path / "folded.py").write_text(FOLDED, encoding="utf-8")
    with no_files_left():
        use_files([tmp_path / "folded.py"])
        yield tmp_path


def folded(**parameters: Any) -> Any:
    kind: Any = parts("layers")["folded"]
    return kind(**parameters)


def config(here: Path, **sections: Any) -> dict[str, Any]:
    """Two of it, one on the inputs, among dense layers."""
    return {
        "parts": [str(here / "folded.py")],
        "data": {"source": "iris", "split": {"train": 0.7, "validation": 0.3}},
        "model": {
            "hidden": [{"name": "folded"}, 6, {"name": "folded", "noise": 0.5}, 4],
            "activation": "tanh",
        },
        "training": {"epochs": 3, "dtype": "float64"},
        "seeds": 3,
        **sections,
    }


def tensors(outcome: Outcome) -> dict[str, Array]:
    """Those of the first trial, by name."""
    placed: Any = outcome.variants[0].preparation["tensors"]
    return unpack(outcome.records[0].weights, from_plain(placed))


@pytest.mark.interpreted
@pytest.mark.parametrize("units", [1, 4, 5])
def test_its_gradients_are_those_of_differences(units: int) -> None:
    has_gradients_of_differences(folded(), units)


@pytest.mark.interpreted
@pytest.mark.parametrize("dtype", DTYPES)
def test_it_keeps_what_a_kind_promises(dtype: str) -> None:
    for training in (False, True):
        has_bits_of_rows(folded(), training, dtype)
    keeps_its_state(folded(), dtype)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("training", [False, True])
def test_it_does_the_same_without_the_compiler(training: bool, dtype: str) -> None:
    """Multiplications and additions may be fused once it is compiled: the last bits differ."""
    compiled, plain = (made(folded(), dtype, training=training) for _ in range(2))
    plain.forward_kernel = plain.layer.forward
    plain.backward_kernel, plain.gradient_kernel = plain.layer.backward, [plain.layer.gradient]
    assert inspect.isfunction(plain.forward_kernel)
    exact = 8 * float(np.finfo(dtype).eps)
    found: list[list[Array]] = []
    for tile in (compiled, plain):
        after = np.ones_like(tile.forward())
        found.append([tile.outputs, tile.kept, tile.state, tile.backward(after)])
        found[-1].append(tile.gradient(after))
    for one, other in zip(*found, strict=True):
        np.testing.assert_allclose(one, other, rtol=exact, atol=exact)


@pytest.mark.parametrize("average", [{}, {"average": "ema"}])
def test_it_trains_and_remembers(average: dict[str, str], here: Path) -> None:
    """What it remembers is the running mean over all rows of all epochs, one after the other.

    It lies after the parameters, is not averaged, and outputs that are looked at are computed with
    it.
    """
    settings = config(
        here,
        data={"source": "iris", "split": {"train": 1.0}},
        model={"hidden": [{"name": "folded"}]},
        training={"epochs": 3, "dtype": "float64", "shuffle": False, "batch_size": 40, **average},
        seeds=1,
    )
    outcome = gdrun.train(settings)
    found = tensors(outcome)
    assert list(found) == ["v0", "W0", "b0", "m0"]
    data = make_bindings(
        parse_config(settings, here, "toy"), 0, Datasets()
    ).first.problem.data.train
    sums = data.inputs[:, 0::2] + data.inputs[:, 1::2]
    mean = np.zeros(2)
    for _ in range(3):
        for row in sums:
            mean += 0.125 * (row - mean)
    np.testing.assert_allclose(found["m0"], mean, rtol=1e-12)
    outputs = (found["v0"] * sums - 0.25 * mean) @ found["W0"] + found["b0"]
    of_class = outputs[np.arange(len(outputs)), data.targets[:, 0].astype(int)]
    losses = np.log(np.exp(outputs).sum(axis=1)) - of_class
    assert outcome.records[0].metrics["train"]["loss"] == pytest.approx(losses.mean(), rel=1e-12)


def test_what_it_remembers_is_kept_with_the_best_weights(here: Path) -> None:
    stop = {"monitor": "validation.loss", "patience": 4}
    optimizer = {"name": "adam", "learning_rate": 0.1}
    training = {"epochs": 60, "dtype": "float64"}
    settings = config(here, optimizer=optimizer, training={**training, "stop": stop}, seeds=1)
    outcome = gdrun.train(settings)
    (stopped,) = outcome.records
    losses = stopped.history.values[:, stopped.history.columns.index("validation.loss")]
    best = int(np.argmin(losses))
    assert best + 1 < stopped.epochs < 60
    settings["training"] = {**training, "epochs": best + 1}
    (there,) = gdrun.train(settings).records
    assert stopped.weights_sha256 == there.weights_sha256
    assert stopped.metrics == there.metrics
    assert np.abs(tensors(outcome)["m1"]).min() > 0


@pytest.mark.parametrize("dtype", DTYPES)
def test_its_bits_depend_on_seed_and_config_alone(
    dtype: str, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither on workers, nor on the trials that share a call, nor on how calls are cut."""
    settings = config(here, training={"epochs": 3, "dtype": dtype}, seeds=60)
    settings["decay"] = {"name": "exponential", "factor": 0.999, "per": "step"}
    together = hashes(gdrun.train(settings, workers=1))
    assert len(set(together.values())) == 60
    assert hashes(gdrun.train(settings, workers=2)) == together
    for seed in (0, 59):
        assert hashes(gdrun.train({**settings, "seeds": [seed]})) == {seed: together[seed]}
    monkeypatch.setattr("gdrun.trial.rates.MOST_RATES", 5)
    assert hashes(gdrun.train(settings)) == together


def test_its_draws_are_a_stream_that_may_stand_still(here: Path) -> None:
    model = {"hidden": [{"name": "folded"}]}
    still = {"randomness": {"vary": []}, "model": model}
    assert len(set(hashes(gdrun.train(config(here, **still))).values())) == 1
    alone = {"randomness": {"vary": ["dropout"]}, "model": model}
    assert len(set(hashes(gdrun.train(config(here, **alone))).values())) == 3


def test_its_gradients_pass(here: Path) -> None:
    report = gdrun.gradcheck(config(here, penalty={"l1": 0.01, "l2": 0.02}), after=2)
    assert report.passed
    # What it remembers has no gradient.
    assert {t.tensor for check in report.checks for t in check.tensors} == {
        *("v0", "W0", "b0", "v1", "W1", "b1", "W2", "b2")
    }


def test_a_mistake_in_it_is_found(here: Path) -> None:
    wrong = FOLDED.replace("before[i, j] = after[i, k] *", "before[i, j] = half * after[i, k] *")
    wrong = wrong.replace(
        "        width = after.shape[1]\n        for i in range(before",
        """\
        width, half = after.shape[1], after.dtype.type(0.5)
        for i in range(before""",
    )
    (here / "folded.py").write_text(wrong, encoding="utf-8")
    report = gdrun.gradcheck(config(here))
    failed = {t.tensor for check in report.checks for t in check.tensors if not t.passed}
    assert failed == {"v0", "W0", "b0"}


def test_a_row_that_meets_what_is_remembered_is_found(here: Path) -> None:
    """A kind whose steps depend on what it remembers has no gradient that could be checked."""
    wrong = FOLDED.replace("parameters[k] * total * factor", "parameters[k] * state[k]")
    (here / "folded.py").write_text(wrong, encoding="utf-8")
    assert not gdrun.gradcheck(config(here)).passed


def test_it_is_stored_shown_and_exported(here: Path) -> None:
    """What comes after training reads what was stored, and never the file."""
    (here / "mine.yaml").write_text(MINE, encoding="utf-8")

    def printed(*words: object) -> str:
        run = command(*words, GDRUN_STORE=str(here / "gdrun.db"))
        assert run.returncode == 0, run.stderr
        return run.stdout

    assert "folded" in printed("list", "layers", "--parts", here / "folded.py")
    (variant,) = json.loads(printed("train", here / "mine.yaml", "--json"))["variants"]
    hidden = variant["config"]["model"]["hidden"]
    assert hidden == [{"name": "folded", "noise": 0.5, "speed": 0.125}, 4]
    (here / "folded.py").unlink()
    shown = printed("show")
    assert "4-folded (noise 0.5, speed 0.125)-4-3 relu, 29 parameters" in shown
    assert all(trial["weights_sha256"][:12] in shown for trial in variant["trials"])
    printed("export", "--output", here / "weights.npz")
    with np.load(here / "weights.npz") as arrays:
        shapes = {name: arrays[name].shape for name in ("v0", "W0", "W1", "m0")}
    assert shapes == {"v0": (2, 2), "W0": (2, 2, 4), "W1": (2, 4, 3), "m0": (2, 2)}


@pytest.mark.parametrize(
    ("right", "wrong", "says"),
    [
        ("(inputs + 1) // 2", "inputs // 9", "its `outputs` of 4 inputs must be .* and is 0"),
        ("(inputs + 1) // 2", "inputs / 2", r"its `outputs` of 4 inputs must be .* and is 2\.0"),
        ("2 * self.outputs", "-self.outputs", "its `kept_width` of 4 inputs must be .* and is -2"),
        ('"state"', '"stat"', "a role that is weight, bias, gain or state, and not 'm' and 'stat'"),
        ('"v"', '"v1"', "a name of letters and a role that .*, and not 'v1' and 'weight'"),
        ("(outputs,)", "(outputs, 0)", r"the shape of its `m` must be .*, and is \(2, 0\)"),
        ("def gradient", "def gradients", "has no kernel `gradient`"),
        ("def backward", "def backwards", "has no kernel `backward`"),
        (
            "inputs.shape[1]",
            "inputs.shape[9]",
            r"folded.py:\d+: the kernel `Folded.forward` cannot",
        ),
    ],
)
def test_what_cannot_be_is_told(right: str, wrong: str, says: str, here: Path) -> None:
    (here / "folded.py").write_text(FOLDED.replace(right, wrong), encoding="utf-8")
    with pytest.raises(GdrunError, match=f"(?s){says}"):
        gdrun.train(config(here))
