"""Comparisons of outcomes made by hand, against SciPy and by what is printed of them."""

import io
import math
from dataclasses import replace

import numpy as np
import pytest
import scipy.stats
from rich.console import Console

from gdrun.errors import StoreError
from gdrun.evidence import pairwise
from gdrun.evidence.comparability import Candidate
from gdrun.evidence.pairwise import (
    PairwiseComparisons,
    compare_pairwise,
)
from gdrun.records import LOSS, Measured
from gdrun.report.json.comparison import comparison_document
from gdrun.report.tables.comparison import MOST_IN_MATRIX, print_comparison
from gdrun.statistics import Comparison, multiple
from tests.evidence.sweeps import FAILED, GOOD, NAN, POOR, compared, only_split, stats_t
from tests.records.outcomes import METRICS, swept


def first(found: PairwiseComparisons) -> Comparison:
    return found.comparisons[0, 1]


def printed(found: PairwiseComparisons) -> str:
    stream = io.StringIO()
    print_comparison(found, Console(file=stream, width=200))
    return stream.getvalue()


def test_the_overlap_is_that_of_the_part_compared() -> None:
    split = only_split({"train": 0.5, "validation": 0.1, "test": 0.4})
    outcome = swept({"a": GOOD, "b": POOR}, configs={"a": split, "b": split}, facts=None)
    differences = np.array(GOOD) - np.array(POOR)
    for metric, ratio in (("test.accuracy", 0.8), ("accuracy", 0.2)):
        half = stats_t(11) * differences.std(ddof=1) * math.sqrt(1 / 12 + ratio)
        mean = differences.mean()
        assert first(compared(outcome, metric)).ci95 == pytest.approx((mean - half, mean + half))
    # Of the rows that are trained on there is nothing to be told but of other seeds.
    trained = compared(outcome, "train.accuracy")
    half = stats_t(11) * differences.std(ddof=1) / math.sqrt(12)
    assert first(trained).ci95 == pytest.approx((mean - half, mean + half))
    assert "About seeds alone (12 seeds)" in printed(trained)
    assert comparison_document(trained)["warnings"] == []


def test_the_overlap_counts_without_a_validation_part_and_for_other_seeds() -> None:
    split = only_split({"train": 60, "validation": 0, "test": 30})
    other = dict(enumerate(POOR, start=100))
    outcome = swept({"a": GOOD, "b": other}, configs={"a": split, "b": split}, facts=None)
    found = first(compared(outcome, "test.accuracy"))
    errors = [np.var(each, ddof=1) * (1 / 12 + 0.5) for each in (GOOD, POOR)]
    freedom = sum(errors) ** 2 / sum(error**2 / 11 for error in errors)
    t = (np.mean(GOOD) - np.mean(POOR)) / math.sqrt(sum(errors))
    assert found.p_value == pytest.approx(2 * scipy.stats.t.sf(t, freedom))


def test_losses_of_different_kinds_are_refused() -> None:
    losses = {"a": {"loss": {"name": "mse"}}, "b": {"loss": {"name": "mae"}}}
    outcome = swept({"a": GOOD, "b": POOR}, configs=losses)
    for force in (False, True):
        with pytest.raises(StoreError, match="different losses"):
            compared(outcome, "test.loss", force=force)
    assert first(compared(outcome, "accuracy")).n == 12


def test_failed_trials_are_left_out_and_counted() -> None:
    found = compared(swept({"a": GOOD, "b": [*POOR[:9], FAILED, FAILED, NAN]}))
    assert (first(found).n, first(found).left_out, found.failed) == (9, 1, (0, 2))
    assert "2 trials failed, and are left out" in printed(found)
    assert comparison_document(found)["variants"][1]["failed"] == 2


def test_of_several_each_pair_is_compared_over_its_own_seeds() -> None:
    found = compared(swept({"a": GOOD, "b": POOR, "c": POOR[:5]}))
    assert first(found).p_value == pytest.approx(scipy.stats.ttest_rel(GOOD, POOR).pvalue)
    assert "5 to 12 shared seeds" in printed(found)
    with pytest.raises(StoreError, match="b and c share 1"):
        compared(swept({"a": GOOD, "b": dict(enumerate(POOR[:4])), "c": {3: 0.5, 11: 0.5}}))


def test_many_are_listed_and_not_in_a_matrix() -> None:
    values = {f"v{i}": [x - i / 100 for x in GOOD[i:] + GOOD[:i]] for i in range(12)}
    assert len(values) == MOST_IN_MATRIX
    assert "Row minus column" in printed(compared(swept(values)))
    text = printed(compared(swept({"poor": POOR, **values})))
    assert "Row minus column" not in text
    rows = [line.split() for line in text.splitlines()[2:15]]
    assert [row[:2] for row in rows[:2]] == [["2", "v0"], ["3", "v1"]]
    assert rows[-1][:2] == ["1", "poor"]
    assert rows[-1][-1] == "-"


def test_one_seed_is_too_few_to_compare_many() -> None:
    outcome = swept({"a": GOOD, "b": POOR[:1], "c": POOR[:1]})
    with pytest.raises(StoreError) as refused:
        compared(outcome)
    told = str(refused.value)
    assert told.startswith("b, c have one seed")
    assert "train with more --seeds" in told
    assert "same --seeds" not in told


def test_of_very_many_each_is_compared_with_the_best(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pairwise, "MOST_IN_HOLM", 3)
    monkeypatch.setattr(multiple, "MOST_IN_HOLM", 3)
    values = {"a": POOR, "b": GOOD, "c": [x - 0.1 for x in GOOD], "d": [x - 0.2 for x in POOR]}
    found = compared(swept(values))
    assert found.order == (1, 2, 0, 3)
    assert set(found.comparisons) == {(i, 1) for i in (0, 2, 3)} | {(1, i) for i in (0, 2, 3)}
    one = found.comparisons[0, 1]
    assert one.p_adjusted == pytest.approx(min(1, 6 * scipy.stats.ttest_rel(POOR, GOOD).pvalue))
    assert comparison_document(found)["correction"] == "Bonferroni over all pairs"


def test_the_list_begins_with_the_best_and_not_with_the_lucky() -> None:
    many = {f"v{i}": [x - i / 100 for x in GOOD] for i in range(13)}
    found = compared(swept({"lucky": [*(x + 0.5 for x in GOOD[:6]), *[NAN] * 6], **many}))
    assert found.order[0] == 1
    assert found.order[-1] == 0


def test_a_variant_without_a_trial_is_sent_to_its_command() -> None:
    for outcome in (swept({"a": GOOD, "b": {}}), swept({"a": GOOD, "b": [FAILED, FAILED]})):
        with pytest.raises(StoreError, match="b has no trial that ended: run its command again"):
            compared(outcome)


def test_a_variant_named_twice_is_refused() -> None:
    outcome = swept({"a": GOOD, "b": POOR})
    named = [Candidate(outcome, outcome.variants[i], "ab"[i]) for i in (0, 1, 1)]
    with pytest.raises(StoreError, match="b is named twice"):
        compare_pairwise(named, None, force=False)


def test_how_often_each_diverged_is_told_and_tested() -> None:
    found = compared(swept({"a": [*GOOD[:8], *[NAN] * 4], "b": POOR}))
    text = " ".join(printed(found).split())
    assert "4 (33%)" in text
    assert "Diverged: A 4 of 12, 33% (95% interval 10 … 65%), B 0 of 12, 0%" in text
    assert "p = 0.12" in text  # 2 / 2⁴
    assert found.diverged[0].share == 4 / 12
    document = comparison_document(found)
    assert document["variants"][0]["divergence"]["count"] == 4
    there, back = document["comparisons"]
    assert there["divergence"]["p_value"] == pytest.approx(0.125)
    assert back["divergence"]["b"]["count"] == 4


def test_a_contradiction_is_said() -> None:
    skewed = [x + 2.0 for x in GOOD[:5]] + [x - 0.01 for x in GOOD[5:]]
    b = [GOOD[i] for i in range(12)]
    found = compared(swept({"a": skewed, "b": b}))
    assert first(found).p_value < 0.05
    assert first(found).probability_better < 0.5
    assert "Undecided on validation accuracy, the primary metric: the diff" in printed(found)


def test_only_the_metric_must_be_in_common() -> None:
    a, b = swept({"a": GOOD}), swept({"b": POOR}, metrics=(*METRICS, Measured("mine")))
    candidates = [Candidate(each, each.variants[0], each.variants[0].name) for each in (a, b)]
    assert compare_pairwise(candidates, None, force=False).metric == "validation.accuracy"
    with pytest.raises(StoreError, match="no metric `mine` in toy; there are loss, accuracy, brie"):
        compare_pairwise(candidates, "mine", force=False)
    with pytest.raises(StoreError, match=r"no metric `acuracy`; .* did you mean `accuracy`"):
        compare_pairwise(candidates, "validation.acuracy", force=False)


def test_other_primary_metrics_are_other_tasks() -> None:
    numbers = (LOSS, Measured("rmse", primary=True))
    a, b = swept({"a": GOOD}), swept({"b": POOR}, metrics=numbers)
    candidates = [Candidate(each, each.variants[0], each.variants[0].name) for each in (a, b)]
    with pytest.raises(StoreError, match="different tasks"):
        compare_pairwise(candidates, None, force=False)


@pytest.mark.parametrize("variants", [2, 3, MOST_IN_MATRIX + 1])
def test_other_metrics_are_shown_besides(variants: int) -> None:
    outcome = swept({f"v{i}": GOOD for i in range(variants)})
    found = compared(outcome, "loss", others=["accuracy", "loss", "brier"])
    assert list(found.others) == ["accuracy", "brier"]
    assert not found.largest_is_best
    lines = printed(found).splitlines()
    assert "validation loss" in lines[0]
    assert "validation accuracy" in lines[0]
    assert f"{np.mean(GOOD):.3f}" in lines[2]
    assert "–" in lines[2]


def test_a_fixed_variant_is_looked_at_with_each_growth_of_the_other() -> None:
    """Only the other grows: 2, 4, 8 seeds. The first look was at 2, so this is the third."""
    fixed = replace(swept({"a": GOOD[:8]}), number=1, seeds_in={"a": {1: range(8)}})
    grown_in = {2: range(2), 3: range(4), 4: range(8)}
    grown = replace(swept({"b": POOR[:8]}), number=4, seeds_in={"b": grown_in})
    ends = [Candidate(each, each.variants[0], str(each.number)) for each in (fixed, grown)]
    assert compare_pairwise(ends, None, force=False).comparisons[0, 1].level == 0.01 / 4
    # What was trained later is no look at what was there by then.
    early = replace(grown, number=2, seeds_in={"b": {2: range(8), 3: range(4)}})
    ends = [Candidate(each, each.variants[0], str(each.number)) for each in (fixed, early)]
    assert compare_pairwise(ends, None, force=False).comparisons[0, 1].level == 0.05
