"""What is said of --until, over records made by hand."""

import math
from pathlib import Path
from typing import get_args, get_type_hints

import pytest

from gdrun.cli.options import Trials
from gdrun.config import load_config
from gdrun.errors import PartError
from gdrun.experiment.plan import Plan, plan_training, with_seeds
from gdrun.experiment.until import Until, check_until, grown, what_it_took
from gdrun.records import Record, Status, Variant
from gdrun.statistics import FIRST_SEEDS, Precision
from tests.records.outcomes import outcome, record

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
    first, *more = what_it_took(plan(tmp_path), outcome(), records(number), "accuracy", until)
    assert first.startswith(says)
    # What is said of intervals that were waited for is for those alone.
    assert any("94%" in line for line in more) is ("were enough for" in first)


@pytest.mark.parametrize(
    ("seeds", "max_seeds", "refused"),
    [(3, 2, True), (3, 14, True), (3, 15, False), (30, 29, True), (30, 30, False)],
)
def test_limits_within_which_nothing_can_be_reached_are_refused(
    tmp_path: Path, seeds: int, max_seeds: int, refused: bool
) -> None:
    asked = with_seeds(plan(tmp_path), {"toy": tuple(range(seeds))})
    if not refused:
        check_until(Until(WIDE, max_seeds), asked)
        return
    with pytest.raises(PartError, match=f"--max-seeds {max_seeds}"):
        check_until(Until(WIDE, max_seeds), asked)


def test_the_options_tell_the_least_number_of_seeds() -> None:
    options = get_type_hints(Trials, include_extras=True)
    for name in ("until", "max_seeds"):
        (told,) = get_args(options[name])[1:]
        assert f"{FIRST_SEEDS}" in told.help


def test_seeds_that_agree_are_not_enough(tmp_path: Path) -> None:
    alike = [record(seed, 1.0) for seed in range(30)]
    (told,) = what_it_took(plan(tmp_path), outcome(), alike, "accuracy", Until(WIDE))
    assert told.startswith("30 seeds have all the same accuracy")


def test_seeds_that_diverged_are_told(tmp_path: Path) -> None:
    none = [record(seed, math.nan, Status.DIVERGED) for seed in range(20)]
    (told,) = what_it_took(plan(tmp_path), outcome(), none, "accuracy", Until(WIDE))
    assert told == "all 20 seeds diverged, so there is no accuracy to narrow down"
    some = [*records(20)[:16], *none[16:]]
    told, *_ = what_it_took(plan(tmp_path), outcome(), some, "accuracy", Until(WIDE))
    assert told.startswith("20 seeds, of which 4 diverged, were enough for ±1")


def test_trials_that_share_rows_are_judged_by_the_wider_interval(tmp_path: Path) -> None:
    """20 of 100 rows are tested: half-widths of 0.0024 and 0.0055."""
    until = Until(Precision(0.004))
    for vary, enough in (("[split, init]", False), ("[init]", True)):
        asked = plan(tmp_path, vary)
        config = asked.variants[0].config.resolved()
        found = outcome(variants=(Variant("toy", {}, config),))
        told, *_ = what_it_took(asked, found, records(20), "accuracy", until)
        assert told.startswith("20 seeds were enough") is enough
        assert (grown(asked, found, records(20), "accuracy", until).trials > 20) is not enough
