"""What is said to be at fault in a trial that diverged."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import gdrun
from tests.parts.own_files import no_files_left

RNG = np.random.default_rng(11)
X = RNG.normal(size=(60, 3))
Y = RNG.normal(size=60)


def messages(folder: Path, y: Any = Y, inputs: Any = X, **sections: Any) -> list[str]:
    np.savez(folder / "rows.npz", X=inputs, y=y)
    config = {
        "data": {
            "source": str(folder / "rows.npz"),
            "normalize": "none",
            "normalize_target": "none",
            "task": "regression",
        },
        "model": {"hidden": [4]},
        "seeds": 2,
        **sections,
    }
    records = gdrun.train(config, workers=1).records
    assert {record.status.value for record in records} == {"diverged"}
    return [record.message for record in records]


def sgd(rate: float) -> dict[str, object]:
    return {"name": "sgd", "learning_rate": rate}


def test_a_rate_that_is_too_high_is_left_to_be_named(tmp_path: Path) -> None:
    assert messages(tmp_path, optimizer=sgd(1e30)) == ["", ""]


@pytest.mark.parametrize(("loss", "size"), [("mse", 1e25), ("mse", -1e20)])
def test_a_target_that_overflows_is_named(tmp_path: Path, loss: str, size: float) -> None:
    y = Y.copy()
    y[7] = size
    for told in messages(tmp_path, y, loss=loss, optimizer=sgd(1e-30)):
        assert f"a target of the train part as large as {abs(size):.3g} is too large" in told
        assert f"for {loss} in float32" in told
        assert "training.dtype: float64" in told


def test_in_float64_nobody_is_sent_to_float64(tmp_path: Path) -> None:
    y = Y.copy()
    y[7] = 1e200
    training = {"dtype": "float64", "epochs": 2}
    for told in messages(tmp_path, y, training=training, optimizer=sgd(1e-30)):
        assert "in float64" in told
        assert "take `training.dtype" not in told


def test_weights_that_overflow_are_named(tmp_path: Path) -> None:
    model = {"hidden": [4], "weights": {"name": "constant", "value": 1e25}}
    for told in messages(tmp_path, model=model, optimizer=sgd(1e-30)):
        assert "before the first step, whatever the learning rate" in told
        assert "a first weight as large as 1e+25" in told


def test_inputs_that_overflow_are_named(tmp_path: Path) -> None:
    for told in messages(tmp_path, inputs=1e30 * X, optimizer=sgd(1e-30)):
        assert "there is an input as large as" in told


RAISING = """
from typing import Literal

from gdrun.parts.losses.loss import Loss


class Raising(Loss):
    name: Literal["raising"] = "raising"
    suits = "numbers"

    @staticmethod
    def value(outputs, targets, hyper, gradient):
        gradient[:] = 2.0 * (outputs - targets)
        return ((outputs - targets) ** 2).sum() + 1.0 / float(outputs[0, 0])
"""


def test_a_loss_that_raises_where_it_is_not_compiled_keeps_no_trial_from_its_end(
    tmp_path: Path,
) -> None:
    (tmp_path / "mine.py").write_text(RAISING, encoding="utf-8")
    mine = {"parts": [str(tmp_path / "mine.py")], "loss": "raising"}
    with no_files_left():
        assert messages(tmp_path, optimizer=sgd(1e30), **mine) == ["", ""]


def test_a_target_that_overflows_is_looked_for_in_every_part(tmp_path: Path) -> None:
    np.savez(tmp_path / "train.npz", X=X, y=Y)
    np.savez(tmp_path / "test.npz", X=X[:9], y=1e25 * Y[:9])
    source = {part: str(tmp_path / f"{part}.npz") for part in ("train", "test")}
    told = messages(tmp_path, data={"source": source}, training={"epochs": 2})
    assert all("a target of the test part as large as" in each for each in told)


def test_only_the_validation_rows_were_too_much(tmp_path: Path) -> None:
    np.savez(tmp_path / "train.npz", X=X, y=RNG.poisson(2, 60).astype(float))
    np.savez(tmp_path / "far.npz", X=1e4 * np.array([[1.0] * 3, [-1.0] * 3]), y=np.ones(2))
    data = {
        "source": {part: str(tmp_path / f"{name}.npz") for part, name in
                   (("train", "train"), ("validation", "far"))},
        "normalize": "none",
        "task": "regression",
    }  # fmt: skip
    told = messages(tmp_path, data=data, loss="poisson", model={"hidden": []})
    assert set(told) == {"the final loss of the validation part is not finite"}
