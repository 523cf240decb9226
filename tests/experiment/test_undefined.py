"""What cannot be watched or shown is said, and not passed over."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import gdrun
from gdrun.errors import PartError


def one_class(folder: Path, **training: Any) -> dict[str, Any]:
    """Two classes to learn, of which the validation rows have one."""
    rng = np.random.default_rng(0)
    for name, y in (("train", np.arange(20) % 2), ("validation", np.ones(6, int))):
        np.savez(folder / f"{name}.npz", X=rng.normal(size=(len(y), 3)), y=y)
    source = {name: str(folder / f"{name}.npz") for name in ("train", "validation")}
    return {"data": {"source": source}, "training": {"epochs": 9, **training}, "seeds": 2}


def test_what_was_watched_and_never_defined_is_told(tmp_path: Path) -> None:
    stop = {"monitor": "validation.roc_auc", "patience": 2}
    config = one_class(tmp_path, stop=stop)
    config["decay"] = {"name": "plateau", "monitor": "validation.roc_auc"}
    notes = " ".join(gdrun.train(config).notes)
    assert "training.stop.monitor: validation.roc_auc is not defined for these rows" in notes
    assert "decay.monitor: validation.roc_auc is not defined" in notes
    stop["monitor"] = "validation.accuracy"
    del config["decay"]
    assert "not defined" not in " ".join(gdrun.train(config).notes)


def test_a_metric_that_suits_no_such_task_cannot_be_watched(tmp_path: Path) -> None:
    config = one_class(tmp_path, stop={"monitor": "validation.top_3"})
    with pytest.raises(PartError, match=r"validation\.top_3"):
        gdrun.train(config)
