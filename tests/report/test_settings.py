from collections.abc import Mapping
from typing import Any

import pytest

from gdrun.report.tables.settings import settings_lines
from tests.records.outcomes import CONFIG, FACTS


def said(**sections: Any) -> Mapping[str, str]:
    """The lines of the hand-made config with these sections' keys changed."""
    changed = {
        name: {**CONFIG[name], **keys} if isinstance(CONFIG[name], dict) else keys
        for name, keys in sections.items()
    }
    return dict(settings_lines({**CONFIG, **changed}, FACTS, ()))


def test_says_what_matters_and_no_more() -> None:
    assert said() == {
        "data": "digits: 100 train + 20 test rows, 64 inputs, standardize",
        "network": "64-32-10 relu, 2,410 parameters, weights glorot_uniform",
        "loss": "cross_entropy, l2 0.01",
        "optimizer": "sgd (learning_rate 0.1)",
        "training": "5 epochs, batches of 32, float32",
        "seeds": "0 to 2, varying init, order",
    }


@pytest.mark.parametrize(
    ("line", "sections", "words"),
    [
        ("data", {"data": {"normalize_target": {"name": "minmax"}}}, "target minmax"),
        ("data", {"data": {"source": {"name": "npz", "path": "a.npz"}}}, "a.npz: "),
        (
            "data",
            {"data": {"source": {"name": "idx", "X": "images.gz", "y": "labels.gz"}}},
            "images.gz, labels.gz: ",
        ),
        (
            "data",
            {
                "data": {
                    "source": {
                        "train": {"name": "csv", "path": "a.csv"},
                        "validation": None,
                        "test": {"name": "idx", "X": "b", "y": "c"},
                    }
                }
            },
            "a.csv + b, c: ",
        ),
        ("network", {"model": {"hidden": []}}, "64-10, "),
        ("network", {"model": {"biases": {"name": "file", "path": "b"}}}, "biases file (path b)"),
        ("optimizer", {"optimizer": {"momentum": 0.9}}, "momentum 0.9"),
        ("decay", {"decay": {"warmup": 5}}, "none (warmup 5)"),
        ("decay", {"decay": {"name": "step", "every": 3, "per": "step"}}, "every 3, per step"),
        ("training", {"training": {"batch_size": "full"}}, "full batch"),
        ("training", {"training": {"batch_size": 100}}, "full batch"),
        ("training", {"training": {"batch_size": 99}}, "batches of 99"),
        ("decay", {"decay": {"name": "plateau", "mode": "max"}}, "plateau (mode max)"),
        ("decay", {"decay": {"name": "cyclic", "mode": "triangular2"}}, "(mode triangular2)"),
        ("training", {"training": {"shuffle": False}}, "not shuffled"),
        ("training", {"training": {"clip_norm": 2.0}}, "clip_norm 2"),
        ("training", {"training": {"stop": {"loss_below": 0.0}}}, "until loss_below 0"),
        (
            "training",
            {"training": {"stop": {"monitor": "validation.loss", "patience": 1}}},
            "stops on validation.loss after 1 epoch",
        ),
        ("seeds", {"seeds": 1}, "0, varying"),
        ("seeds", {"seeds": (3, 1, 4)}, "3, 1, 4, varying"),
        ("seeds", {"seeds": tuple(range(1, 101))}, "8 … (100 of them)"),
        ("seeds", {"seeds": (0, 1, 2, 3)}, "0 to 3, varying"),
        ("seeds", {"randomness": {"vary": []}}, "nothing"),
        (
            "seeds",
            {"data": {"split": {"folds": 3, "validation": 0.2}}, "seeds": 6},
            "0 to 5: 3 folds, 2 repetitions, varying init, order",
        ),
        (
            "seeds",
            {"data": {"split": {"folds": 3}}, "randomness": {"vary": ["split"]}},
            "0 to 2: 3 folds, 1 repetition, varying nothing else",
        ),
        (
            "seeds",
            {"data": {"split": {"folds": 2}}, "seeds": (4, 5, 0, 1)},
            "4, 5, 0, 1: 2 folds, 2 repetitions",
        ),
        (
            "seeds",
            {"randomness": {"vary": ["split", "init"], "seeds_per_split": 2}},
            "varying split (2 seeds each), init",
        ),
        ("seeds", {"randomness": {"vary": ["init"], "offsets": {"order": 7}}}, "init, order + 7"),
        ("data", {"data": {"groups": "patient"}}, "rows of one patient together"),
    ],
    ids=str,
)
def test_says_what_is_set(line: str, sections: dict[str, Any], words: str) -> None:
    assert words in said(**sections)[line]
