"""Makes the cross-validations of reference: five settings of folds, trained and scored elsewhere.

``python -m tests.reference.folds`` writes ``folds.json``. Which rows each fold tests, and the first
weights, are gdrun's own. Preparation and scores are scikit-learn's, and training is PyTorch's, in
float64.
"""

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn import metrics
from sklearn.preprocessing import StandardScaler

from gdrun.config import parse_config
from gdrun.data.folds import split_by_fold
from gdrun.data.split import Rows, Split
from gdrun.network import unpack
from gdrun.trial.data_of_seeds import Datasets, make_bindings
from gdrun.trial.streams import TrialStreams, data_generator
from tests.reference.cases import FOLDER, write_csv
from tests.reference.combinations import FILE, Case, Random, make_data
from tests.reference.trainings import Training

ADAM = {"name": "Adam", "arguments": {"lr": 0.02}}
MOMENTUM = {"name": "SGD", "arguments": {"lr": 0.05, "momentum": 0.9}}
SETTINGS: tuple[tuple[str, str, dict[str, Any], dict[str, Any], int], ...] = (
    ("classes", "three classes", {"split": {"folds": 5}}, ADAM, 10),
    (
        "classes in groups, with a validating share",
        "two classes",
        {"split": {"folds": 3, "validation": 0.25}, "groups": "who"},
        MOMENTUM,
        6,
    ),
    ("numbers, with a validating share", "number", {"split": {"folds": 5, "validation": 0.2}},
     ADAM, 5),
    (
        "classes that are not stratified, with a validating count",
        "three classes",
        {"split": {"folds": 4, "validation": 12}, "stratify": False},
        MOMENTUM,
        8,
    ),
    ("numbers in groups", "number", {"split": {"folds": 4}, "groups": "who"}, MOMENTUM, 8),
)  # fmt: skip
"""In words; the data; its section of the config; the optimizer; how many seeds."""
LOSSES = {"three classes": "cross_entropy", "two classes": "binary_cross_entropy", "number": "mse"}


def make_case(name: str, section: dict[str, Any], optimizer: dict[str, Any], seeds: int) -> Case:
    said = {"lr": "learning_rate", "momentum": "momentum"}
    parameters = {said[key]: each for key, each in optimizer["arguments"].items()}
    return {
        "data": name,
        "optimizer": optimizer,
        "config": {
            "data": section,
            "model": {"hidden": [4], "activation": "tanh"},
            "loss": LOSSES[name],
            "optimizer": {"name": optimizer["name"].lower(), **parameters},
            "training": {"epochs": 6, "batch_size": 8, "shuffle": False, "dtype": "float64"},
            "seeds": seeds,
            "randomness": {"vary": ["init"]},
        },
    }


def rows_of(case: Case, data: Mapping[str, Any], seed: int) -> Split:
    """The rows that train, validate and test, as gdrun draws them."""
    section = case["config"]["data"]
    folds, y = section["split"]["folds"], data["y"]
    labels = np.zeros(len(y), np.intp)
    if isinstance(y[0], str) and section.get("stratify", True):
        labels = np.array([sorted(set(y)).index(each) for each in y])
    return split_by_fold(
        folds,
        seed % folds,
        section["split"].get("validation"),
        labels,
        np.array(data["who"]) if "groups" in section else None,
        data_generator("split", seed // folds),
    )


def first_weights(case: Case, data: Mapping[str, Any], seed: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        section = write_csv(Path(folder), data, case["config"]["data"])
        config = parse_config({**case["config"], "data": section}, Path(folder), "folds")
        binding = make_bindings(config, seed, Datasets()).first
    theta = binding.initial_thetas(TrialStreams([seed], config.stream_seed))[0]
    return {name: each.tolist() for name, each in unpack(theta, binding.tensors).items()}


def scores_of(case: Case, data: Mapping[str, Any], seed: int) -> dict[str, Any]:
    """The final theta of one fold, and scikit-learn's scores of each part."""
    X, split = np.array(data["X"]), rows_of(case, data, seed)
    inputs = StandardScaler().fit(X[split.train])
    numbers = not isinstance(data["y"][0], str)
    y = np.array(data["y"])
    target = StandardScaler().fit(y[split.train]) if numbers else None
    learnt = target.transform(y[split.train]).tolist() if target else y[split.train].tolist()
    weights = first_weights(case, data, seed)
    model = {**case["config"]["model"], "weights": FILE}
    config = {"training": case["config"]["training"], "loss": case["config"]["loss"],
              "model": model, "seeds": [seed]}  # fmt: skip
    training = Training(
        {"config": config, "weights": weights, "optimizer": case["optimizer"]},
        {"X": inputs.transform(X[split.train]).tolist(), "y": learnt},
    )
    for _ in training.run():
        pass

    def outputs(rows: Rows) -> NDArray[np.float64]:
        with torch.no_grad():
            found: NDArray[np.float64] = training.model(
                torch.tensor(inputs.transform(X[rows]))
            ).numpy()
        return found

    judged = {}
    for name in ("train", "validation", "test"):
        rows: Rows = getattr(split, name)
        if not len(rows):
            continue
        if target:
            judged[name] = of_numbers(y[rows], target.inverse_transform(outputs(rows)))
        else:
            judged[name] = of_classes(y[rows], outputs(rows), sorted(set(data["y"])))
    return {"seed": seed, "theta": training.theta().tolist(), "metrics": judged}


def of_numbers(y: NDArray[np.float64], predicted: NDArray[np.float64]) -> dict[str, float]:
    return {
        "r2": metrics.r2_score(y, predicted),
        "rmse": metrics.root_mean_squared_error(y, predicted),
        "mae": metrics.mean_absolute_error(y, predicted),
    }


def of_classes(
    y: NDArray[np.str_], outputs: NDArray[np.float64], classes: list[str]
) -> dict[str, float]:
    z = torch.tensor(outputs)
    if outputs.shape[1] == 1:
        one = torch.sigmoid(z)
        probabilities = torch.cat([1 - one, one], dim=1).numpy()
    else:
        probabilities = torch.softmax(z, dim=1).numpy()
    predicted = np.array(classes)[probabilities.argmax(axis=1)]
    return {
        "loss": metrics.log_loss(y, probabilities, labels=classes),
        "accuracy": metrics.accuracy_score(y, predicted),
        "macro_f1": metrics.f1_score(y, predicted, average="macro"),
    }


def main() -> None:
    torch.set_num_threads(1)
    torch.set_default_dtype(torch.float64)
    random = Random(3000)
    made = make_data(random)
    data = {
        name: {"X": made[name]["X"], "y": made[name]["y"],
               "who": random.randint(0, 13, len(made[name]["y"])).tolist()}
        for name in LOSSES
    }  # fmt: skip
    lines = []
    for words, name, section, optimizer, seeds in SETTINGS:
        case = make_case(name, section, optimizer, seeds)
        trials = [scores_of(case, data[name], seed) for seed in range(case["config"]["seeds"])]
        lines.append(json.dumps({"uses": words, **case, "trials": trials}))
    sets = ",\n".join(f"{json.dumps(key)}: {json.dumps(each)}" for key, each in data.items())
    cases = ",\n".join(lines)
    text = f'{{"data": {{\n{sets}\n}},\n"cases": [\n{cases}\n]}}\n'
    (FOLDER / "folds.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
