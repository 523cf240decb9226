"""Small networks for pictures, and what they were trained on."""

from pathlib import Path
from typing import Any

from gdrun.config import parse_config
from gdrun.trial.binding import Binding
from gdrun.trial.data_of_seeds import Datasets, make_bindings
from gdrun.trial.kernels import load_training_loop
from gdrun.trial.training import Loop

LINE: dict[str, Any] = {
    "name": "line",
    "data": {
        "source": {"name": "linear", "rows": 40, "noise": 0.3},
        "normalize": "none",
        "normalize_target": "none",
    },
    "model": {"hidden": []},
    "loss": "mse",
    "penalty": {"l1": 0.03, "l2": 0.2},
    "optimizer": {"name": "sgd", "learning_rate": 0.3},
    "training": {"epochs": 12, "batch_size": "full", "dtype": "float64"},
    "seeds": 2,
}
"""Linear regression: a slope and an intercept."""

MOONS: dict[str, Any] = {
    "name": "moons",
    "data": {"source": {"name": "moons", "rows": 60}},
    "model": {"hidden": [3], "activation": "tanh"},
    "training": {"epochs": 6, "batch_size": 20, "dtype": "float64"},
    "seeds": 2,
}
"""Two inputs, two classes, and 13 parameters."""


def binding_for(said: dict[str, Any], seed: int = 0, **changes: Any) -> Binding:
    """What a config trains with a seed; changes are of whole sections."""
    config = parse_config({**said, **changes}, Path(), "small")
    return make_bindings(config, seed, Datasets()).of(seed)


def loop_of(binding: Binding) -> Loop:
    """Compiled, or from the cache."""
    return load_training_loop(binding.config.training.dtype, lambda _: None)
