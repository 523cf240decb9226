"""What is said of --until, over records made by hand."""

from pathlib import Path

import pytest

from gdrun.config import load_config
from gdrun.experiment.growing import Until, what_it_took
from gdrun.experiment.plan import Plan, plan_training
from gdrun.records import Record
from gdrun.statistics import FIRST_SEEDS, Precision
from tests.report.outcomes import record

WIDE, NARROW = Precision(1.0), Precision(1e-6)


def plan(folder: Path, vary: str = "[init]") -> Plan:
    path = folder / "toy.yaml"
    path.write_text(f"data: {{source: iris}}\nrandomness: {{vary: {vary}}}\n")
    return plan_training(load_config(path))


def records(number: int) -> list[Record]:
    return [record(seed, 0.9 + 0.01 * (seed % 2)) for seed in range(number)]


@pytest.mark.parametrize(
    ("number", "precision", "says"),
    [
        (5, WIDE, "5 seeds tell too little"),
        (FIRST_SEEDS - 1, WIDE, f"{FIRST_SEEDS - 1} seeds tell too little"),
        (FIRST_SEEDS, WIDE, f"{FIRST_SEEDS} seeds were enough"),
        (FIRST_SEEDS, NARROW, f"{FIRST_SEEDS} seeds were not enough"),
    ],
)
def test_too_few_seeds_are_never_said_to_be_enough(
    tmp_path: Path, number: int, precision: Precision, says: str
) -> None:
    until = Until(precision, max_seeds=max(number, 2))
    first, *_ = what_it_took(plan(tmp_path), records(number), "accuracy", until)
    assert first.startswith(says)


def test_trials_that_share_rows_are_said_not_to_be_independent(tmp_path: Path) -> None:
    for vary, said in (("[split]", True), ("[split, init]", False)):
        told = what_it_took(plan(tmp_path, vary), records(20), "accuracy", Until(WIDE))
        assert any("share rows" in line for line in told) is said
