"""Claims held against sweeps made by hand, and the intervals computed here again."""

import math
from collections.abc import Sequence

import numpy as np
import pytest
import scipy.stats

from gdrun.errors import StoreError
from gdrun.evidence.claims import Claims
from gdrun.evidence.findings import Answer, CheckedClaims, Estimated, Finding, Sides, worst
from gdrun.statistics import About
from tests.records.outcomes import DIVERGED, outcome, record, swept

NAN = math.nan
A = [0.91, 0.93, 0.90, 0.92, 0.94]
B = [0.85, 0.88, 0.80, 0.86, 0.87]


def t_interval(values: Sequence[float], level: float) -> tuple[float, float]:
    """Student's, of the mean."""
    mean, error = float(np.mean(values)), float(scipy.stats.sem(values))
    reach = float(scipy.stats.t.ppf(1 - level / 2, len(values) - 1)) * error
    return mean - reach, mean + reach


def share_interval(hits: int, seeds: int, level: float) -> tuple[float, float]:
    """Clopper's and Pearson's."""
    found = scipy.stats.binomtest(hits, seeds).proportion_ci(1 - level, "exact")
    return float(found.low), float(found.high)


def claims(number: int = 1, **values: Sequence[float]) -> Claims:
    return Claims(swept(values), number)


@pytest.mark.parametrize("number", [1, 4])
def test_the_interval_of_a_difference_decides(number: int) -> None:
    """At 5% over the number of claims; a margin at its ends is what changes the answer."""
    low, high = t_interval(np.subtract(A, B).tolist(), 0.05 / number)
    judge, near = claims(number, adam=A, sgd=B), 1e-9
    expected = {
        Sides(low=low - near): Answer.SUPPORTED,
        Sides(low=low + near): Answer.UNDECIDED,
        Sides(low=high - near): Answer.UNDECIDED,
        Sides(low=high + near): Answer.REFUTED,
        Sides(high=high + near): Answer.SUPPORTED,
        Sides(high=high - near): Answer.UNDECIDED,
        Sides(high=low - near): Answer.REFUTED,
        Sides(low - near, high + near): Answer.SUPPORTED,
        Sides(low + near, high + near): Answer.UNDECIDED,
        Sides(high + near, high + 1): Answer.REFUTED,
    }
    for sides, answer in expected.items():
        found = judge.difference("adam", "sgd", sides, None)
        assert found.answer is answer, sides
        assert found.interval == pytest.approx((low, high))
        assert found.level == pytest.approx(0.05 / number)
    assert found.estimated is Estimated.DIFFERENCE
    assert found.estimate == pytest.approx(np.mean(A) - np.mean(B))
    assert (found.metric, found.variants) == ("validation.accuracy", ("adam", "sgd"))
    assert (found.about, found.seeds) == (About.SEEDS, 5)


AHEAD = [0.02, 0.03, -0.005, 0.03, 0.04, 0.01, -0.01, 0.03]


def test_what_is_not_decided_at_the_level_of_several_is_no_contradiction() -> None:
    """p is between a fifth of 5% and 5%, and most seeds are on the side of the mean."""
    p_value = scipy.stats.ttest_1samp(AHEAD, 0).pvalue
    assert 0.01 < p_value < 0.05
    values = {"a": [0.9 + x for x in AHEAD], "b": [0.9] * len(AHEAD)}
    low, high = t_interval(AHEAD, 0.05 / 5)
    judge = claims(5, **values)
    above = judge.difference("a", "b", Sides(low=0.0), None)
    assert above.answer is Answer.UNDECIDED
    assert above.interval == pytest.approx((low, high))
    assert not any("most seeds" in note for note in above.notes)
    assert above.needed.seeds is not None
    alike = judge.difference("a", "b", Sides(low - 1e-9, high + 1e-9), None)
    assert alike.answer is Answer.SUPPORTED
    far = judge.difference("a", "b", Sides(low=high + 1e-9), None)
    assert far.answer is Answer.REFUTED


def test_what_most_seeds_contradict_may_still_be_alike() -> None:
    """Five of eight are behind by a little, and three far ahead."""
    values = [-0.001] * 5 + [0.9, 0.8, 0.85]
    judge = claims(one=[0.05 + x for x in values], other=[0.05] * 8)
    found = judge.difference("one", "other", Sides(-10.0, 10.0), None)
    assert found.answer is Answer.SUPPORTED


def test_the_other_way_round_is_the_mirror_image() -> None:
    judge = claims(adam=A, sgd=B)
    one = judge.difference("adam", "sgd", Sides(low=0.01), None)
    other = judge.difference("sgd", "adam", Sides(low=0.01), None)
    assert (one.answer, other.answer) == (Answer.SUPPORTED, Answer.REFUTED)
    assert one.interval
    assert other.interval == pytest.approx((-one.interval[1], -one.interval[0]))


def test_a_difference_may_be_of_another_metric_and_portion() -> None:
    found = claims(adam=A, sgd=B).difference("adam", "sgd", Sides(high=0.0), "test.loss")
    assert found.answer is Answer.SUPPORTED
    assert found.metric == "test.loss"


def test_variants_that_never_differ_are_equal() -> None:
    found = claims(one=A, two=A).difference("one", "two", Sides(-0.001, 0.001), None)
    assert (found.answer, found.interval) == (Answer.SUPPORTED, (0.0, 0.0))


@pytest.mark.parametrize("number", [1, 3])
def test_the_interval_of_a_mean_decides(number: int) -> None:
    low, high = t_interval(B, 0.05 / number)
    judge = claims(number, sgd=B)
    for sides, answer in {
        Sides(low=low - 1e-9): Answer.SUPPORTED,
        Sides(low=low + 1e-9): Answer.UNDECIDED,
        Sides(low=high + 1e-9): Answer.REFUTED,
        Sides(high=high + 1e-9): Answer.SUPPORTED,
    }.items():
        found = judge.level("accuracy", sides, None)
        assert found.answer is answer, sides
        assert found.interval == pytest.approx((low, high))
    assert found.estimated is Estimated.MEAN
    assert found.estimate == pytest.approx(np.mean(B))


def test_one_seed_decides_nothing_but_shares() -> None:
    judge = claims(one=[0.9], two=[0.1])
    level = judge.level("accuracy", Sides(low=0.5), "one")
    assert (level.answer, level.estimate, level.interval) == (Answer.UNDECIDED, 0.9, None)
    difference = judge.difference("one", "two", Sides(low=0.0), None)
    assert (difference.answer, difference.interval) == (Answer.UNDECIDED, None)
    share = judge.share("accuracy", Sides(low=0.5), Sides(low=0.01), "one")
    assert share.answer is Answer.SUPPORTED
    assert share.interval == pytest.approx((0.025, 1.0))


@pytest.mark.parametrize("number", [1, 5])
def test_a_share_of_seeds_has_its_exact_interval(number: int) -> None:
    """Seeds at the number itself are not above it."""
    values = [0.5, 0.7, 0.8, 0.9, 0.95, 0.99, 0.9, 0.4]
    low, high = share_interval(2, 8, 0.05 / number)
    judge = claims(number, one=values)
    for sides, answer in {
        Sides(low=low - 1e-9): Answer.SUPPORTED,
        Sides(low=low + 1e-9): Answer.UNDECIDED,
        Sides(high=high + 1e-9): Answer.SUPPORTED,
        Sides(low=high + 1e-9): Answer.REFUTED,
    }.items():
        found = judge.share("accuracy", Sides(low=0.9), sides, None)
        assert found.answer is answer, sides
        assert found.interval == pytest.approx((low, high))
    assert (found.estimate, found.about) == (0.25, About.SEEDS)


def test_an_undecided_share_says_the_look_that_would_settle_it() -> None:
    """At the level of that look, which halves with each."""
    found = claims(one=[0.9] * 6 + [0.1] * 2).share("accuracy", Sides(low=0.5), Sides(low=0.5), "1")
    assert found.answer is Answer.UNDECIDED
    assert found.needed.seeds == 64
    assert share_interval(48, 64, 0.01 / 8)[0] > 0.5 > share_interval(24, 32, 0.01 / 4)[0]


def test_of_a_seed_that_diverged_nothing_holds() -> None:
    judge = claims(one=[0.9, 0.9, NAN, 0.9])
    assert judge.share("accuracy", Sides(low=0.5), Sides(), None).estimate == 0.75
    assert judge.share("accuracy", Sides(high=2.0), Sides(), None).estimate == 0.75
    diverged = judge.share(None, None, Sides(high=0.9), None)
    assert (diverged.estimate, diverged.metric) == (0.25, None)
    assert diverged.interval == pytest.approx(share_interval(1, 4, 0.05))


@pytest.mark.parametrize(("values", "mean"), [([0.9, 0.8, NAN], 0.85), ([NAN, NAN], None)])
def test_where_a_seed_diverged_there_is_no_mean_to_claim(
    values: list[float], mean: float | None
) -> None:
    found = claims(one=values).level("accuracy", Sides(low=0.1), None)
    assert (found.answer, found.interval) == (Answer.UNDECIDED, None)
    assert found.estimate == pytest.approx(mean)
    assert "share of seeds" in found.notes[0]


def signs(sides: Sides, metric: str = "accuracy", seeds: int = 6, number: int = 1) -> Finding:
    """Of one variant minus another that always diverged."""
    judge = claims(number, good=[0.9] * seeds, bad=[NAN] * seeds)
    return judge.difference("good", "bad", sides, metric)


def test_where_a_seed_diverged_the_sign_test_tells_who_is_ahead() -> None:
    """Six of six: p is 1/32. Five of five: 1/16."""
    assert signs(Sides(low=0.0)).answer is Answer.SUPPORTED
    assert signs(Sides(high=0.0)).answer is Answer.REFUTED
    assert signs(Sides(low=0.0), "loss").answer is Answer.REFUTED
    assert signs(Sides(high=0.0), "loss").answer is Answer.SUPPORTED
    few = signs(Sides(low=0.0), seeds=5)
    assert (few.answer, few.needed.seeds) == (Answer.UNDECIDED, 10)
    assert signs(Sides(low=0.0), number=2).answer is Answer.UNDECIDED


def test_signs_do_not_tell_by_how_much() -> None:
    ahead = signs(Sides(low=0.1))
    assert (ahead.answer, ahead.needed.seeds, ahead.interval) == (Answer.UNDECIDED, None, None)
    assert "not by how much" in ahead.notes[-1]
    assert signs(Sides(-0.1, 0.1)).answer is Answer.UNDECIDED
    # Who is ahead is not behind by anything.
    assert signs(Sides(high=-0.1)).answer is Answer.REFUTED


def test_variants_are_named_as_people_name_them() -> None:
    named = {"optimizer=adam, batch_size=8": A, "optimizer=sgd, batch_size=8": B}
    judge = Claims(swept(named), 1)
    for a, b in [("adam", "sgd"), ("1", "2"), ("8, optimizer=adam", "'sgd'")]:
        assert judge.difference(a, b, Sides(low=0.0), None).answer is Answer.SUPPORTED


@pytest.mark.parametrize(
    ("a", "b", "metric", "words"),
    [
        ("adam", "sdg", None, "no variant"),
        ("adam", "1", None, "the same variant"),
        ("adam", "sgd", "acuracy", "did you mean `accuracy`"),
    ],
)
def test_what_there_is_not_is_refused(a: str, b: str, metric: str | None, words: str) -> None:
    with pytest.raises(StoreError, match=words):
        claims(adam=A, sgd=B).difference(a, b, Sides(low=0.0), metric)


def test_variants_with_other_data_are_not_compared() -> None:
    found = swept({"one": A, "two": B}, data={"two": "other"})
    with pytest.raises(StoreError, match="other data"):
        Claims(found, 1).difference("one", "two", Sides(low=0.0), None)


def test_a_part_of_the_data_that_no_trial_has_is_refused() -> None:
    with pytest.raises(StoreError, match="no trial has a validation part; there is train, test"):
        Claims(outcome(record(0, 0.9), DIVERGED), 1).level("accuracy", Sides(low=0.0), None)


def test_one_refuted_claim_is_the_worst_and_then_one_that_is_undecided() -> None:
    answers = [Answer.SUPPORTED, Answer.UNDECIDED, Answer.REFUTED]
    assert [worst(answers[: n + 1]) for n in range(3)] == answers
    assert CheckedClaims(outcome(), ()).answer is Answer.UNDECIDED
