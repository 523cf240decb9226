"""A new part is one new file in its family's folder, and nothing else."""

import json
import shutil
from pathlib import Path

import pytest

from tests.parts.toy_layer import FOLDED
from tests.processes import ROOT, run_python

TOY = '''
"""Half of a step."""

from typing import Literal

from gdrun.parts.optimizers.optimizer import Optimizer
from gdrun.parts.registry import Positive


class Half(Optimizer):
    """Half of gradient descent: θ ← θ − αg / 2. Somebody, 2025."""

    name: Literal["half"] = "half"
    learning_rate: Positive = 0.25

    @staticmethod
    def update(theta, gradient, memory, scalars, hyper, learning_rate, step):
        rate = theta.dtype.type(learning_rate / 2.0)
        for i in range(theta.size):
            theta[i] -= rate * gradient[i]
'''

PROGRAM = """
import json
import gdrun
from gdrun.config import json_schema
from gdrun.parts.registry import parts

def train(**sections):
    config = {"data": {"source": "iris"}, "seeds": 1, "training": {"epochs": 2}}
    return gdrun.train({**config, **sections}).records[0]

def weights(**optimizer):
    return train(optimizer=optimizer).weights_sha256

names = list(parts("optimizers"))
hashes = [weights(name="half"), weights(name="sgd", learning_rate=0.125)]
in_schema = [name in json.dumps(json_schema()) for name in ("half", "folded")]
folded = train(model={"hidden": [{"name": "folded"}]}).weights.size
print(json.dumps([names, hashes, in_schema, folded]).replace(" ", ""))
"""


METRIC = '''
"""Errors, counted."""

from typing import Literal

from gdrun.parts.metrics.metric import Metric


class Misses(Metric):
    """How many rows are not met. Somebody, 2025."""

    name: Literal["misses"] = "misses"
    judges = "classes"
    largest_is_best = False

    @staticmethod
    def value(predictions, targets, weights, about, hyper, room):
        total = 0.0
        for i in range(targets.shape[0]):
            total += weights[i] if predictions[i, 0] != targets[i, 0] else 0.0
        return total
'''

METRIC_PROGRAM = """
import json
import gdrun
from gdrun.config import json_schema

config = {"data": {"source": "iris"}, "seeds": 2, "training": {"epochs": 3}}
stop = {"training.stop": [{"monitor": "validation.misses"}], "training.batch_size": [16, 32]}
swept = gdrun.sweep(config, stop, metric="misses")
shown = str(swept)
metrics = swept.records[0].metrics["train"]
print(json.dumps([
    "validation.misses" in json.dumps(json_schema()),
    "validation.misses" in swept.records[0].history.columns,
    round(metrics["misses"] + 105 * metrics["accuracy"], 6),
    "Ranked on validation misses" in shown,
    "misses" in str(gdrun.train(config)),
]).replace(" ", ""))
"""


@pytest.fixture(scope="module")
def extended(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of gdrun with three files more; one for all, as each compiles everything anew."""
    parts = (
        shutil.copytree(
            ROOT / "gdrun",
            tmp_path_factory.mktemp("extended") / "gdrun",
            ignore=shutil.ignore_patterns("__pycache__"),
        )
        / "parts"
    )
    (parts / "optimizers" / "half.py").write_text(TOY, encoding="utf-8")
    (parts / "layers" / "folded.py").write_text(FOLDED, encoding="utf-8")
    (parts / "metrics" / "misses.py").write_text(METRIC, encoding="utf-8")
    return parts.parents[1]


def test_an_optimizer_and_a_kind_of_layer_are_one_file_each(extended: Path) -> None:
    """They are in the registry, in the schema, and train.

    Half of 0.25 is what 0.125 is. The layer has 2 weights and remembers 2 numbers; after it comes
    a dense one with 2 · 3 weights and 3 biases.
    """
    (answer,) = run_python(PROGRAM, extended)
    names, (half, plain), in_schema, folded = json.loads(answer)
    # Files come in the order of their names: after descent.py.
    assert names[-1] == "half"
    assert half == plain
    assert in_schema == [True, True]
    assert folded == 2 + 2 + 6 + 3


def test_a_metric_is_one_file(extended: Path) -> None:
    """It may be watched and ranked by, and is in each record, but in no table unasked."""
    (answer,) = run_python(METRIC_PROGRAM, extended)
    assert json.loads(answer) == [True, True, 105.0, True, False]
