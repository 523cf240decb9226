"""What is counted is what plain loops count, and agrees with the metrics of the trials."""

import math
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from statistics import mean, stdev
from typing import Any

import numpy as np
import pytest

import gdrun
from gdrun.errors import StoreError
from gdrun.evidence.confusion import calibrate, class_scores
from gdrun.evidence.hardest import HardClass, HardNumber
from gdrun.evidence.judged_rows import JudgedRows, judge_rows
from gdrun.records import Outcome, Status, numbers_of

SPLIT = {"train": 0.5, "validation": 0.2, "test": 0.3}


def config_of(vary: list[str], **changes: Any) -> dict[str, Any]:
    return {
        "data": {"source": "classes.csv", "target": "says", "split": {**SPLIT}},
        "model": {"hidden": [3]},
        "training": {"epochs": 3},
        "seeds": 4,
        "randomness": {"vary": vary},
        **changes,
    }


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a file of three classes, one of them rare, and a line that says nothing."""
    draws = np.random.default_rng(5)
    lines = ["a,b,says", ""]
    for row in range(150):
        name = "rare" if row % 40 == 0 else ("no", "yes")[row % 2]
        a, b = draws.normal(("no", "yes", "rare").index(name), 1.2, 2)
        lines.append(f"{a:.4f},{b:.4f},{name}")
    (tmp_path / "classes.csv").write_text("\n".join(lines) + "\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


VARIED = [config_of(["init"]), config_of(["init", "split"]), config_of(["init"])]
VARIED[2]["data"]["split"] = {"folds": 2, "validation": 0.2}
varied = pytest.mark.parametrize("config", VARIED, ids=["fixed", "split", "folds"])
"""Of the last two other rows are held out for each seed."""


def judge(outcome: Outcome, portion: str | None = None, **changes: Any) -> JudgedRows:
    asked: dict[str, Any] = {"confusion": True, "hardest": 20, "exponential": False, **changes}
    return judge_rows(outcome, portion, **asked)


def said_by(outcome: Outcome, portion: str) -> list[Mapping[int, tuple[int, int, float]]]:
    """For each trial by row the true class, the predicted class, and the loss."""
    found: list[Mapping[int, tuple[int, int, float]]] = []
    for record in outcome.records:
        assert record.documents is not None
        assert record.outputs is not None
        rows, outputs = record.documents.rows.said[portion], record.outputs[portion]
        assert outputs.classes is not None
        assert outputs.losses is not None
        values = zip(rows["targets"], outputs.classes.tolist(), outputs.losses, strict=True)
        numbers = numbers_of(rows["rows"]).tolist()
        found.append(
            {row: (int(t), c, float(x)) for row, (t, c, x) in zip(numbers, values, strict=True)}
        )
    return found


@varied
@pytest.mark.parametrize("portion", ["validation", "test"])
def test_counts_are_those_of_plain_loops(here: Path, config: dict[str, Any], portion: str) -> None:
    outcome = gdrun.train(config)
    found = judge(outcome, portion).confusion
    assert found is not None
    expected = []
    for rows in said_by(outcome, portion):
        counts = [[0] * 3 for _ in range(3)]
        for true, said, _ in rows.values():
            counts[true][said] += 1
        expected.append(counts)
    assert found.counts.tolist() == expected
    assert len({str(counts) for counts in expected}) > 1
    for true in range(3):
        for said in range(3):
            values = [counts[true][said] for counts in expected]
            assert found.spread.mean[true, said] == pytest.approx(mean(values))
            assert found.spread.std[true, said] == pytest.approx(stdev(values))
            of_true = [counts[true] for counts in expected if sum(counts[true])]
            shares = [counts[said] / sum(counts) for counts in of_true]
            assert found.shares.mean[true, said] == pytest.approx(mean(shares))
            assert found.shares.std[true, said] == pytest.approx(stdev(shares))


@pytest.mark.parametrize("vary", [["init"], ["init", "split"]])
@pytest.mark.parametrize("portion", ["validation", "test"])
@pytest.mark.parametrize("source", ["classes.csv", "breast_cancer"])
def test_scores_are_the_metrics_of_the_trials(
    here: Path, vary: list[str], portion: str, source: str
) -> None:
    """Accuracy and macro F1 follow from the counts, and the error from probabilities."""
    data: Any = {"source": source, "split": SPLIT}
    outcome = gdrun.train(config_of(vary, data=data))
    found = judge(outcome, portion).confusion
    assert found is not None
    assert found.calibration is not None
    precision, recall, f1 = class_scores(found.counts)
    hits = found.counts.trace(axis1=1, axis2=2) / found.counts.sum(axis=(1, 2))
    errors = []
    for place, record in enumerate(outcome.records):
        metrics = record.metrics[portion]
        assert hits[place] == pytest.approx(metrics["accuracy"], abs=1e-12)
        assert np.nanmean(f1[place]) == pytest.approx(metrics["macro_f1"], abs=1e-12)
        assert np.nanmean(recall[place]) == pytest.approx(metrics["balanced_accuracy"], abs=1e-12)
        errors.append(metrics["calibration_error"])
    assert found.calibration.error.mean == pytest.approx(mean(errors), abs=1e-12)
    assert found.calibration.error.std == pytest.approx(stdev(errors), abs=1e-12)
    # The mean over the seeds that have a value, and how many these are.
    for place, scores in enumerate(found.classes):
        known = precision[~np.isnan(precision[:, place]), place]
        assert (scores.precision.n if scores.precision else 0) == len(known)
        if scores.precision:
            assert scores.precision.mean == pytest.approx(known.mean())


def test_bins_are_those_of_plain_loops(here: Path) -> None:
    outcome = gdrun.train(config_of(["init", "split"]))
    found = judge(outcome).confusion
    assert found is not None
    assert found.calibration is not None
    seen: list[list[list[tuple[float, bool]]]] = [[] for _ in range(10)]
    for record in outcome.records:
        assert record.documents is not None
        assert record.outputs is not None
        raw, rows = record.outputs["test"].raw, record.documents.rows.said["test"]
        assert raw is not None
        held: list[list[tuple[float, bool]]] = [[] for _ in range(10)]
        for outputs, target in zip(raw.tolist(), rows["targets"], strict=True):
            powers = [math.exp(each) for each in outputs]
            shares = [each / sum(powers) for each in powers]
            confidence = max(shares)
            place = next(b for b in range(10) if b / 10 < confidence <= (b + 1) / 10)
            held[place].append((confidence, shares.index(confidence) == target))
        for place, some in enumerate(held):
            seen[place].append(some)
    assert sum(any(some) for some in seen) > 3
    for place, each in enumerate(found.calibration.bins):
        assert (each.low, each.high) == (place / 10, (place + 1) / 10)
        assert each.rows == pytest.approx(mean(len(some) for some in seen[place]))
        there = [some for some in seen[place] if some]
        if not there:
            assert each.confidence is each.right is None
            continue
        assert each.confidence is not None
        assert each.right is not None
        assert each.confidence.mean == pytest.approx(mean(mean(c for c, _ in s) for s in there))
        assert each.right.mean == pytest.approx(mean(mean(hit for _, hit in s) for s in there))


@varied
def test_the_hardest_rows_are_those_of_plain_loops(here: Path, config: dict[str, Any]) -> None:
    outcome = gdrun.train(config)
    judged = judge(outcome, hardest=1000)
    names = judged.held_out.class_names
    assert names == ("no", "rare", "yes")
    trials = said_by(outcome, "test")
    expected = []
    for row in range(150):
        held = [rows[row] for rows in trials if row in rows]
        wrong = sum(true != said for true, said, _ in held)
        if wrong:
            votes = [said for _, said, _ in held]
            most = max(range(3), key=votes.count)
            loss = mean(loss for *_, loss in held)
            # The heading and an empty line come before the first row.
            expected.append(
                HardClass(row, row + 3, names[held[0][0]], names[most], wrong, len(held), loss)
            )
    expected.sort(key=lambda each: (-each.wrong, -each.wrong / each.seeds, -each.loss))
    assert judged.hardest is not None
    assert len(judged.hardest) == len(expected) > 20
    for found, told in zip(judged.hardest, expected, strict=True):
        assert isinstance(found, HardClass)
        assert replace(found, loss=0.0) == replace(told, loss=0.0)
        assert found.loss == pytest.approx(told.loss)
    holding = {each.seeds for each in expected}
    if config is VARIED[1]:
        assert len(holding) > 1
    else:
        # Two folds hold each row out once in each of two repetitions.
        assert holding == {4 if config is VARIED[0] else 2}
    assert judge(outcome, hardest=2).hardest == judged.hardest[:2]


@pytest.mark.parametrize("loss", ["mse", "poisson"])
def test_the_largest_errors_are_in_original_units(here: Path, loss: str) -> None:
    lines = ["a,count", *(f"{i % 7},{(i * i) % 11}" for i in range(60))]
    (here / "counts.csv").write_text("\n".join(lines))
    data: Any = {"source": "counts.csv", "task": "regression", "split": SPLIT}
    outcome = gdrun.train(config_of(["init"], data=data, loss=loss))
    asked: Any = {"confusion": False, "exponential": loss == "poisson", "hardest": 100}
    judged = judge(outcome, **asked)
    assert judged.hardest is not None
    errors = []
    for each in judged.hardest:
        assert isinstance(each, HardNumber)
        assert each.line is not None
        assert each.target == (float(lines[each.line - 1].split(",")[1]),)
        assert each.seeds == 4
        errors.append(each.error)
    assert errors == sorted(errors, reverse=True)
    scored = mean(record.metrics["test"]["mae"] for record in outcome.records)
    assert mean(errors) == pytest.approx(scored, rel=1e-6)
    with pytest.raises(StoreError, match="--hardest 20"):
        judge(outcome)


def test_a_loss_of_ones_own_is_asked_for_where_it_matters(here: Path) -> None:
    data: Any = {"source": "diabetes", "split": SPLIT}
    normal = gdrun.train(config_of(["init"], data=data))
    assert judge(normal, confusion=False, exponential=None).hardest
    data["normalize_target"] = "none"
    plain = gdrun.train(config_of(["init"], data=data))
    with pytest.raises(StoreError, match="--parts"):
        judge(plain, confusion=False, exponential=None)


def test_trials_without_outputs_are_left_out_and_said(here: Path) -> None:
    outcome = gdrun.train(config_of(["init"]))
    first, second, third, fourth = outcome.records
    mixed = (
        replace(first, status=Status.DIVERGED, outputs=None),
        replace(second, outputs=None),
        replace(third, status=Status.FAILED, outputs=None),
        fourth,
    )
    judged = judge(replace(outcome, records=mixed))
    assert judged.held_out.seeds == (3,)
    assert judged.held_out.left_out == {
        "diverged": (0,), "failed": (2,), "without_outputs": (1,),
    }  # fmt: skip
    assert len(judged.notes) == 3
    assert any("seed 1" in note and "--keep-outputs losses" in note for note in judged.notes)
    none = tuple(replace(record, outputs=None) for record in outcome.records)
    with pytest.raises(StoreError, match="--keep-outputs losses"):
        judge(replace(outcome, records=none))


def test_without_raw_outputs_there_is_no_calibration(here: Path) -> None:
    whole = gdrun.train(config_of(["init"]))
    records = []
    for record in whole.records:
        assert record.outputs is not None
        kept = {name: replace(each, raw=None) for name, each in record.outputs.items()}
        records.append(replace(record, outputs=kept))
    judged = judge(replace(whole, records=tuple(records)))
    assert judged.confusion is not None
    assert judged.confusion.calibration is None
    assert any("--keep-outputs all" in note for note in judged.notes)
    assert judged.hardest == judge(whole).hardest
    judged = judge(replace(whole, records=(whole.records[0], *records[1:])))
    assert judged.confusion is not None
    assert judged.confusion.calibration is not None
    assert judged.confusion.calibration.seeds == (0,)
    assert any("that of seed 0" in note for note in judged.notes)


def test_a_part_that_is_not_there_is_an_error(here: Path) -> None:
    data: Any = {"source": "iris", "split": {"train": 0.8, "validation": 0.2}}
    outcome = gdrun.train(config_of(["init"], data=data))
    assert judge(outcome).held_out.portion == "validation"
    with pytest.raises(StoreError, match="it has validation"):
        judge(outcome, "test")
    data["split"] = {"train": 1}
    with pytest.raises(StoreError, match="no row was held out"):
        judge(gdrun.train(config_of(["init"], data=data)))


def test_rows_that_each_seed_draws_are_not_judged_together(here: Path) -> None:
    data: Any = {"source": {"name": "spirals", "rows": 60}, "split": SPLIT}
    drawn = judge(gdrun.train(config_of(["data", "init"], data=data)))
    assert drawn.confusion is not None
    assert drawn.hardest is None
    assert any("rows of its own" in note for note in drawn.notes)
    assert judge(gdrun.train(config_of(["init"], data=data))).hardest is not None


def test_metrics_that_weigh_rows_are_told_apart(here: Path) -> None:
    training: Any = {"epochs": 2, "class_weights": "balanced", "weighted_metrics": True}
    judged = judge(gdrun.train(config_of(["init"], training=training)))
    assert any("weighted" in note for note in judged.notes)


def test_what_is_not_defined_is_none() -> None:
    counts = np.array([[[2, 0, 0], [1, 0, 0], [0, 0, 0]]])
    precision, recall, f1 = class_scores(counts)
    assert np.isnan(precision).tolist() == [[False, True, True]]
    assert np.isnan(recall).tolist() == [[False, False, True]]
    assert np.isnan(f1).tolist() == [[False, False, True]]
    assert f1[0, :2].tolist() == [0.8, 0.0]


def test_a_confidence_on_an_edge_is_in_the_bin_below() -> None:
    probabilities = np.array([[1.0, 0.0], [0.5, 0.5], [0.25, 0.75]])
    found = calibrate([0], [probabilities], [np.array([0, 1, 1])], 0.0)
    assert [each.rows for each in found.bins] == [0, 0, 0, 0, 1, 0, 0, 1, 0, 1]
    assert found.bins[4].right is not None
    assert found.bins[4].right.mean == 0.0
    assert found.bins[9].right is not None
    assert found.bins[9].right.mean == 1.0
    assert found.error.mean == (0.0 + 0.5 + 0.25) / 3
