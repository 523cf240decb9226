"""Which metrics a task has, and which a record has."""

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import gdrun
from gdrun.errors import PartError
from gdrun.records import Record
from tests.parts.own_files import no_files_left
from tests.processes import run_python

CLASSES = (
    "loss", "accuracy", "macro_f1", "weighted_f1", "balanced_accuracy", "matthews", "brier",
    "calibration_error", "roc_auc", "average_precision", "top_3",
)  # fmt: skip
NUMBERS = ("loss", "rmse", "mae", "r2", "median_absolute_error", "mape", "pinball")
RNG = np.random.default_rng(5)


def trained(folder: Path, X: Any, y: Any, **more: Any) -> tuple[Record, tuple[str, ...]]:
    """The record of a training on all rows but the last two, and the task's metrics.

    The validation part is the last but one row, alone, and the test part the last.
    """
    cuts = {"train": slice(0, -2), "validation": slice(-2, -1), "test": slice(-1, None)}
    for name, rows in cuts.items():
        np.savez(folder / f"{name}.npz", X=X[rows], y=y[rows])
    source = {name: str(folder / f"{name}.npz") for name in cuts}
    training = {"epochs": 3, **more.pop("training", {})}
    config = {"data": {"source": source}, "training": training, "seeds": 1, **more}
    result = gdrun.train(config, workers=1)
    return result.records[0], result.metric_names


def test_a_record_lacks_what_is_not_defined(tmp_path: Path) -> None:
    X, y = RNG.normal(size=(42, 3)), np.concatenate([np.tile([0, 1, 2], 14)])
    record, names = trained(tmp_path, X, y)
    # Of three classes the first three are all.
    assert names == CLASSES[:-1]
    assert tuple(record.metrics["train"]) == CLASSES[:3]
    assert tuple(record.metrics["test"]) == tuple(n for n in CLASSES[:-1] if n != "roc_auc")
    numbers, names = trained(tmp_path, X, X @ [1.0, 2.0, 3.0])
    assert names == NUMBERS
    assert tuple(numbers.metrics["train"]) == NUMBERS[:4]
    assert tuple(numbers.metrics["validation"]) == tuple(n for n in NUMBERS if n != "r2")
    assert math.isnan(numbers.history.values[0, numbers.history.columns.index("validation.r2")])


def test_of_what_diverged_metrics_are_nan_and_not_absent(tmp_path: Path) -> None:
    X, y = RNG.normal(size=(42, 3)), RNG.normal(size=42)
    optimizer = {"name": "sgd", "learning_rate": 1e30}
    record, _ = trained(tmp_path, X, y, optimizer=optimizer)
    assert record.status == "diverged"
    assert tuple(record.metrics["train"]) == NUMBERS[:4]
    assert tuple(record.metrics["test"]) == NUMBERS
    assert all(math.isnan(value) for of in record.metrics.values() for value in of.values())


def test_what_is_watched_is_in_the_history_after_what_is_usual(tmp_path: Path) -> None:
    X, y = RNG.normal(size=(42, 3)), np.tile([0, 1, 2], 14)
    record, _ = trained(
        tmp_path,
        X,
        y,
        training={"stop": {"monitor": "validation.brier"}},
        decay={"name": "plateau", "monitor": "validation.matthews"},
    )
    usual = ("learning_rate", "train.loss", *(f"validation.{name}" for name in CLASSES[:3]))
    assert record.history.columns == (*usual, "validation.matthews", "validation.brier")
    # The best weights are restored, the first among ties.
    seen = record.history.values[:, -1]
    assert record.metrics["validation"]["brier"] == seen.min()


def test_numbers_are_judged_in_original_units(tmp_path: Path) -> None:
    """Counts, of which outputs are the logarithms: e.g. zeros predict 1 everywhere."""
    X, y = RNG.normal(size=(42, 3)), RNG.integers(1, 9, 42).astype(float)
    record, _ = trained(
        tmp_path,
        X,
        y,
        loss="poisson",
        model={"weights": "zeros", "hidden": []},
        optimizer={"name": "sgd", "learning_rate": 1e-30},
    )
    # A row alone validates, and one tests.
    for portion in ("validation", "test"):
        found = record.metrics[portion]
        error = found["mae"]
        assert error + 1 in y[-2:]
        assert found["mape"] == pytest.approx(error / (error + 1))
        assert found["median_absolute_error"] == pytest.approx(error)
        assert found["pinball"] == pytest.approx(error / 2)


BAD = """
from typing import Literal
import gdrun
from gdrun.errors import PartError
from gdrun.parts.metrics import Metric

class Mine(Metric):
    \"\"\"Not one.\"\"\"

    name: Literal["{name}"] = "{name}"
    {body}
    largest_is_best = True
    value = staticmethod(lambda predictions, targets, weights, about, hyper, room: 0.0)

try:
    gdrun.train({{"data": {{"source": "iris"}}}})
except PartError as error:
    print(error)
"""


@pytest.mark.parametrize(
    ("name", "body", "message"),
    [
        ("mine", "judges = 'places'", "`judges` to one of classes, probabilities, ranks, numbers"),
        ("mine", "pass", "does not say what it judges"),
        ("mine", "judges = 'classes'; k: int", "`mine`, one of the metrics, has a parameter with"),
        ("loss", "judges = 'classes'", "no metric can be called so"),
    ],
)
def test_a_metric_from_outside_that_cannot_be_used_is_told(
    name: str, body: str, message: str
) -> None:
    assert message in " ".join(run_python(BAD.format(name=name, body=body)))


def test_kernels_may_write_to_their_room_alone(tmp_path: Path) -> None:
    """What else they are given, other metrics and other trials are given, too."""
    for target in ("predictions[0, 0]", "about[0]", "hyper[0]", "weights[0]", "targets[0, 0]"):
        body = (
            "judges = 'classes'\n"
            "    largest_is_best = True\n"
            "    @staticmethod\n"
            "    def value(predictions, targets, weights, about, hyper, room):\n"
            f"        {target} = 1.0\n"
            "        return 0.0"
        )
        (tmp_path / "own.py").write_text(
            "from typing import Literal\n"
            "from gdrun.parts.metrics import Metric\n"
            "class Own(Metric):\n"
            "    name: Literal['own'] = 'own'\n"
            f"    {body}\n"
        )
        with no_files_left(), pytest.raises(PartError, match=r"own\.py:9: .*cannot be compiled"):
            gdrun.train(
                {"parts": [str(tmp_path / "own.py")], "data": {"source": "iris"}, "seeds": 1}
            )
