"""The reference cases, and the parts and parameters that they are about."""

import csv
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent

PARAMETERS = {
    "lr": "learning_rate",
    "alpha": "rho",
    "initial_accumulator_value": "initial_accumulator",
    "b1": "beta1",
    "b2": "beta2",
    "eps": "epsilon",
    "gamma": "factor",
    "step_size": "every",
    "min_lr": "minimum",
    "eta_min": "minimum",
    "total_iters": "epochs",
    "T_max": "epochs",
    "T_0": "first",
    "T_mult": "multiply",
    "start_factor": "start",
    "end_factor": "end",
    "total_steps": "epochs",
    "pct_start": "peak_at",
    "max_lr": "peak",
    "step_size_up": "every",
}
"""PyTorch's name of a parameter, where gdrun's is another."""


def load(name: str) -> Any:
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def write_csv(folder: Path, data: Mapping[str, Any], section: Mapping[str, Any]) -> dict[str, Any]:
    """Writes the inputs, the groups ``who`` if the section says so, and the target as a file.

    Returns:
        The section with this file as its source.
    """
    grouped = "groups" in section
    with (folder / "data.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        inputs = [f"x{i}" for i in range(len(data["X"][0]))]
        writer.writerow([*inputs, *(["who"] if grouped else []), "y"])
        for row, who, y in zip(data["X"], data["who"], data["y"], strict=True):
            group = [who] if grouped else []
            writer.writerow([*row, *group, y if isinstance(y, str) else y[0]])
    return {"source": "data.csv", **section}


def parameters(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """A case's arguments in gdrun's words."""
    said: dict[str, Any] = {}
    for key, value in arguments.items():
        if key == "betas":
            said["beta1"], said["beta2"] = value[:2]
        elif key == "base_lr":
            said["start"] = value / arguments["max_lr"]
        elif key == "cycle_momentum":
            assert value is False
        elif key == "etas":
            said["shrink"], said["grow"] = value
        elif key == "threshold_mode":
            said[key] = {"rel": "relative", "abs": "absolute"}[value]
        else:
            said[PARAMETERS.get(key, key)] = value
    return said
