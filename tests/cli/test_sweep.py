"""The ranked table of `gdrun sweep`, recomputed with NumPy and SciPy from the trials it reports."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import stats

from tests.cli.commands import gdrun

CONFIG = """\
data: {source: iris}
model: {hidden: [4]}
training: {epochs: 10}
seeds: 6
sweep:
  optimizer: [{name: sgd, learning_rate: 0.1}, adam, {name: sgd, learning_rate: 1.0e+30}]
"""


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sweep") / "rates.yaml"
    path.write_text(CONFIG)
    return path


@pytest.fixture(scope="module")
def document(config: Path) -> dict[str, Any]:
    result = gdrun(
        "sweep", config, "--over", "training.batch_size=16,8", "--json", "--about", "seeds"
    )
    assert result.returncode == 0, result.stderr
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def validation(variant: dict[str, Any], metric: str = "accuracy") -> np.ndarray:
    """The metric of each seed, NaN where training diverged."""
    trials = sorted(variant["trials"], key=lambda trial: trial["seed"])
    return np.array(
        [
            trial["metrics"]["validation"][metric] if trial["status"] == "finished" else np.nan
            for trial in trials
        ]
    )


def p_value(a: np.ndarray, b: np.ndarray) -> float:
    """The paired t-test; where seeds diverged, which count as the worst, the sign test."""
    if np.isfinite(a - b).all():
        return float(stats.ttest_rel(a, b).pvalue) if np.ptp(a - b) else 1.0
    better, worse = (np.nan_to_num(values, nan=-np.inf) for values in (a, b))
    wins, losses = int((better > worse).sum()), int((better < worse).sum())
    return float(stats.binomtest(wins, wins + losses).pvalue) if wins + losses else 1.0


def row_width(document: dict[str, Any]) -> float:
    """By how much one validation row moves an accuracy."""
    return 1 / int(document["ranking"]["rows"])


def wider_interval(values: np.ndarray, row: float, low: float, high: float) -> list[float]:
    """The wider one of Student's over the values, and over two more, a row above and below."""
    mean = values.mean()
    more = np.concatenate([values, [mean - row, mean + row]])
    halves = [stats.t.ppf(0.975, len(each) - 1) * stats.sem(each) for each in (values, more)]
    return [max(low, mean - max(halves)), min(high, mean + max(halves))]


def wider_p_value(a: np.ndarray, b: np.ndarray, row: float) -> float:
    """Likewise of differences; where they are all equal, no smaller than the sign test's."""
    differences = a - b
    if not np.isfinite(differences).all():
        return p_value(a, b)
    mean = differences.mean()
    if not mean:
        return 1.0
    more = np.concatenate([differences, [mean - row, mean + row]])
    found = [float(stats.ttest_1samp(more, 0).pvalue), p_value(a, b)]
    if not np.ptp(differences) > 1e-12:
        found[1] = 0.5 ** (len(differences) - 1)
    return max(found)


def test_summaries_are_those_of_the_trials(document: dict[str, Any]) -> None:
    for variant in document["variants"]:
        values = validation(variant)
        values = values[np.isfinite(values)]
        assert variant["diverged"] == 6 - len(values)
        if not len(values):
            continue
        summary = variant["summary"]["validation"]["accuracy"]
        mean = values.mean()
        expected = wider_interval(values, row_width(document), 0.0, 1.0)
        assert summary["n"] == len(values)
        assert summary["mean"] == pytest.approx(mean, rel=1e-12)
        assert summary["std"] == pytest.approx(values.std(ddof=1), rel=1e-9, abs=1e-15)
        assert summary["about"] == "seeds"
        assert summary["ci95"] == pytest.approx(expected, rel=1e-9)


def test_the_ranking_is_by_the_mean_with_hopeless_variants_last(document: dict[str, Any]) -> None:
    means = {
        variant["name"]: float(np.mean(validation(variant))) for variant in document["variants"]
    }
    listed = [means[entry["name"]] for entry in document["ranking"]["variants"]]
    finite = [mean for mean in listed if np.isfinite(mean)]
    assert [entry["place"] for entry in document["ranking"]["variants"]] == [1, 2, 3, 4, 5, 6]
    assert finite == sorted(finite, reverse=True)
    assert len(finite) == 4
    assert not np.isfinite(listed[4:]).any()


def test_comparisons_with_the_first_are_paired_and_corrected(document: dict[str, Any]) -> None:
    values = {variant["name"]: validation(variant) for variant in document["variants"]}
    ranking, row = document["ranking"]["variants"], row_width(document)
    best = ranking[0]["name"]
    assert ranking[0]["against_best"] is None
    checked = 0
    for entry in ranking[1:]:
        differences, against = values[entry["name"]] - values[best], entry["against_best"]
        p = wider_p_value(values[entry["name"]], values[best], row)
        assert against["p_value"] == pytest.approx(p, rel=1e-6)
        assert against["p_adjusted"] == pytest.approx(min(1.0, 5 * p), rel=1e-6)
        assert against["verdict"] == ("worse" if 5 * p <= 0.05 else "undecided")
        if not np.ptp(differences) > 0:
            continue
        assert against["method"] == "paired t"
        assert against["difference"] == pytest.approx(differences.mean(), rel=1e-9)
        expected = wider_interval(differences, row, -1.0, 1.0)
        assert against["ci95"] == pytest.approx(expected, rel=1e-9)
        checked += 1
    assert checked >= 2


def test_the_table_shows_the_best_first_and_what_diverged(config: Path) -> None:
    result = gdrun("sweep", config, "--metric", "loss", COLUMNS="200")
    assert result.returncode == 0
    lines = result.stdout.splitlines()
    head = next(i for i, line in enumerate(lines) if "validation loss" in line and "test" in line)
    assert "diverged" in lines[head]
    rows = [line.split() for line in lines[head + 2 : head + 5]]
    assert [row[0] for row in rows] == ["1", "2", "3"]
    assert "1e+30" in " ".join(rows[2])
    assert rows[2][-6:-3] == ["6", "of", "6"]


def test_top_says_how_many_it_leaves_out(config: Path) -> None:
    result = gdrun("sweep", config, "--top", "1")
    assert "… and 2 more variants" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--metric", "acuracy"), "accuracy"),
        (("--over", "optimizer.beta1=0.5,0.6"), "beta1"),
        (("--over", "training.epochs=5,five"), "five"),
        (("--set", "optimizer=adam"), "optimizer"),
        (("--over", "training.batch_size"), "--over"),
        (("--sample", "0"), "--sample"),
    ],
)
def test_what_cannot_be_swept_is_said_before_anything_runs(
    config: Path, arguments: tuple[str, ...], says: str
) -> None:
    result = gdrun("sweep", config, *arguments)
    assert result.returncode == 2
    assert says in result.stderr
    assert "Traceback" not in result.stderr
    assert not result.stdout
