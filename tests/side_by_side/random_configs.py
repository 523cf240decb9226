"""Random configs over all parts, drawn from a seed and from the schema of the older checkout."""

import random
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

import numpy as np
import yaml

from tests.side_by_side.data_files import data_files, npz
from tests.side_by_side.drawing import (
    Deck,
    Part,
    Schema,
    draw_number,
    draw_parameters,
    families,
    written,
)
from tests.side_by_side.scenes import Command, Kind, Scene, gdrun
from tests.side_by_side.tables import LOSSES, ONE_OUTPUT, Table, draw_table

STREAMS = ("data", "split", "init", "order", "rounding")
HIDDEN: tuple[list[int], ...] = ([], [5], [8], [17], [40], [17, 9], [6, 5, 4], [3, 9, 2])

WRONG = 0.05
"""How often a config says what it must not, such as a loss that is not for the target."""
PLAIN = 0.15
"""How often training is plain descent, mostly on single examples, which has steps of its own."""
TOO_FAST = 0.05
"""How often the learning rate is so high that training diverges."""

Config = dict[str, Any]


class Generator:
    """Draws configs."""

    def __init__(self, schema: Schema, seed: int) -> None:
        self.schema = schema
        self.rng = random.Random(seed)
        self.families = families(schema)
        self.met: dict[str, set[str]] = {key: set() for key in self.families}
        self._decks = {key: Deck(parts, self.rng) for key, parts in self.families.items()}
        losses = {part.name: part for part in self.families["loss"]}
        self._losses = {
            target: Deck([losses[name] for name in sorted(names) if name in losses], self.rng)
            for target, names in LOSSES.items()
        }

    def scenes(self, number: int) -> Iterator[Scene]:
        """A scene for each of so many configs."""
        for i in range(number):
            config, files = self.config(f"random{i}")
            text = yaml.safe_dump(config, sort_keys=False, allow_unicode=True)
            files = {**files, "c.yaml": text.encode()}
            yield Scene(f"random config {i}", Kind.RANDOM, tuple(self.commands(i)), files)

    def commands(self, number: int) -> Iterator[Command]:
        """What is done with a config."""
        workers = ("--workers", "2") if number % 5 == 0 else ()
        yield gdrun("check", "c.yaml")
        yield gdrun("train", "c.yaml", "--json", *workers)
        yield gdrun("train", "c.yaml")
        yield gdrun("show")
        yield gdrun("export")
        if number % 6 == 0:
            yield gdrun("sweep", "c.yaml", "--over", "training.batch_size=1,16", "--json")
        if number % 12 == 0:
            yield gdrun("gradcheck", "c.yaml", "--samples", "3", "--json")

    def config(self, name: str) -> tuple[Config, dict[str, bytes]]:
        """A config, and the files that it reads."""
        rng = self.rng
        table = draw_table(self.draw("source"), rng)
        loss = self.loss(table)
        outputs = 1 if loss and loss.name in ONE_OUTPUT else table.outputs
        sizes = [table.inputs, *(hidden := rng.choice(HIDDEN)), outputs]
        plain = rng.random() < PLAIN
        optimizer = self.plain_descent() if plain else self.optimizer()
        config: Config = {
            "name": name,
            "data": self.data(table),
            "model": {"hidden": list(hidden), **self.model()},
            "optimizer": optimizer,
            "decay": self.decay(table, optimizer),
            "training": self.training(table, plain),
            "seeds": rng.choice((1, 2, 3, 12, [4, 1], [7])),
            "randomness": {"vary": rng.sample(STREAMS, rng.randint(0, 5))},
        }
        if loss:
            config["loss"] = written(loss, draw_parameters(loss, rng), rng)
        if not plain and rng.random() < 0.4:
            config["penalty"] = {key: rng.choice((0, 0.001, 0.1)) for key in ("l1", "l2")}
        weights = {"weights.npz": self.weights(sizes)} if "weights.npz" in str(config) else {}
        names = [file for file in data_files() if file in str(config["data"]["source"])]
        return config, {**weights, **{file: data_files()[file] for file in names}}

    def draw(self, family: str) -> Part:
        """The next part of a family."""
        part = self._decks[family].draw()
        self.met[family].add(part.name)
        return part

    def part(self, family: str) -> Any:
        """The next part of a family, as a config says it."""
        part = self.draw(family)
        return written(part, draw_parameters(part, self.rng), self.rng)

    def loss(self, table: Table) -> Part | None:
        """One that suits the target, none, or at times any."""
        if self.rng.random() < 0.15:
            return None
        wrong = self.rng.random() < WRONG
        part = self._decks["loss"].draw() if wrong else self._losses[table.target].draw()
        self.met["loss"].add(part.name)
        return part

    def data(self, table: Table) -> Config:
        """The ``data`` section."""
        rng = self.rng
        data: Config = {"source": table.source, **table.keys, "normalize": self.part("normalize")}
        if table.target == "numbers" and rng.random() < 0.5:
            data["normalize_target"] = self.part("normalize")
            if "l2" in str(data["normalize_target"]) and rng.random() > WRONG:
                data["normalize_target"] = "minmax"
        if not isinstance(table.source, dict) or "train" not in table.source:
            data["split"] = rng.choice(
                (
                    {"train": 0.6, "validation": 0.2, "test": 0.2},
                    {"train": 20, "validation": 0.3},
                    {"train": 0.5, "validation": 10, "test": 7},
                    {"train": 21, "validation": 10, "test": 10},
                )
            )
            if rng.random() < WRONG:
                data["split"] = rng.choice(({"train": 0.9}, {"train": 5000}, {"train": 2}))
        if rng.random() < 0.3:
            data["stratify"] = rng.random() < 0.5
        return data

    def model(self) -> Config:
        """The parts of the ``model`` section."""
        rng = self.rng
        model: Config = {"activation": self.part("activation")}
        for key in ("weights", "biases"):
            if key == "biases" and rng.random() < 0.6:
                continue
            part = self.draw("weights")
            parameters = draw_parameters(part, rng)
            if "std" in parameters and rng.random() > WRONG:
                parameters.pop("variance", None)
            if part.name == "file":
                parameters = {"path": "weights.npz", "row": rng.choice((0, 0, 1, 1, 7))}
            model[key] = written(part, parameters, rng)
        if "weights.npz" in str(model["weights"]):
            # Left out, they are the file's, which they were not always.
            model.setdefault("biases", "zeros")
        return model

    def optimizer(self) -> Config:
        """An optimizer with its learning rate, which at times is far too high."""
        part, rng = self.draw("optimizer"), self.rng
        parameters = draw_parameters(part, rng)
        parameters["learning_rate"] = draw_number(part.parameters["learning_rate"], rng)
        if rng.random() < TOO_FAST:
            parameters["learning_rate"] = 1.0e9
        return {"name": rng.choice(part.names), **parameters}

    def plain_descent(self) -> Config:
        """Gradient descent without anything else."""
        return {"name": "sgd", "learning_rate": self.rng.choice((0.001, 0.01, 0.1))}

    def decay(self, table: Table, optimizer: Mapping[str, Any]) -> Any:
        """A decay, whose lowest rate is below the optimizer's but for few."""
        part, rng = self.draw("decay"), self.rng
        parameters = draw_parameters(part, rng, often=0.3)
        if "minimum" in parameters and rng.random() > WRONG:
            parameters["minimum"] = float(f"{optimizer['learning_rate'] / 10:.3g}")
        if "monitor" in parameters and rng.random() > WRONG:
            parameters["monitor"] = self.monitor(table)
        if part.name == "plateau":
            parameters.setdefault("patience", rng.randint(0, 2))
            parameters |= {"per": "epoch"} if rng.random() > WRONG else {}
        return written(part, parameters, rng)

    def monitor(self, table: Table) -> str:
        """A metric that the task has."""
        classes = table.target in ("many", "two")
        names = ("accuracy", "macro_f1") if classes else ("rmse", "mae", "r2")
        return self.rng.choice(
            ("train.loss", "validation.loss", *(f"validation.{n}" for n in names))
        )

    def training(self, table: Table, plain: bool) -> Config:
        """The ``training`` section."""
        rng = self.rng
        training: Config = {
            "epochs": rng.choice((1, 2, 3, 5, 12)),
            "batch_size": rng.choice((1, 1, 9) if plain else (1, 4, 7, 16, 32, 40, "full")),
            "dtype": rng.choice(("float32", "float64")),
        }
        if rng.random() < 0.2:
            training["shuffle"] = False
        for key in ("clip_value", "clip_norm"):
            if not plain and rng.random() < 0.2:
                training[key] = rng.choice((0.01, 0.1, 1))
        if rng.random() < 0.4:
            training["stop"] = self.stop(table)
            training["epochs"] = rng.choice((5, 20, 40))
        return training

    def stop(self, table: Table) -> Config:
        """One or two reasons to stop."""
        rng, stop = self.rng, Config()
        for key in rng.sample(("gradient_norm", "loss_change", "loss_below", "monitor"), 2):
            if key == "monitor":
                change = rng.choice((0, 0.001, 0.1))
                stop |= {key: self.monitor(table), "patience": rng.randint(1, 4)}
                stop |= {"minimum_change": change} if change else {}
            elif key == "loss_change":
                stop |= {key: rng.choice((1.0e-4, 0.01)), "patience": rng.randint(1, 4)}
            elif rng.random() < 0.7:
                stop[key] = rng.choice((0.01, 0.1, 0.5))
        return stop

    def weights(self, sizes: list[int]) -> bytes:
        """A file with two networks of these layers."""
        draws = np.random.default_rng(self.rng.randrange(2**32))
        arrays = {}
        for i, shape in enumerate(pairwise(sizes)):
            arrays[f"W{i}"] = draws.normal(size=(2, *shape)) * 0.5
            arrays[f"b{i}"] = draws.normal(size=(2, shape[1])) * 0.1
        return npz(**arrays)
