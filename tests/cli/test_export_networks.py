"""Networks are written from the store, for NumPy and as ONNX."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import pytest

from tests.cli.commands import gdrun
from tests.cli.storing import document, run


def metadata(path: Path) -> dict[str, str]:
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    found: dict[str, str] = session.get_modelmeta().custom_metadata_map
    return found


def best_seed(trials: list[Any], metric: str, sign: int) -> int:
    """By the metric on validation rows, and of equally good ones the smallest."""
    ranked = sorted(
        (-sign * trial["metrics"]["validation"][metric], trial["seed"]) for trial in trials
    )
    return int(ranked[0][1])


def test_networks_are_those_of_the_seeds_that_are_asked_for(here: Path) -> None:
    found = document(here, "train")
    trials = found["variants"][0]["trials"]
    run(here, "export", "--format", "model", "-o", here / "m.npz")
    with np.load(here / "m.npz", allow_pickle=False) as arrays:
        assert arrays["seeds"].tolist() == [0, 1, 2, 3]
        assert arrays["W0"].shape == (4, 4, 3)
    run(here, "export", "--format", "model", "--seed", "2", "--force", "-o", here / "m.npz")
    with np.load(here / "m.npz", allow_pickle=False) as arrays:
        assert arrays["seeds"].tolist() == [2]
        assert json.loads(str(arrays["preparation"][0]))["normalizer"]["name"] == "minmax"
    run(here, "export", "-o", here / "n.onnx")
    about = metadata(here / "n.onnx")
    assert about["seed"] == str(best_seed(trials, "accuracy", 1))
    assert about["experiment"] == "small"
    again = (here / "n.onnx").read_bytes()
    run(here, "export", "--force", "-o", here / "n.onnx")
    assert (here / "n.onnx").read_bytes() == again
    run(here, "export", "--seed", "3", "--force", "-o", here / "n.onnx")
    assert metadata(here / "n.onnx")["seed"] == "3"


def test_of_a_sweep_one_variant_is_named_and_the_best_is_by_its_metric(here: Path) -> None:
    over = ("--over", "model.hidden=[3],[4]", "--metric", "loss", "--keep-weights", "all")
    found = document(here, "sweep", *over)
    said = run(here, "export", "-o", here / "n.onnx", code=2)
    assert "name one of its variants" in said
    assert not (here / "n.onnx").exists()
    for number, variant in enumerate(found["variants"], start=1):
        run(here, "export", f"last:{number}", "--force", "-o", here / "n.onnx")
        about = metadata(here / "n.onnx")
        assert about["variant"] == variant["name"]
        assert about["seed"] == str(best_seed(variant["trials"], "loss", -1))


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--format", "onnx"), "needs a file"),
        (("--format", "model"), "needs a file"),
        (("--seed", "best"), "--seed is for networks"),
        (("--seed", "9", "-o", "n.onnx"), "no weights were kept of this seed"),
        (("--seed", "all", "-o", "n.onnx"), "onnx takes best or a seed"),
    ],
)
def test_what_cannot_be_is_told(here: Path, arguments: tuple[str, ...], says: str) -> None:
    document(here, "train")
    assert says in run(here, "export", *arguments, code=2)


def test_without_weights_there_is_a_way_out(here: Path) -> None:
    document(here, "train", "--keep-weights", "none")
    assert "--keep-weights all" in run(here, "export", "-o", here / "n.onnx", code=2)


def test_outputs_need_not_be_kept(here: Path) -> None:
    document(here, "train", "--keep-outputs", "none")
    run(here, "export", "-o", here / "n.onnx")


def test_a_part_of_ones_own_is_no_graph(here: Path) -> None:
    (here / "mine.py").write_text(
        "from typing import Literal\n"
        "from gdrun.parts.activations import Relu\n\n\n"
        "class Mine(Relu):\n"
        '    """a = max(0, z). Somebody, 2025."""\n\n'
        '    name: Literal["mine"] = "mine"\n'
    )
    config = here / "small.yaml"
    config.write_text(f"parts: [mine.py]\n{config.read_text().replace('tanh', 'mine')}")
    document(here, "train")
    assert "`mine`, one of the activations" in run(here, "export", "-o", here / "n.onnx", code=2)
    run(here, "export", "--format", "model", "-o", here / "m.npz")
    with np.load(here / "m.npz") as arrays:
        assert '{"name": "mine"}' in str(arrays["network"])


def test_the_help_tells_of_both() -> None:
    told = " ".join(gdrun("export", "--help").stdout.split())
    assert "model: weights, and all that is needed to use them" in told
    assert "onnx: one network, from columns to predictions" in told
    assert "--seed" in told
