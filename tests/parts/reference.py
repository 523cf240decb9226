"""The reference cases, and the parts and parameters that they are about."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[1] / "reference"

PARAMETERS = {
    "lr": "learning_rate",
    "eps": "epsilon",
    "gamma": "factor",
    "step_size": "every",
    "min_lr": "minimum",
}
"""PyTorch's name of a parameter, where gdrun's is another."""


def load(name: str) -> Any:
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def parameters(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """A case's arguments in gdrun's words."""
    said: dict[str, Any] = {}
    for key, value in arguments.items():
        if key == "betas":
            said["beta1"], said["beta2"] = value[:2]
        elif key == "threshold_mode":
            said[key] = {"rel": "relative", "abs": "absolute"}[value]
        else:
            said[PARAMETERS.get(key, key)] = value
    return said
