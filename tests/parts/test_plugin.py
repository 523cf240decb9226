"""A part that somebody defines elsewhere is as good as one that comes with gdrun."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).parents[2]

PARTS = '''
"""A part of each family, from outside."""

from typing import Literal

import numpy as np

from gdrun.parts.activations import Activation
from gdrun.parts.decays import Decay
from gdrun.parts.elementary import exp
from gdrun.parts.initializers import Initializer
from gdrun.parts.layers import Layer
from gdrun.parts.losses import Loss
from gdrun.parts.metrics import Metric
from gdrun.parts.normalizers import Affine, Normalizer
from gdrun.parts.optimizers import Optimizer
from gdrun.parts.sources import Source
from gdrun.files.table import Table


class Stripes(Source):
    """Two classes in stripes."""

    name: Literal["my_stripes"] = "my_stripes"
    rows: int = 200

    def read(self, folder, rng):
        X = rng.uniform(-1.0, 1.0, (self.rows, 2))
        return Table("my_stripes", X, (X[:, 0] > 0).astype(int), ("x", "y"))


class Halve(Normalizer):
    """x / 2."""

    name: Literal["my_halves"] = "my_halves"

    def fit(self, values, rows):
        return Affine(np.zeros(values.shape[1]), np.full(values.shape[1], 2.0))


class Tenth(Initializer):
    """All 0.1."""

    name: Literal["my_tenths"] = "my_tenths"

    def draw(self, tensor, rng, folder):
        return np.full(tensor.shape, 0.1)


class Bell(Activation):
    """exp(-z squared)."""

    name: Literal["my_bell"] = "my_bell"
    width: float = 1.0

    @staticmethod
    def value(z, hyper, a):
        for i in range(z.size):
            a[i] = exp(-z[i] * z[i] / hyper[0])

    @staticmethod
    def derivative(z, a, hyper, slope):
        two = z.dtype.type(2)
        for i in range(z.size):
            slope[i] = -two * z[i] / hyper[0] * a[i]


class Reversed(Layer):
    """The units the other way round."""

    name: Literal["my_mirror"] = "my_mirror"

    @staticmethod
    def forward(
        inputs, parameters, hyper, state, training, seed, step, rows, outputs, kept
    ):
        for i in range(inputs.shape[0]):
            for j in range(inputs.shape[1]):
                outputs[i, j] = inputs[i, inputs.shape[1] - 1 - j]

    @staticmethod
    def backward(inputs, parameters, hyper, kept, after, before):
        for i in range(inputs.shape[0]):
            for j in range(inputs.shape[1]):
                before[i, j] = after[i, inputs.shape[1] - 1 - j]


class Squared(Loss):
    """(o - y) squared, on classes."""

    name: Literal["my_squares"] = "my_squares"
    suits = "binary"

    @staticmethod
    def value(outputs, targets, hyper, gradient):
        total, two = 0.0, outputs.dtype.type(2)
        for i in range(outputs.shape[0]):
            error = outputs[i, 0] - targets[i, 0]
            total += error * error
            gradient[i, 0] = two * error
        return total


class Hits(Metric):
    """The weight of the rows that are met, less a fee."""

    name: Literal["my_hits"] = "my_hits"
    fee: float = 2.0
    judges = "classes"
    largest_is_best = True

    @staticmethod
    def value(predictions, targets, weights, about, hyper, room):
        hits = -hyper[0]
        for i in range(targets.shape[0]):
            if predictions[i, 0] == targets[i, 0]:
                hits += weights[i]
        return hits


class Plain(Optimizer):
    """theta - rate g."""

    name: Literal["my_descent"] = "my_descent"
    learning_rate: float = 0.1

    @staticmethod
    def update(theta, gradient, memory, scalars, hyper, learning_rate, step):
        rate = theta.dtype.type(learning_rate)
        for i in range(theta.size):
            theta[i] -= rate * gradient[i]


class Square(Decay):
    """1 / (1 + t) squared."""

    name: Literal["my_fall"] = "my_fall"

    def multiplier(self, t, total):
        return (1 + t) ** -2.0
'''

CONFIG = """
data: {source: {name: my_stripes, rows: 100}, normalize: my_halves}
model: {hidden: [4, {name: my_mirror}], activation: {name: my_bell, width: 2.0}, weights: my_tenths}
loss: my_squares
optimizer: {name: my_descent, learning_rate: 0.5}
decay: my_fall
training: {epochs: 3, dtype: float64}
seeds: 2
"""

PLAIN = """
data: {source: iris}
training: {epochs: 50, stop: {monitor: validation.my_hits, patience: 3}}
seeds: 1
"""

NAMES = ("stripes", "halves", "tenths", "bell", "mirror", "squares", "hits", "descent", "fall")


def gdrun(folder: Path, *arguments: str, code: int = 0) -> str:
    """What a command prints in a process that has imported the parts."""
    program = "import my_parts; from gdrun.cli.app import main; main()"
    run = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        capture_output=True,
        text=True,
        cwd=folder,
        timeout=300,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(folder), str(ROOT)])},
    )
    assert run.returncode == code, run.stderr
    return run.stdout


def test_a_part_of_each_family_from_outside(tmp_path: Path) -> None:
    (tmp_path / "my_parts.py").write_text(PARTS, encoding="utf-8")
    (tmp_path / "mine.yaml").write_text(CONFIG, encoding="utf-8")
    schema, listing = gdrun(tmp_path, "schema"), gdrun(tmp_path, "list", "--json")
    for name in NAMES:
        assert f"my_{name}" in schema
        assert f"my_{name}" in listing
    document = json.loads(gdrun(tmp_path, "train", "mine.yaml", "--json"))
    (variant,) = document["variants"]
    assert [trial["status"] for trial in variant["trials"]] == ["finished"] * 2
    rates = variant["config"]["optimizer"]["learning_rate"]
    assert (rates, variant["config"]["model"]["activation"]["width"]) == (0.5, 2.0)
    assert variant["summary"]["train"]["loss"]["mean"] < 0.5
    for trial in variant["trials"]:
        hits = 15 * trial["metrics"]["test"]["accuracy"]
        assert trial["metrics"]["test"]["my_hits"] == pytest.approx(hits - 2)
    # It may have changed since: nobody knows what is stored.
    again = json.loads(gdrun(tmp_path, "train", "mine.yaml", "--json"))
    assert not any(trial["reused"] for trial in again["variants"][0]["trials"])
    assert "my_hits" in gdrun(tmp_path, "show", "--metrics", "my_hits")


def test_a_metric_from_outside_makes_all_trials_unknown(tmp_path: Path) -> None:
    """Its values are in their records, and it may have changed since."""
    (tmp_path / "my_parts.py").write_text(PARTS, encoding="utf-8")
    (tmp_path / "plain.yaml").write_text(PLAIN, encoding="utf-8")
    for _ in range(2):
        document = json.loads(gdrun(tmp_path, "train", "plain.yaml", "--json"))
        (trial,) = document["variants"][0]["trials"]
        assert not trial["reused"]
        assert "my_hits" in trial["metrics"]["test"]
        assert trial["status"] == "early_stopped"


FAILING = """

class Moody(Initializer):
    \"\"\"Random, but for some draws, which it does not like.\"\"\"

    name: Literal["my_moods"] = "my_moods"
    worst: float = 0.9

    def draw(self, tensor, rng, folder):
        values = rng.uniform(size=tensor.shape)
        if values.flat[0] > self.worst:
            raise ZeroDivisionError("not in the mood")
        return values
"""


def test_a_part_that_raises_fails_its_own_trials_alone(tmp_path: Path) -> None:
    """Whichever seeds share a call: those that fail are those whose first draw is too large."""
    (tmp_path / "my_parts.py").write_text(PARTS + FAILING, encoding="utf-8")
    (tmp_path / "mine.yaml").write_text(MOODY, encoding="utf-8")
    seeds = range(100)
    # The stream "init" is the third, and W0 its first child.
    first = {s: rng(s).uniform(size=(4, 3)).flat[0] for s in seeds}
    expected = {seed for seed in seeds if first[seed] > 0.9}
    assert 1 < len(expected) < 50
    for workers in ("1", "2"):
        arguments = ("train", "mine.yaml", "--json", "--no-store", "--workers", workers)
        document = json.loads(gdrun(tmp_path, *arguments, code=1))
        trials = document["variants"][0]["trials"]
        assert [trial["seed"] for trial in trials] == list(seeds)
        failed = {trial["seed"]: trial for trial in trials if trial["status"] == "failed"}
        assert set(failed) == expected
        assert {t["message"] for t in failed.values()} == {"ZeroDivisionError: not in the mood"}


def test_a_part_that_always_raises_fails_trials_and_not_the_command(tmp_path: Path) -> None:
    (tmp_path / "my_parts.py").write_text(PARTS + FAILING, encoding="utf-8")
    always = MOODY.replace("my_moods", "{name: my_moods, worst: -1.0}")
    (tmp_path / "mine.yaml").write_text(always, encoding="utf-8")
    document = json.loads(gdrun(tmp_path, "train", "mine.yaml", "--json", "--no-store", code=1))
    assert document["variants"][0]["failed"] == 100


MOODY = """
data: {source: iris}
model: {hidden: [], weights: my_moods}
training: {epochs: 1}
seeds: 100
"""


def rng(seed: int) -> np.random.Generator:
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(2, 0)))
