"""How often the rules on losses are wrong: trainings are diagnosed half-way, and then go on.

``python -m tests.evidence.diagnosing [DATA …]`` trains each data set with several optimizers, batch
sizes and learning rates from far too low to far too high, for up to 200 epochs. What the rules say
of the first half is compared with what followed: did a loss that was said to fall go on falling,
did a validation loss that was said to rise stay above its lowest, does a lower rate bring a loss
that was said to jump further down. Printed are the claims of each rule, about the median of four
seeds, how many of them were false, and these.
"""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

import gdrun
from gdrun.evidence.diagnoses.looking import Ended, diagnose
from gdrun.records import History, Record, Status
from gdrun.records.layers import COLUMNS

CONFIGS = Path(__file__).parents[2] / "configs"
SCALED = {"normalize_target": "standardize"}
TUNED: Mapping[str, Mapping[str, Any]] = {
    "digits": {"source": "digits"},
    "iris": {"source": "iris"},
    "wine": {"source": "wine"},
    "breast_cancer": {"source": "breast_cancer"},
    "diabetes": {"source": "diabetes", **SCALED},
    "xor": {"source": "xor"},
    "moons": {"source": "moons"},
    "spirals": {"source": "spirals"},
    "sine": {"source": "sine", **SCALED},
    "linear": {"source": "linear"},
}
"""The data sets that the rules' constants were chosen on."""

OTHERS: Mapping[str, Mapping[str, Any]] = {
    "penguins": {"source": str(CONFIGS / "penguins.csv"), "target": "species", "missing": "drop"},
    "churn": {
        "source": str(CONFIGS / "churn.csv"),
        "target": "churn",
        "columns": {"leave_out": ["customer"]},
        "missing": "mean",
    },
    "blobs": {"source": {"name": "blobs", "noise": 2.0, "columns": 5}},
    "circles": {"source": {"name": "circles", "noise": 0.2}},
    "bands": {"source": {"name": "spirals", "classes": 3, "rows": 300, "noise": 0.05}},
    "waves": {"source": {"name": "sine", "frequency": 2, "noise": 0.3}, **SCALED},
}
"""Data sets that nothing was chosen on."""

OPTIMIZERS: Mapping[str, Mapping[str, Any]] = {
    "sgd": {"name": "sgd"},
    "momentum": {"name": "sgd", "momentum": 0.9},
    "adam": {"name": "adam"},
    "adadelta": {"name": "adadelta"},
    "rmsprop": {"name": "rmsprop"},
}
RATES = (1e-5, 1e-4, 1e-3, 0.01, 0.1, 0.3, 1.0, 3.0)
BATCHES = (32, "full")
LENGTHS = (5, 8, 10, 15, 20, 30, 50, 100)
SEEDS = 4
UNSEEN = np.full((2, COLUMNS), np.nan)
"""Of the layers half-way nothing is known."""


def cut(record: Record, epochs: int) -> Ended:
    """What there is of a trial after so many epochs."""
    history = record.history
    return Ended(
        Status.FINISHED,
        History(history.columns, history.values[:epochs], first=history.first),
        UNSEEN,
        restored=False,
    )


def late(losses: np.ndarray) -> float:
    """The median of the last quarter."""
    return float(np.median(losses[-max(len(losses) // 4, 1) :]))


def losses_of(record: Record, portion: str) -> tuple[float, np.ndarray]:
    """That of the first weights, and those of the epochs."""
    history = record.history
    place = history.columns.index(f"{portion}.loss")
    assert history.first is not None
    return float(history.first[place]), history.values[:, place]


def trained(data: Mapping[str, Any], optimizer: Mapping[str, Any], batch: object) -> Iterator[Any]:
    """The records at each rate, from the lowest on, without those that diverged."""
    for rate in RATES:
        result = gdrun.train(
            {
                "data": data,
                "optimizer": {**optimizer, "learning_rate": rate},
                "training": {"epochs": 2 * LENGTHS[-1], "batch_size": batch},
                "seeds": SEEDS,
            }
        )
        yield rate, [each for each in result.records if each.status is Status.FINISHED]


def went_on(name: str, records: list[Record], epochs: int, lower: float) -> bool:
    """Whether a diagnosis after so many epochs was borne out, in the median of the trials."""
    found = []
    for record in records:
        first, losses = losses_of(record, "train")
        _, judged = losses_of(record, "validation")
        half = losses[:epochs]
        match name:
            case "falling_loss":
                after = late(losses[: 2 * epochs])
                whole = first - min(late(half), after)
                better = judged[epochs : 2 * epochs].min() < judged[epochs - 1]
                found.append(better and late(half) - after > 0.02 * whole)
            case "rising_validation_loss":
                low = judged[:epochs].min()
                found.append(np.median(judged[epochs : 2 * epochs]) > low + 0.05 * abs(low))
            case "jumping_loss":
                found.append(late(half) > lower)
    return float(np.mean(found)) > 0.5


def main(names: list[str]) -> None:
    claims: dict[str, int] = {}
    wrong: dict[str, list[str]] = {}
    known = {**TUNED, **OTHERS}
    for data in names or known:
        for optimizer, setting in OPTIMIZERS.items():
            for batch in BATCHES:
                lowest = dict.fromkeys(LENGTHS, np.inf)
                for rate, records in trained(known[data], setting, batch):
                    if len(records) <= SEEDS / 2:
                        continue
                    for epochs in LENGTHS:
                        halves = [cut(record, epochs) for record in records]
                        told = diagnose(halves)
                        every = [each.name for of_trial in told for each in of_trial or ()]
                        for name in {n for n in every if every.count(n) > len(records) / 2}:
                            claims[name] = claims.get(name, 0) + 1
                            if not went_on(name, records, epochs, lowest[epochs]):
                                case = f"{data} {optimizer} {rate:g} batch {batch}: {epochs} epochs"
                                wrong.setdefault(name, []).append(case)
                        ends = [late(losses_of(each, "train")[1][:epochs]) for each in records]
                        lowest[epochs] = min(lowest[epochs], float(np.median(ends)))
    for name, count in claims.items():
        false = wrong.get(name, [])
        print(f"{name}: {count:,} claims, {len(false)} of them false", *false, sep="\n  ")


if __name__ == "__main__":
    main(sys.argv[1:])
