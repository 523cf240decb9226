"""What fresh seeds say of variants that others chose."""

import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest
from rich.console import Console

from gdrun.evidence.confirmation import Confirmation, best_of_groups, confirm
from gdrun.evidence.ranking import Ranking, rank_variants
from gdrun.records import Outcome
from gdrun.report.tables.confirmation import print_confirmation
from gdrun.statistics import About, Verdict
from tests.evidence.sweeps import FAILED, GOOD, NAN, POOR
from tests.records.outcomes import outcome, swept

Values = Mapping[str, Sequence[float]]
FRESH = range(20, 32)


def ranked(values: Values) -> Ranking:
    found = rank_variants(swept(values), "accuracy")
    assert found is not None
    return found


def fresh(values: Values) -> Outcome:
    """At other seeds."""
    return swept({name: dict(zip(FRESH, each, strict=False)) for name, each in values.items()})


def confirmed(
    before: Values, after: Values, groups: Mapping[str, Sequence[str]] | None = None
) -> Confirmation:
    return confirm(ranked(before), fresh(after), About.SEEDS, groups)


def printed(found: Confirmation) -> str:
    console = Console(file=io.StringIO(), width=200)
    print_confirmation(found, console)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_the_fresh_seeds_decide_and_not_those_that_chose() -> None:
    found = confirmed({"a": GOOD, "b": POOR}, {"a": POOR, "b": GOOD})
    assert [each.variant.name for each in found.variants] == ["b", "a"]
    assert [each.may_be_best for each in found.variants] == [True, False]
    best = found.variants[0]
    assert best.summary is not None
    assert best.summary.mean == pytest.approx(math.fsum(GOOD) / 12)
    assert best.chosen_by is not None
    assert best.chosen_by.mean == pytest.approx(math.fsum(POOR) / 12)
    compared = found.comparisons[0][1]
    assert compared is not None
    assert compared.verdict is Verdict.BETTER
    back = found.comparisons[1][0]
    assert back is not None
    assert back.verdict is Verdict.WORSE
    assert found.metric == "test.accuracy"
    assert "Only b may be the best." in printed(found)


def test_one_variant_has_nothing_to_be_compared_with() -> None:
    found = confirmed({"a": GOOD, "b": POOR}, {"a": GOOD})
    (only,) = found.variants
    assert only.may_be_best
    assert only.settings == 2
    assert found.comparisons == ()
    text = printed(found)
    assert "12 fresh seeds, 20 to 31" in text
    assert "≈" not in text
    assert "may be the best." not in text


def test_seeds_that_diverge_are_told_and_count_against_a_variant() -> None:
    after = {"a": [*GOOD[:4], *[NAN] * 8], "b": POOR}
    found = confirmed({"a": GOOD, "b": POOR}, after, {"1": ["a"], "2": ["b"]})
    assert [each.variant.name for each in found.variants] == ["b", "a"]
    rates = {each.variant.name: each.divergence for each in found.variants}
    assert rates["a"] is not None
    assert (rates["a"].count, rates["a"].n) == (8, 12)
    compared = found.comparisons[0][1]
    assert compared is not None
    # 8 seeds lost to 4 won is no verdict of a sign test.
    assert compared.verdict is Verdict.UNDECIDED
    text = printed(found)
    assert "a diverged with 8 of 12" in text
    assert "b diverged" not in text
    every = confirmed({"a": GOOD, "b": POOR}, {"a": [NAN] * 12, "b": POOR})
    assert [each.summary is None for each in every.variants] == [False, True]
    decided = every.comparisons[0][1]
    assert decided is not None
    assert decided.verdict is Verdict.BETTER
    assert "–" in printed(every)


def test_trials_that_failed_are_no_evidence() -> None:
    found = confirmed({"a": GOOD, "b": POOR}, {"a": [*GOOD[:6], *[FAILED] * 6], "b": POOR})
    compared = found.comparisons[0][1]
    assert compared is not None
    assert compared.n == 6
    nothing = confirm(ranked({"a": GOOD, "b": POOR}), outcome(variants=fresh({"a": []}).variants))
    assert [each.summary for each in nothing.variants] == [None]
    assert "Not confirmed: no trial with a fresh seed was finished." in printed(nothing)


def test_groups_have_the_best_of_each_first() -> None:
    before = swept({"x": POOR, "y": GOOD, "z": [each - 0.1 for each in GOOD]})
    rates = {"x": 0.1, "y": 0.2, "z": 0.2}
    variants = [replace(each, parameters={"rate": rates[each.name]}) for each in before.variants]
    ranking = rank_variants(replace(before, variants=tuple(variants)), "accuracy")
    assert ranking is not None
    groups, best = best_of_groups(ranking, "rate")
    assert groups == {"0.2": ["y", "z"], "0.1": ["x"]}
    assert best == ["y", "x"]
    found = confirm(ranking, fresh({"x": POOR, "y": GOOD}), About.SEEDS, groups)
    assert [(each.variant.name, each.group, each.settings) for each in found.variants] == [
        ("y", "0.2", 2),
        ("x", "0.1", 1),
    ]
    assert any(note.startswith("The groups had 1 to 2 settings") for note in found.notes)
    text = printed(found)
    assert "y (best of 2) is better than x (best of 1) on test accuracy: +" in text
