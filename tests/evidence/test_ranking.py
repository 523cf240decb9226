"""Rankings of sweeps made by hand, against SciPy and by what their tables say."""

import io
import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import scipy.stats
from rich.console import Console

from gdrun.evidence.comparability import Candidate, overlap
from gdrun.evidence.ranking import Ranking, rank_variants
from gdrun.records import Outcome
from gdrun.report.json.outcomes import sweep_document
from gdrun.report.tables.outcomes import print_sweep
from gdrun.statistics import Comparison, Verdict
from tests.evidence.sweeps import FAILED, GOOD, NAN, POOR, SPLIT, only_split, stats_t
from tests.records.outcomes import CONFIG, swept

EVERY = "Every other variant is not the best"


def ranking(outcome: Outcome, metric: str = "accuracy") -> Ranking:
    found = rank_variants(outcome, metric)
    assert found is not None
    return found


def against_best(outcome: Outcome, place: int = 2, metric: str = "accuracy") -> Comparison:
    found = ranking(outcome, metric).variants[place - 1].against_best
    assert found is not None
    return found


def table(outcome: Outcome, metric: str = "accuracy") -> str:
    stream = io.StringIO()
    print_sweep(outcome, metric, None, Console(file=stream, width=200))
    return stream.getvalue()


def test_every_other_is_out_only_if_every_verdict_says_so() -> None:
    assert EVERY in table(swept({"a": GOOD, "b": POOR, "c": POOR}))
    assert "The other variant is not the best" in table(swept({"a": GOOD, "b": POOR}))
    diverging = {"a": GOOD[:3], "b": [NAN] * 3}
    assert against_best(swept(diverging)).verdict is Verdict.UNDECIDED
    assert EVERY not in table(swept(diverging))
    assert EVERY not in table(swept({"a": GOOD, "b": POOR, "c": [x - 1e-4 for x in POOR[:1]]}))


def test_a_variant_with_the_best_mean_that_mostly_diverges_is_not_the_best() -> None:
    outcome = swept({"lucky": [0.99, 0.98] + [NAN] * 10, "steady": GOOD})
    assert [s.variant.name for s in ranking(outcome).variants] == ["steady", "lucky"]
    assert against_best(outcome).verdict is Verdict.WORSE
    text = table(outcome)
    assert "The other variant is not the best" in text
    low, high = scipy.stats.binomtest(10, 12).proportion_ci()
    assert f"10 of 12 ({100 * low:.0f} … {100 * high:.0f}%)" in text
    assert "those with the fewest diverged seeds first" in text


def test_a_diverged_seed_ranks_no_variant_first_though_most_seeds_are_ahead() -> None:
    outcome = swept({"risky": [*(x + 0.1 for x in GOOD[:11]), NAN], "steady": GOOD})
    assert [s.variant.name for s in ranking(outcome).variants] == ["steady", "risky"]
    compared = against_best(outcome)
    assert compared.p_value == pytest.approx(scipy.stats.binomtest(11, 12).pvalue)
    assert compared.verdict is Verdict.BETTER
    text = table(outcome)
    assert "1 of 12 (0.21 … 38%)" in text
    assert "+ beats the first" in text
    assert "The first in order is not the best; what may be the best: 1." in text
    first, second = ranking(outcome).variants
    assert (first.may_be_best, first.beaten_by, second.may_be_best) == (False, 1, True)


def test_n_is_how_many_seeds_were_averaged() -> None:
    outcome = swept({"a": GOOD, "b": [*POOR[:10], NAN, NAN]})
    rows = [line.split() for line in table(outcome).splitlines() if "±" in line]
    assert rows[0][-1] == "12"
    assert rows[1][-7:] == ["10", "2", "of", "12", "(2.1", "…", "48%)"]


def test_each_variant_is_compared_with_the_best_over_the_seeds_that_they_share() -> None:
    few = [x - 0.1 for x in POOR[:4]]
    outcome = swept({"a": GOOD, "b": POOR, "c": few})
    assert against_best(outcome).p_value == pytest.approx(scipy.stats.ttest_rel(GOOD, POOR).pvalue)
    short = against_best(outcome, 3)
    assert short.n == 4
    assert short.p_value == pytest.approx(scipy.stats.ttest_rel(GOOD[:4], few).pvalue)


def test_failed_trials_are_no_losses() -> None:
    outcome = swept({"a": GOOD, "b": [*POOR[:8], *[FAILED] * 4]})
    compared = against_best(outcome)
    assert (compared.n, compared.left_out) == (8, 0)
    assert compared.p_value == pytest.approx(scipy.stats.ttest_rel(GOOD[:8], POOR[:8]).pvalue)
    assert "failed" in table(outcome)
    always = ranking(swept({"a": GOOD, "b": [FAILED] * 12}))
    assert always.variants[1].against_best is None


def test_variants_validated_on_other_data_are_not_compared() -> None:
    outcome = swept({"a": GOOD, "b": POOR, "c": POOR}, data={"c": "other"})
    standings = {s.variant.name: s for s in ranking(outcome).variants}
    assert standings["c"].against_best is None
    compared = standings["b"].against_best
    assert compared is not None
    # Of the two that may be compared there is one pair, and nothing to correct.
    assert compared.p_adjusted == compared.p_value
    text = table(outcome)
    assert "other data" in text
    assert EVERY not in text
    document = sweep_document(outcome, "accuracy")["ranking"]
    assert [each["not_compared"] for each in document["variants"]].count("other data") == 1
    assert sum("other data" in warning for warning in document["warnings"]) == 1


@pytest.mark.parametrize(
    "other",
    [{"loss": {"name": "hinge", "margin": 1.0}},
     {"data": {**CONFIG["data"], "normalize_target": {"name": "minmax"}}}],
)  # fmt: skip
def test_losses_of_different_kinds_are_not_compared(other: dict[str, Any]) -> None:
    outcome = swept({"a": GOOD, "b": POOR}, configs={"b": other})
    assert ranking(outcome, "loss").variants[1].against_best is None
    assert "another loss" in table(outcome, "loss")
    assert not any("kinds" in each for each in ranking(outcome, "accuracy").warnings)
    assert against_best(outcome).verdict is Verdict.WORSE
    # What gdrun chooses by itself may be named as well.
    named = {"b": {"loss": {"name": "cross_entropy", "label_smoothing": 0.0}}}
    assert against_best(swept({"a": GOOD, "b": POOR}, named), 2, "loss").verdict is Verdict.WORSE


def test_metrics_in_which_rows_count_otherwise_are_not_compared() -> None:
    weights = {"class_weights": {"setosa": 9.0}, "weighted_metrics": True}
    other = {"b": {"training": {**CONFIG["training"], **weights}}}
    outcome = swept({"a": GOOD, "b": POOR}, configs=other)
    assert ranking(outcome).variants[1].against_best is None
    assert "count otherwise" in " ".join(table(outcome).split())
    # Where the metrics are not weighted, how they were trained is no matter.
    del weights["weighted_metrics"]
    other = {"b": {"training": {**CONFIG["training"], **weights}}}
    alike = swept({"a": GOOD, "b": POOR}, configs=other)
    assert against_best(alike).verdict is Verdict.WORSE


def test_overlapping_splits_widen_intervals() -> None:
    """By hand: 0.2 of the rows validate for 0.8 that train."""
    alone = {name: only_split() for name in "ab"}
    outcome = swept({"a": GOOD, "b": POOR}, configs=alone, facts=None)
    differences = np.array(POOR) - np.array(GOOD)
    half = stats_t(11) * differences.std(ddof=1) * math.sqrt(1 / 12 + 0.25)
    mean = differences.mean()
    assert against_best(outcome).ci95 == pytest.approx((mean - half, mean + half))
    summary = ranking(outcome).variants[0].summaries["validation"]["accuracy"]
    half = stats_t(11) * np.std(GOOD, ddof=1) * math.sqrt(1 / 12 + 0.25)
    assert summary.ci95 == pytest.approx((np.mean(GOOD) - half, np.mean(GOOD) + half))
    # The rows themselves are known of data like the first variant's.
    facts = {"rows": {"train": 100, "validation": 50}, "loss": "cross_entropy"}
    known = against_best(swept({"a": GOOD, "b": POOR}, configs=alone, facts=facts)).ci95
    half = stats_t(11) * differences.std(ddof=1) * math.sqrt(1 / 12 + 0.5)
    assert known == pytest.approx((mean - half, mean + half))
    assert "Nadeau" in table(outcome)


@pytest.mark.parametrize(
    ("vary", "split", "preparation", "widened"),
    [
        (["init", "order", "split"], SPLIT, {}, True),
        (["split", "data"], SPLIT, {"data_follows_seed": False}, True),
        # Older stores did not tell, and were taken for drawn.
        (["split", "data"], SPLIT, {}, False),
        # Rows that are drawn anew for each seed are not shared, and nor are those of no split.
        (["split", "data"], SPLIT, {"data_follows_seed": True}, False),
        (["split", "init"], None, {}, False),
        (["init", "order"], SPLIT, {}, False),
    ],
)
def test_rows_are_shared_wherever_the_split_varies_over_fixed_ones(
    vary: list[str], split: Any, preparation: dict[str, bool], widened: bool
) -> None:
    config = {"randomness": {"vary": vary}, "data": {**CONFIG["data"], "split": split}}
    outcome = swept({"a": GOOD, "b": POOR}, configs=dict.fromkeys("ab", config), facts=None)
    variants = tuple(
        replace(each, preparation={**each.preparation, **preparation}) for each in outcome.variants
    )
    outcome = replace(outcome, variants=variants)
    ratio = 0.25 if widened else 0.0
    differences = np.array(POOR) - np.array(GOOD)
    half = stats_t(11) * differences.std(ddof=1) * math.sqrt(1 / 12 + ratio)
    mean = differences.mean()
    assert against_best(outcome).ci95 == pytest.approx((mean - half, mean + half))
    assert ("Nadeau" in table(outcome)) is widened
    assert "treats splits as independent" not in table(outcome)


def test_where_seeds_share_rows_a_test_that_only_counts_them_is_said_to_be_too_sure() -> None:
    split = only_split()
    values = {"a": GOOD, "b": [*POOR[:11], NAN]}
    for config, said in ((split, True), (CONFIG, False)):
        text = table(swept(values, configs=dict.fromkeys("ab", config), facts=None))
        assert ("treats splits as independent" in " ".join(text.split())) is said


def test_an_overlap_that_is_not_known_is_said() -> None:
    mixed = only_split({"train": 0.8, "validation": 100, "test": None})
    outcome = swept({"a": GOOD, "b": POOR}, configs={"a": mixed, "b": mixed}, facts=None)
    assert "too narrow" in table(outcome)
    independent = table(swept({"a": GOOD, "b": POOR}))
    assert "too narrow" not in independent
    assert "Nadeau" not in independent


@pytest.mark.parametrize(
    ("split", "portion", "facts", "shared"),
    [
        ({"folds": 5}, "test", None, 1 / 4),
        ({"folds": 10}, "test", None, 1 / 9),
        # A fifth tests, and of the rest three quarters train.
        ({"folds": 5, "validation": 0.25}, "test", None, 0.2 / 0.6),
        ({"folds": 5, "validation": 0.25}, "validation", None, 0.2 / 0.6),
        ({"folds": 5, "validation": 10}, "test", None, None),
        ({"folds": 5, "validation": 10}, "test", {"train": 70, "test": 20}, 2 / 7),
        ({"folds": 5}, "test", {"train": 81, "test": 20}, 20 / 81),
        # It is not drawn by the folds, and the training part not beside itself.
        ({"folds": 5}, "validation", {"train": 80, "test": 20, "validation": 50}, None),
        ({"folds": 5}, "train", {"train": 80, "test": 20}, None),
    ],
)
@pytest.mark.parametrize("vary", [["init", "order"], [], ["split"], ["data"]])
def test_folds_share_rows_whatever_else_follows_the_seed(
    split: Any, portion: str, facts: Any, shared: float | None, vary: list[str]
) -> None:
    config = {**only_split(split), "randomness": {"vary": vary}}
    known = facts and {"rows": facts, "loss": "cross_entropy"}
    outcome = swept({"a": GOOD, "b": POOR}, configs={"a": config, "b": config}, facts=known)
    found = overlap(Candidate(outcome, outcome.variants[0]), portion)
    assert found == (shared if shared is None else pytest.approx(shared))


def with_brier(outcome: Outcome, values: Mapping[tuple[str, int], float]) -> Outcome:
    """The outcome with Brier scores by variant and seed; a trial without one lacks the metric."""
    records = []
    for record in outcome.records:
        value = values.get((record.variant, record.seed))
        more = {} if value is None else {"brier": value}
        metrics = {portion: {**found, **more} for portion, found in record.metrics.items()}
        records.append(replace(record, metrics=metrics))
    return replace(outcome, records=tuple(records))


def test_a_trial_that_lacks_the_metric_is_no_loss() -> None:
    """It is not defined for its predictions, or was not known when it was stored."""
    plain = swept({"a": GOOD[:4], "b": POOR[:4]})
    values = {("a", seed): 0.1 + 0.01 * seed for seed in range(3)}
    values |= {("b", seed): 0.2 + 0.03 * seed**2 for seed in range(4)}
    outcome = with_brier(plain, values)
    first, second = ranking(outcome, "brier").variants
    assert (first.variant.name, second.variant.name) == ("a", "b")
    assert first.summaries["validation"]["brier"].n == 3
    compared = against_best(outcome, metric="brier")
    assert (compared.n, compared.left_out) == (3, 0)


def test_a_metric_that_no_trial_has_ranks_nothing() -> None:
    outcome = swept({"a": GOOD, "b": POOR})
    assert rank_variants(outcome, "brier") is None
    text = table(outcome, "brier")
    assert "Not ranked: validation brier is not defined for what was predicted" in text
    assert sweep_document(outcome, "brier")["ranking"] is None


def test_other_metrics_are_shown_besides() -> None:
    outcome = with_brier(swept({"a": GOOD, "b": POOR}), {("a", 0): 0.25, ("a", 1): 0.25})
    found = rank_variants(outcome, "accuracy", ["brier", "accuracy"])
    assert found is not None
    assert found.others == ("brier",)
    stream = io.StringIO()
    print_sweep(outcome, "accuracy", None, Console(file=stream, width=200), metrics=["brier"])
    lines = stream.getvalue().splitlines()
    heading = next(line for line in lines if "validation accuracy" in line)
    assert heading.split()[-3:] == ["validation", "brier", "n"]
    assert "0.2500 ± 0.0000  12" in next(line for line in lines if " a " in line)
    assert "–  12" in next(line for line in lines if " b " in line)
    assert "brier" not in table(outcome)
