"""Small trainings whose networks are exported, and the held-out rows as a file tells them."""

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

import gdrun
from gdrun.parts.registry import Part, parts
from gdrun.records import Outcome, Record, numbers_of
from tests.parts.contract import described

TASKS = ("two", "three", "number", "count")
"""Columns of ``TABLE``, each a target; the others are left out of the file."""


def table() -> dict[str, list[Any]]:
    """90 rows with gaps in a column of numbers; a category of ``plan`` is so rare that the training
    rows of some split lack it."""
    random = np.random.default_rng(19)
    age, size = random.normal(40, 12, 90), random.lognormal(0, 2, 90)
    plan = random.choice(["a b", "é", "none"], 90).astype("U4")
    plan[[3, 44]] = "rare"
    score = (age - 40) / 12 + np.log(size) / 2 + (plan == "é") + random.normal(0, 0.5, 90)
    return {
        "age": [f"{value:.1f}" for value in age],
        "plan": plan.tolist(),
        "size": ["" if k % 9 == 4 else f"{value:.4g}" for k, value in enumerate(size)],
        "zone": ["xyz"[k % 3] for k in range(90)],
        "kids": [str(value) for value in random.integers(0, 4, 90)],
        "two": ["yes" if value > 0 else "no" for value in score],
        "three": ["low" if v < -0.5 else "mid" if v < 0.5 else "high" for v in score],
        "number": [f"{250 * value + 1000:.2f}" for value in score],
        "count": [str(value) for value in random.poisson(np.exp(score / 2))],
    }


def write_csv(path: Path, target: str, *, header: bool = True, gaps: bool = False) -> None:
    """The table with one of the targets, the last column; perhaps with gaps among texts."""
    columns = {name: each for name, each in table().items() if name not in TASKS or name == target}
    if gaps:
        columns["zone"][5::10] = ["NA"] * 9
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        if header:
            writer.writerow(columns)
        writer.writerows(zip(*columns.values(), strict=True))


def write_npz(path: Path, **more: Any) -> None:
    """60 rows of three columns without names, and two targets."""
    random = np.random.default_rng(7)
    X = random.normal(3, 2, (60, 3))
    y = X[:, :2] * 100 + random.normal(0, 1, (60, 2))
    np.savez(path, X=X, y=y, **more)


SMALL: dict[str, Any] = {
    "model": {
        "hidden": [6, {"units": 5, "normalization": "layer"}],
        "activation": "tanh",
        "dropout": 0.1,
        "weights": {"name": "normal", "variance": 1.0},
        "biases": {"name": "normal", "variance": 1.0},
    },
    "optimizer": {"name": "adam", "learning_rate": 0.05},
    "training": {"epochs": 2},
    "randomness": {"vary": ["init", "split"]},
    "seeds": [3, 5],
}


def _case(data: Mapping[str, Any], **sections: Any) -> dict[str, Any]:
    return {**SMALL, **sections, "data": dict(data)}


def _file(target: str, **more: Any) -> dict[str, Any]:
    return {"source": f"{target}.csv", "missing": "mean", **more}


def _chosen(family: str) -> list[tuple[str, Part]]:
    return [
        (described(name, settings), part(**settings))
        for name, part in parts(family).items()
        for settings in part.valid
        if part.__module__.startswith("gdrun.")
    ]


def _model(**changes: Any) -> dict[str, Any]:
    return {**SMALL["model"], **changes}


CASES: dict[str, dict[str, Any]] = {
    **{
        f"activation {name}": _case(
            {"source": "iris"}, model=_model(activation=part.model_dump(mode="json"))
        )
        for name, part in _chosen("activations")
    },
    **{
        f"normalizer {name}": _case(_file("three", normalize=part.model_dump(mode="json")))
        for name, part in _chosen("normalizers")
    },
    **{
        f"layer {name}": _case(
            {"source": "iris"}, model=_model(hidden=[4, part.model_dump(mode="json"), 3])
        )
        for name, part in _chosen("layers")
    },
    "a linear network": _case(_file("three"), model=_model(hidden=[])),
    "dropout of inputs": _case(_file("two"), model=_model(input={"dropout": 0.2})),
    "layers of their own": _case(
        _file("two"),
        model=_model(
            hidden=[{"units": 4, "activation": "relu"}, {"units": 3, "activation": "elu"}]
        ),
    ),
    "two classes, one output": _case(_file("two")),
    "two classes, two outputs": _case(_file("two"), loss="cross_entropy"),
    "numbers": _case(_file("number")),
    "numbers of minmax": _case(_file("number", normalize_target="minmax")),
    "counts": _case(_file("count", task="regression"), loss="poisson"),
    "dropped rows": _case({"source": "gaps.csv", "missing": "drop"}),
    "columns without names": _case({**_file("two"), "source": "bare.csv"}),
    "several targets": _case({"source": "targets.npz"}),
    "named arrays": _case({"source": "named.npz", "normalize": "l2"}),
    "numbers as classes": _case({"source": "digits"}),
}
"""By name: configs of two seeds, whose splits and so preparations differ."""


def write_files(folder: Path) -> None:
    """What the cases read."""
    for target in TASKS:
        write_csv(folder / f"{target}.csv", target)
    write_csv(folder / "bare.csv", "two", header=False)
    write_csv(folder / "gaps.csv", "two", gaps=True)
    write_npz(folder / "targets.npz")
    write_npz(folder / "named.npz", feature_names=np.array(["a", "b", "c"]))


def trained(name: str, folder: Path, dtype: str = "float64") -> Outcome:
    """A case's outcome, with weights, outputs and documents."""
    config = CASES[name]
    source = config["data"]["source"]
    if (folder / source).exists():
        source = str(folder / source)
    return gdrun.train(
        {
            **config,
            "data": {**config["data"], "source": source},
            "training": {**config["training"], "dtype": dtype},
        }
    )


def held_out(name: str, folder: Path, record: Record) -> dict[str, list[Any]]:
    """The test rows' columns by name, read from the source without gdrun; a gap is NaN."""
    assert record.documents is not None
    said = record.documents.rows.said["test"]
    names = [column["name"] for column in record.documents.preparation.said["columns"]]
    source = CASES[name]["data"]["source"]
    path = folder / source
    if path.suffix == ".csv":
        with path.open(newline="", encoding="utf-8") as file:
            lines = list(csv.reader(file))
        rows = [lines[line - 1] for line in numbers_of(said["lines"])]
        texts = {names[column] for column in (1, 3)}
        return {
            each: [row[place] if each in texts else float(row[place] or "nan") for row in rows]
            for place, each in enumerate(names)
        }
    if not path.exists():
        path = Path(gdrun.__file__).parent / "parts" / "sources" / "datasets" / f"{source}.npz"
    with np.load(path) as arrays:
        X = arrays["X"][numbers_of(said["rows"])]
    return {each: X[:, place].tolist() for place, each in enumerate(names)}
