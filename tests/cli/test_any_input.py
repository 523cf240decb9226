"""Whatever is in a config or in a data file: an answer, never a traceback.

``GDRUN_FUZZ_EXAMPLES`` asks for more examples than a usual run has time for.
"""

import copy
import gzip
import os
import struct
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from gdrun.cli.app import app

EXAMPLES = int(os.environ.get("GDRUN_FUZZ_EXAMPLES", "60"))

BASES: list[dict[str, Any]] = [
    {
        "name": "small",
        "data": {
            "source": "data.csv",
            "target": "y",
            "missing": "drop",
            "split": {"train": 0.6, "validation": 0.2, "test": 0.2},
            "normalize": {"name": "minmax", "low": 0, "high": 1},
        },
        "model": {"hidden": [4], "activation": "tanh", "weights": {"name": "normal", "std": 0.1}},
        "loss": "cross_entropy",
        "penalty": {"l2": 0.001},
        "optimizer": {"name": "sgd", "learning_rate": 0.1, "momentum": 0.9},
        "decay": {"name": "plateau", "patience": 1, "factor": 0.5},
        "training": {"batch_size": 8, "stop": {"monitor": "validation.loss", "patience": 2}},
        "randomness": {"vary": ["init", "order", "split"]},
    },
    {
        "data": {"source": {"name": "linear", "rows": 40, "slope": 2}, "normalize": "robust"},
        "model": {"hidden": []},
        "loss": {"name": "huber", "delta": 1.0},
        "optimizer": {"name": "adam", "weight_decay": 0.1},
        "decay": {"name": "one_cycle", "per": "step"},
        "training": {"batch_size": "full", "dtype": "float64", "clip_norm": 1.0},
    },
    {
        "data": {"source": {"train": "data.npz", "validation": "data.npz"}, "stratify": False},
        "training": {"batch_size": 1, "shuffle": False, "stop": {"loss_change": 0.01}},
    },
    {"data": {"source": {"X": "images.gz", "y": "labels"}, "split": {"train": 20, "test": 5}}},
]
ODD: list[Any] = [
    None,
    True,
    -1,
    0,
    1,
    2,
    0.5,
    1e-320,
    1e308,
    10**15,
    10**20,
    10**400,
    float("nan"),
    float("inf"),
    "",
    "x",
]
ODD += ["none", "adam", "full", [], {}, [0], ["a"], {"name": "relu"}, {"x": 1}, "data.csv", "é\0"]


def _files() -> dict[str, bytes]:
    """Good files of each format; every fourth row of the table lacks nothing but is quoted."""
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(40, 3)).round(3), np.arange(40) % 2
    lines = [
        f'{a},"{b}",{c},{"uv"[i % 2]},{k}'
        for i, ((a, b, c), k) in enumerate(zip(X, y, strict=True))
    ]
    with tempfile.TemporaryFile() as file:
        np.savez(file, X=X, y=y)
        file.seek(0)
        npz = file.read()
    images = struct.pack(">4B3I", 0, 0, 8, 3, 40, 2, 2) + bytes(range(160))
    labels = struct.pack(">4BI", 0, 0, 8, 1, 40) + bytes(y.tolist())
    return {
        "data.csv": ("a,b,c,d,y\n" + "\n".join(lines) + "\n").encode(),
        "data.npz": npz,
        "images.gz": gzip.compress(images, mtime=0),
        "labels": labels,
    }


FILES = _files()
PIECES = [b"", b",", b"\n", b'"', b"\0", b"\xff", b"nan", b"1e999", b"\t", b"x", b"9" * 40, b";"]


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    here = [path] if path else []
    if not isinstance(value, (dict, list)):
        return here
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    return here + [place for key, each in inner for place in _places(each, (*path, key))]


@st.composite
def configs(draw: st.DrawFn) -> str:
    """A good config with up to three places changed, and at times a piece of its text."""
    config = yaml.safe_load(yaml.safe_dump(draw(st.sampled_from(BASES))))
    for _ in range(draw(st.integers(0, 3))):
        places = _places(config)
        if not places:
            break
        *path, last = draw(st.sampled_from(places))
        around = config
        for key in path:
            around = around[key]
        change = draw(st.sampled_from(["replace", "remove", "rename", "wrap"]))
        value = around[last]
        if change == "replace":
            around[last] = copy.deepcopy(draw(st.sampled_from(ODD)))
        elif change == "remove" or isinstance(around, list):
            del around[last]
        elif change == "wrap":
            around[last] = [value]
        else:
            around[draw(st.sampled_from(["name", "path", "epochs", "nmae"]))] = around.pop(last)
    text = yaml.safe_dump(config, sort_keys=False, allow_unicode=True)
    if draw(st.integers(0, 3)) == 0:
        at = draw(st.integers(0, len(text)))
        text = text[:at] + draw(st.text(max_size=3)) + text[at + draw(st.integers(0, 4)) :]
    return text


@st.composite
def files(draw: st.DrawFn) -> dict[str, bytes]:
    """The good files, one of them with up to four pieces replaced, or cut short."""
    changed = dict(FILES)
    name = draw(st.sampled_from(sorted(FILES)))
    content = changed[name]
    for _ in range(draw(st.integers(0, 4))):
        at, length = draw(st.integers(0, len(content))), draw(st.integers(0, 8))
        content = content[:at] + draw(st.sampled_from(PIECES)) + content[at + length :]
    if draw(st.integers(0, 5)) == 0:
        content = content[: draw(st.integers(0, len(content)))]
    return changed | {name: content}


def answer(arguments: list[str]) -> tuple[int, str]:
    """The exit code and all output; an exception that nobody turned into words is raised."""
    result = CliRunner().invoke(app, arguments)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.output


@settings(
    max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), database=None
)
@given(configs(), files(), st.booleans())
def test_any_input_has_an_answer(config: str, written: dict[str, bytes], as_json: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name, content in written.items():
            (Path(folder) / name).write_bytes(content)
        path = Path(folder) / "config.yaml"
        path.write_bytes(config.encode("utf-8", "surrogatepass"))
        short = ["--set", "training.epochs=2", "--seeds", "2", "--no-store"]
        code, output = answer(["train", str(path), *short, *(["--json"] if as_json else [])])
    assert code in (0, 1, 2)
    assert "Traceback" not in output


def test_a_count_beyond_all_measure_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text("data: {source: iris}\ndecay: cosine_warm_restarts\n")
    for key in ("decay.first", "decay.multiply", "decay.warmup", "training.epochs"):
        code, output = answer(["train", str(path), "--no-store", "--set", f"{key}={10**20}"])
        assert code == 2
        assert "2147483647" in output.replace(",", "").replace("\n", "")
