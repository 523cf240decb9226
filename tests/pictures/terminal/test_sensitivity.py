"""Sweeps made by hand over a learning rate, as a terminal shows them."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from gdrun.evidence.ranking import rank_variants
from gdrun.pictures.terminal.drawn import drawn_sensitivity
from gdrun.records import Outcome
from tests.records.outcomes import swept

NAN = math.nan


def sweep(found: Mapping[tuple[Any, ...], Sequence[float]], *keys: str) -> Outcome:
    """A sweep with the accuracies that belong to values of these keys."""
    names = {"-".join(map(str, values)): values for values in found}
    made = swept({name: found[values] for name, values in names.items()})
    parameters = {name: dict(zip(keys, values, strict=True)) for name, values in names.items()}
    variants = [replace(each, parameters=parameters[each.name]) for each in made.variants]
    metrics = [replace(each, highest=1.0 if each.primary else None) for each in made.metrics]
    return replace(made, variants=tuple(variants), metrics=tuple(metrics))


def seen(outcome: Outcome, width: int = 40) -> list[str]:
    ranking = rank_variants(outcome, "accuracy")
    assert ranking is not None
    return [line.plain.rstrip() for line in drawn_sensitivity(outcome, ranking, width)]


RATES = sweep({(0.01,): [0.2], (0.1,): [0.6], (1.0,): [0.4], (10.0,): [NAN]}, "learning_rate")


def test_the_learning_rates_story() -> None:
    """It rises, falls, and diverges at last."""
    assert seen(RATES, 50) == [
        "validation accuracy over learning rate  █ diverged",
        "0.6 ┤              ⢀o⠤⣀",
        "    │            ⢀⠔⠁   ⠉⠢⢄⡀",
        "    │          ⢀⠔⠁        ⠈⠑⠢⢄⡀",
        "0.4 ┤        ⢀⠔⠁              ⠈⠑⠢⢄o",
        "    │      ⢀⠔⠁",
        "    │    ⢀⠔⠁",
        "    │  ⢀⠔⠁",
        "0.2 ┤ o⠃",
        "    └─┬─────────────┬─────────────┬─────────────┬─",
        "    0.01           0.1            1            10",
        "  o   ·             ·             ·             █",
    ]


def test_lines_of_several_optimizers_have_marks_and_feet_of_their_own() -> None:
    found = {
        ("sgd", 0.01): [0.2, 0.3], ("sgd", 0.1): [0.5, 0.6], ("sgd", 1): [0.6, 0.4],
        ("adam", 0.01): [0.7, 0.8], ("adam", 0.1): [0.5, 0.4], ("adam", 1): [0.4, NAN],
    }  # fmt: skip
    lines = seen(sweep(found, "optimizer", "learning_rate"), 60)
    assert lines[0].startswith("validation accuracy over learning rate  o⠒⠒⠒ sgd  x⠒⠒  adam")
    assert lines[1].startswith("█ diverged")
    drawn = "".join(lines[2:-1])
    assert drawn.count("o") == drawn.count("x") == 3
    assert lines[-1].split() == ["x", "·", "·", "▄"]


def test_a_line_is_broken_where_every_seed_diverged() -> None:
    found = {(0.01,): [0.5], (0.1,): [NAN], (1.0,): [0.5], (10.0,): [0.5]}
    (line,) = (line for line in seen(sweep(found, "learning_rate")) if "o" in line and "┤" in line)
    first, second, third = (place for place, letter in enumerate(line) if letter == "o")
    assert not line[first + 1 : second].strip()
    assert " " not in line[second + 1 : third]


def test_shares_of_which_the_best_are_good_have_an_axis_by_what_is_missing() -> None:
    found = {(0.01,): [0.2], (0.1,): [0.97], (1.0,): [0.95]}
    labels = [line.split("┤")[0].strip() for line in seen(sweep(found, "rate")) if "┤" in line]
    assert labels == ["0.95", "0.8", "0.5"]


@pytest.mark.parametrize("width", [30, 80])
def test_many_lines_and_values_stay_within_the_window(width: int) -> None:
    found = {
        (f"an optimizer with a very long name {name}", rate): [0.5, NAN if rate > 20 else 0.6]
        for name in range(8)
        for rate in range(1, 26)
    }
    lines = seen(sweep(found, "optimizer", "learning_rate"), width)
    assert max(map(len, lines)) <= width
    assert all(f"{mark}⠒" in "".join(lines) or f"{mark}⠂" in "".join(lines) for mark in "oxv+#*@%")


@pytest.mark.parametrize(
    ("found", "keys"),
    [
        ({("relu",): [0.5], ("tanh",): [0.6]}, ["activation"]),
        ({(name, rate): [0.5] for name in range(9) for rate in range(10)}, ["a", "b"]),
    ],
)
def test_of_a_sweep_over_anything_else_nothing_is_drawn(
    found: Mapping[tuple[Any, ...], Sequence[float]], keys: Sequence[str]
) -> None:
    assert seen(sweep(found, *keys)) == []
