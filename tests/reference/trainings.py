"""Makes the trainings of reference: 100 random combinations of what layers and trainings can do.

``python -m tests.reference.trainings`` writes ``trainings.json`` and ``weighted_trainings.json``.
Networks, losses, optimizers and averages are PyTorch's, in float64, and nothing of gdrun is
imported. Dropout's masks are those of ``tests/naive/masks.py``.
"""

import itertools
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from zlib import crc32

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from tests.naive.masks import is_lost, joined
from tests.reference.cases import FOLDER
from tests.reference.combinations import (
    FILE,
    Case,
    Random,
    draw_case,
    make_data,
    output_count,
    uses,
)

PLAIN = [()] * 40
"""Combinations without weights of rows or classes, and without averages of theta."""
KINDS_OF_WEIGHTED = (
    ("rows",),
    ("classes",),
    ("ema",),
    ("swa",),
    ("rows", "ema"),
    ("rows", "swa"),
    ("classes", "ema"),
    ("classes", "swa"),
    ("rows", "classes"),
    ("rows", "classes", "ema"),
    ("rows", "classes", "swa"),
)
WEIGHTED = [KINDS_OF_WEIGHTED[i % len(KINDS_OF_WEIGHTED)] for i in range(60)]
"""Combinations with some of them."""
DROPOUT_STREAM = 5

ACTIVATIONS: dict[str, type[Any]] = {
    "relu": nn.ReLU,
    "tanh": nn.Tanh,
    "sigmoid": nn.Sigmoid,
    "gelu": nn.GELU,
    "silu": nn.SiLU,
    "identity": nn.Identity,
    "leaky_relu": nn.LeakyReLU,
    "elu": nn.ELU,
}


def activation_of(said: Any) -> nn.Module:
    if isinstance(said, str):
        return ACTIVATIONS[said]()
    name, argument = said.values()
    return ACTIVATIONS[name](argument)


class Dropout(nn.Module):  # type: ignore[misc]
    """Dropout whose masks are handed over: ``step`` and ``rows`` are set before each batch."""

    step: int
    rows: Sequence[int]

    def __init__(self, seed: int, rate: float) -> None:
        super().__init__()
        self.seed, self.rate = seed, rate

    def forward(self, x: Any) -> Any:
        mask = [
            [not is_lost(self.seed, self.step, row, unit, self.rate) for unit in range(x.shape[1])]
            for row in self.rows
        ]
        return x * torch.tensor(mask, dtype=torch.float64) / (1.0 - self.rate)


class Network:
    """The layers of a model from the inputs to the outputs, as modules."""

    def __init__(self, case: Case, inputs: int, outputs: int) -> None:
        self.model: Mapping[str, Any] = case["config"]["model"]
        self.file: Mapping[str, Any] = case["weights"]
        sequence = np.random.SeedSequence(case["config"]["seeds"][0], spawn_key=(DROPOUT_STREAM, 0))
        self.seed = int(sequence.generate_state(4, np.uint64)[0]) >> 1
        self.width, self.dense, self.dropouts = inputs, 0, 0
        self.modules: list[nn.Module] = []
        self._add_dropout(self.model.get("input", {}).get("dropout", 0.0))
        for entry in self.model["hidden"]:
            said = {"units": entry} if isinstance(entry, int) else entry
            if said.get("name") == "dropout":
                self._add_dropout(said["rate"])
            elif said.get("name") == "layer_norm":
                self.modules.append(nn.LayerNorm(self.width, eps=said.get("epsilon", 1e-5)))
            else:
                self._add_hidden(said)
        self._add_dense(outputs, self.model.get("output", {}))

    def _add_hidden(self, said: Mapping[str, Any]) -> None:
        self._add_dense(said["units"], said)
        if said.get("normalization", self.model.get("normalization")) == "layer":
            self.modules.append(nn.LayerNorm(self.width))
        self.modules.append(activation_of(said.get("activation", self.model["activation"])))
        self._add_dropout(said.get("dropout", self.model.get("dropout", 0.0)))

    def _add_dense(self, units: int, said: Mapping[str, Any]) -> None:
        weights = said.get("weights", self.model["weights"])
        # A layer's own file of weights comes before the model's biases.
        own_file = said.get("weights") == FILE
        biases = said.get("biases", None if own_file else self.model.get("biases"))
        if biases is None:
            biases = FILE if weights == FILE and f"b{self.dense}" in self.file else "zeros"
        linear = nn.Linear(self.width, units)
        with torch.no_grad():
            W, b = torch.empty(self.width, units), torch.empty(units)
            linear.weight.copy_(self._initial(weights, "W", W).T)
            linear.bias.copy_(self._initial(biases, "b", b))
        self.modules.append(linear)
        self.width = units
        self.dense += 1
        self.dropouts = 0

    def _initial(self, said: Any, kind: str, like: Any) -> Any:
        if said == FILE:
            return torch.tensor(self.file[f"{kind}{self.dense}"])
        return torch.full_like(like, 0.0 if said == "zeros" else said["value"])

    def _add_dropout(self, rate: float) -> None:
        if rate:
            place = crc32(f"dropout {self.dense} {self.dropouts}".encode())
            self.modules.append(Dropout(joined(self.seed, place), rate))
            self.dropouts += 1


def losses_of_rows(said: Any, outputs: Any, targets: Any) -> Any:
    """The loss of each row."""
    if said == "cross_entropy":
        return nn.functional.cross_entropy(outputs, targets, reduction="none")
    if said == "binary_cross_entropy":
        losses = nn.functional.binary_cross_entropy_with_logits(outputs, targets, reduction="none")
    elif said == "mse":
        losses = nn.functional.mse_loss(outputs, targets, reduction="none")
    else:
        losses = nn.functional.huber_loss(outputs, targets, reduction="none", delta=said["delta"])
    return losses.mean(dim=1)


def class_weights(said: Any, y: Sequence[str]) -> list[float]:
    """The weight of each class, in the order of their names."""
    classes = sorted(set(y))
    if said == "balanced":
        return [len(y) / (len(classes) * y.count(each)) for each in classes]
    return [said[each] for each in classes]


class Training:
    """A case, trained by PyTorch; ``nudge`` is a relative change of its first weights."""

    def __init__(self, case: Case, data: Mapping[str, Any], nudge: float = 0.0) -> None:
        config = case["config"]
        y = data["y"]
        self.loss = config["loss"]
        self.settings = config["training"]
        self.l2 = config.get("penalty", {}).get("l2", 0.0)
        self.X = torch.tensor(data["X"])
        self.weights = torch.ones(len(y))
        if "data" in config:
            self.weights = torch.tensor(data[config["data"]["weights"]])
        self.by_class: Any = None
        if isinstance(y[0], str):
            indices = [sorted(set(y)).index(each) for each in y]
            binary = self.loss == "binary_cross_entropy"
            self.y = torch.tensor([[float(i)] for i in indices] if binary else indices)
            if "class_weights" in self.settings:
                self.by_class = torch.tensor(class_weights(self.settings["class_weights"], y))
                # PyTorch's own way to weigh is used where there is one.
                self.own_way = self.loss == "cross_entropy" and "data" not in config
                self.weights = self.weights * self.by_class[indices]
        else:
            self.y = torch.tensor(y)
        network = Network(case, self.X.shape[1], output_count(y))
        self.model = nn.Sequential(*network.modules)
        with torch.no_grad():
            for sign, parameter in zip(itertools.cycle((1.0, -1.0)), self.model.parameters()):
                parameter *= 1.0 + sign * nudge
        make_optimizer = getattr(torch.optim, case["optimizer"]["name"])
        self.optimizer = make_optimizer(self.model.parameters(), **case["optimizer"]["arguments"])
        self.average = self.settings.get("average", {"name": "none"})
        function = None
        if self.average["name"] == "ema":
            function = get_ema_multi_avg_fn(self.average["decay"])
        self.averaged = AveragedModel(self.model, multi_avg_fn=function)
        self.steps = 0

    def run(self) -> Iterator[float]:
        """Trains; gives the loss of each epoch, as its examples were met."""
        rows, size, epochs = len(self.X), self.settings["batch_size"], self.settings["epochs"]
        size = rows if size == "full" else size
        for epoch in range(epochs):
            total = 0.0
            for start in range(0, rows, size):
                total += self._step(range(start, min(start + size, rows)))
            if self.average["name"] == "swa" and epoch >= math.ceil(self.average["start"] * epochs):
                self.averaged.update_parameters(self.model)
            yield total / float(self.weights.sum())

    def _step(self, rows: range) -> float:
        """A step; returns the rows' losses times their weights, added up."""
        weights = self.weights[rows.start : rows.stop]
        if not weights.any():
            return 0.0
        self.steps += 1
        for module in self.model:
            if isinstance(module, Dropout):
                module.step, module.rows = self.steps, rows
        outputs, targets = self.model(self.X[rows.start : rows.stop]), self.y[list(rows)]
        if self.by_class is not None and self.own_way:
            loss = nn.functional.cross_entropy(outputs, targets, weight=self.by_class)
        else:
            losses = losses_of_rows(self.loss, outputs, targets)
            loss = (weights * losses).sum() / weights.sum()
        squares = sum((m.weight**2).sum() for m in self.model if isinstance(m, nn.Linear))
        self.optimizer.zero_grad()
        (loss + self.l2 / 2.0 * squares).backward()
        if "clip_norm" in self.settings:
            self._clip(self.settings["clip_norm"])
        self.optimizer.step()
        if self.average["name"] == "ema":
            self.averaged.update_parameters(self.model)
        return float(loss.detach() * weights.sum())

    def _clip(self, limit: float) -> None:
        """To a norm of exactly ``limit``: PyTorch's own clipping adds 1e-6 to the norm."""
        gradients = [p.grad for p in self.model.parameters()]
        norm = nn.utils.get_total_norm(gradients)
        if norm > limit:
            for gradient in gradients:
                gradient.mul_(limit / norm)

    def theta(self) -> NDArray[np.float64]:
        """The average if it began, or else the weights; W (inputs, outputs), b of each layer."""
        began = int(self.averaged.n_averaged) > 0
        tensors = []
        for module in self.averaged.module if began else self.model:
            if isinstance(module, nn.Linear):
                tensors += [module.weight.T, module.bias]
            elif isinstance(module, nn.LayerNorm):
                tensors += [module.weight, module.bias]
        flat: NDArray[np.float64] = torch.cat([t.detach().flatten() for t in tensors]).numpy()
        return flat


def trained(case: Case, data: Mapping[str, Any]) -> Case | None:
    """The case with what came of it; None if rounding errors would grow more than 1000-fold."""
    training, nudged = Training(case, data), Training(case, data, nudge=1e-12)
    losses, _ = list(training.run()), list(nudged.run())
    theta = training.theta()
    if np.abs(nudged.theta() - theta).max() > 1e-9:
        return None
    return {**case, "train_losses": losses, "theta": theta.tolist()}


def write(name: str, seed: int, kinds_of_cases: Sequence[Sequence[str]]) -> None:
    """Draws and trains cases of these kinds, and writes them with their data."""
    data = make_data(Random(seed))
    lines = []
    for number, kinds in enumerate(kinds_of_cases, start=1):
        drawn = (draw_case(Random((seed, number, i)), data, kinds) for i in itertools.count())
        case = next(filter(None, (trained(each, data[each["data"]]) for each in drawn)))
        lines.append(json.dumps({"uses": uses(case, kinds), **case}))
    sets = ",\n".join(f"{json.dumps(key)}: {json.dumps(each)}" for key, each in data.items())
    cases = ",\n".join(lines)
    text = f'{{"data": {{\n{sets}\n}},\n"cases": [\n{cases}\n]}}\n'
    (FOLDER / f"{name}.json").write_text(text, encoding="utf-8")


def main() -> None:
    torch.set_num_threads(1)
    torch.set_default_dtype(torch.float64)
    write("trainings", 1000, PLAIN)
    write("weighted_trainings", 2000, WEIGHTED)


if __name__ == "__main__":
    main()
