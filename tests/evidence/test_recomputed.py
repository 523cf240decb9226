"""Everything that a random sweep says, computed again by SciPy and plain arithmetic."""

import math
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from gdrun.evidence.comparability import Candidate
from gdrun.evidence.pairwise import compare_pairwise
from gdrun.records import LOSS, Measured, Outcome, Status
from gdrun.report.json.comparison import comparison_document
from gdrun.report.json.outcomes import sweep_document
from tests.naive import statistics as naive
from tests.records.outcomes import outcome, record, swept

KINDS = ("plain", "tied", "identical", "diverging", "hopeless", "infinite", "short", "other seeds")


def random_sweep(seed: int) -> tuple[Outcome, list[dict[int, float | None]], bool]:
    """An outcome, the values that it should be judged by, and whether large ones are best."""
    rng = np.random.default_rng([18, seed])
    seeds, larger = int(rng.integers(1, 13)), bool(rng.integers(2))
    shared = rng.normal(0.5, 0.1, seeds)
    variants: list[dict[int, float | None]] = []
    for _ in range(int(rng.integers(2, 7))):
        kind = str(rng.choice(KINDS))
        values = shared + rng.normal(rng.choice([0.0, 0.2]), 0.02, seeds)
        if kind == "tied":
            values = rng.binomial(20, 0.9, seeds) / 20
        if kind == "identical" and variants:
            variants.append(dict(variants[-1]))
            continue
        found: dict[int, float | None] = dict(enumerate(values.tolist()))
        for place in found:
            bad = {"diverging": 0.3, "infinite": 0.2, "hopeless": 1.0}.get(kind, 0.0)
            if rng.random() < bad:
                found[place] = None
        if kind == "short":
            found = dict(list(found.items())[: max(1, seeds // 2)])
        if kind == "other seeds":
            found = {place + seeds // 3: value for place, value in found.items()}
        variants.append(found)
    return _outcome(variants, larger, rng), variants, larger


def _outcome(
    variants: list[dict[int, float | None]], larger: bool, rng: np.random.Generator
) -> Outcome:
    made = swept({f"v{i}": dict.fromkeys(found, 0.5) for i, found in enumerate(variants)})
    records = []
    for i, found in enumerate(variants):
        for seed, value in found.items():
            # A trial that ended with a value that is not finite has diverged, whatever it says.
            said = Status.FINISHED if value is not None else rng.choice(["diverged", "finished"])
            shown = float(rng.choice([math.nan, math.inf, -math.inf])) if value is None else value
            metrics = {"validation": {"loss": shown, "score": shown}}
            each = record(seed, 0.0, Status(said), variant=f"v{i}", metrics=metrics)
            records.append(each)
    return replace(
        outcome(*records, variants=made.variants),
        metrics=(LOSS, Measured("score", largest_is_best=larger, primary=True)),
    )


def equal(ours: Any, expected: Any) -> bool:
    """Whether numbers are equal but for rounding; nothing is equal to nothing alone."""
    if ours is None or expected is None:
        return ours is expected
    return bool(ours == pytest.approx(expected, rel=1e-9, abs=1e-15))


def check_comparison(ours: dict[str, Any], naive_one: dict[str, Any]) -> None:
    for key in ("n", "left_out", "method"):
        assert ours[key] == naive_one[key]
    for key in ("difference", "probability_better", "p_value"):
        assert equal(ours[key], naive_one[key]), key
    rates = ours["divergence"] and (
        ours["divergence"]["a"]["count"],
        ours["divergence"]["b"]["count"],
        pytest.approx(ours["divergence"]["p_value"]),
    )
    assert rates == naive_one["rates"]


@pytest.mark.parametrize("seed", range(60))
def test_a_random_sweep_says_what_scipy_says(seed: int) -> None:
    found, variants, larger = random_sweep(seed)
    document = sweep_document(found, "score")
    for told, values in zip(document["variants"], variants, strict=True):
        expected = naive.summary(values)
        ours = told["summary"].get("validation", {}).get("score")
        assert (ours is None) is (expected is None)
        if expected:
            for key, value in expected.items():
                assert equal(ours[key], value), key
    pairs = {
        (i, j): naive.compared(variants[i], variants[j], larger=larger)
        for i in range(len(variants))
        for j in range(i + 1, len(variants))
    }
    there = {pair: each for pair, each in pairs.items() if each}
    order = naive.order(variants, larger=larger)
    assert [int(each["name"][1:]) for each in document["ranking"]["variants"]] == order
    for place, i in enumerate(order):
        ours = document["ranking"]["variants"][place]["against_best"]
        best = order[0]
        expected = None if i == best else naive.compared(variants[i], variants[best], larger=larger)
        assert bool(ours) is bool(expected)
        if ours and expected:
            check_comparison(ours, expected)
            p = min(1.0, expected["p_value"] * (len(variants) - 1))
            assert ours["p_adjusted"] == pytest.approx(p, rel=1e-9)
            assert ours["verdict"] == naive.verdict(expected, p, larger=larger)
    if len(there) == len(pairs) and len(variants) == 2:
        _check_compare(found, there[0, 1], larger)


def _check_compare(found: Outcome, expected: dict[str, Any], larger: bool) -> None:
    if expected["n"] + expected["left_out"] < 2:
        return
    candidates = [Candidate(found, each, each.name) for each in found.variants]
    (there, _) = comparison_document(compare_pairwise(candidates, None, force=False))["comparisons"]
    check_comparison(there, expected)
    assert there["verdict"] == naive.verdict(expected, expected["p_value"], larger=larger)


def test_the_random_sweeps_hold_every_kind() -> None:
    made = [random_sweep(seed) for seed in range(60)]
    values = [value for _, variants, _ in made for found in variants for value in found.values()]
    assert sum(value is None for value in values) > 100
    assert sum(len(found) == 1 for _, variants, _ in made for found in variants) > 5
    assert sum(any(a == b for a, b in pairwise(v)) for _, v, _ in made) > 5
    verdicts = [
        each["against_best"]["verdict"]
        for found, _, _ in made
        for each in sweep_document(found, "score")["ranking"]["variants"]
        if each["against_best"]
    ]
    assert {"better", "worse", "undecided"} == set(verdicts)
