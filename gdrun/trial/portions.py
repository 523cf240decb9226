"""The portions of the data as the loop is shown them, with how much their rows count."""

import math

import numpy as np
from numpy.typing import NDArray

from gdrun.config import Config
from gdrun.data import Dataset
from gdrun.data import Portion as DataPortion
from gdrun.data.weights import class_weights
from gdrun.engine.layers.examples import Portion
from gdrun.engine.loop.problem import Data
from gdrun.errors import PartError

LARGE = 40
"""Weights from 2 to the minus this to 2 to the plus this are used as they are."""


def make_portions(config: Config, dataset: Dataset) -> Data:
    """The portions; the rows of those that are not trained on have weights only where asked.

    Raises:
        PartError: If the weights do not suit the data, or nothing counts in a portion.
    """
    training = config.training
    if training.class_weights is not None and dataset.task == "regression":
        raise PartError("training.class_weights: the target is numbers, and has no classes")
    weighed = training.class_weights is not None or dataset.train.weights is not None
    if training.weighted_metrics and not weighed:
        raise PartError(
            "training.weighted_metrics: all rows count alike; add `data.weights` or "
            "`training.class_weights`"
        )
    there = {"train": dataset.train, "validation": dataset.validation, "test": dataset.test}
    nothing = Portion(inputs=dataset.train.inputs[:0], targets=dataset.train.targets[:0])
    made = dict.fromkeys(there, nothing)
    for name, portion in there.items():
        if portion is not None:
            made[name] = Portion(inputs=portion.inputs, targets=portion.targets)
            if weighed and (name == "train" or training.weighted_metrics):
                weights = _row_weights(config, dataset, portion, name)
                made[name] = made[name]._replace(weights=weights)
    return Data(**made)


def _row_weights(
    config: Config, dataset: Dataset, portion: DataPortion, name: str
) -> NDArray[np.float64]:
    said, weights = config.training.class_weights, portion.weights
    if weights is None:
        weights = np.ones(len(portion.targets))
    if said is not None:
        of_class = class_weights(said, dataset.train.targets, dataset.class_names)
        weights = weights * of_class[portion.targets[:, 0].astype(np.intp)]
    if not weights.sum() > 0:
        called = "training" if name == "train" else name
        raise PartError(f"no {called} row counts in the loss: all their weights are 0")
    # Only ratios matter. Weights that float32 cannot hold are brought to about 1, exactly.
    largest = float(weights.max())
    if not 2.0**-LARGE <= largest <= 2.0**LARGE:
        weights = np.ldexp(weights, -math.frexp(largest)[1])
    weights.flags.writeable = False
    return weights
