"""What a constant prediction scores, beside and below what was trained."""

import io
import re
from typing import Any

import pytest
from rich.console import Console

from gdrun.records import Outcome, Variant
from gdrun.report.exports import exporters, pieces_of
from gdrun.report.json.comparison import comparison_document
from gdrun.report.json.outcomes import outcome_document
from gdrun.report.tables.comparison import print_comparison
from gdrun.report.tables.outcomes import print_outcome, print_sweep
from tests.evidence.sweeps import compared
from tests.records.outcomes import CONFIG, FACTS, outcome, record, swept

SCORES = {
    "train": {"accuracy": 0.75, "brier": 0.1},
    "validation": {"accuracy": 0.625},
    "test": {"accuracy": 0.5, "brier": 0.2},
}


def facts(predicts: Any = "no", **changes: Any) -> dict[str, Any]:
    told = {"predicts": predicts, "seed": None, "metrics": SCORES, **changes}
    return {**FACTS, "baseline": told}


def trained(*accuracies: float, **changes: Any) -> Outcome:
    records = [record(seed, accuracy) for seed, accuracy in enumerate(accuracies)]
    return outcome(*records, **{"facts": facts(), **changes})


def shown(found: Outcome, width: int = 120, **more: Any) -> str:
    stream = io.StringIO()
    console = Console(file=stream, width=width)
    if len(found.variants) > 1:
        print_sweep(found, "accuracy", None, console, **more)
    else:
        print_outcome(found, console, **more)
    return stream.getvalue()


@pytest.mark.parametrize("width", [36, 40, 80, 120])
@pytest.mark.parametrize("seeds", [1, 4])
def test_it_stands_beside_the_means_where_there_is_place(width: int, seeds: int) -> None:
    text = shown(trained(*[0.9, 0.8, 0.9, 0.8][:seeds]), width)
    assert max(map(len, text.splitlines())) <= width
    table = text.split("\n\n")[1]
    assert ("baseline" in table) == (width > 36 or seeds == 1)
    if "baseline" in table:
        rows = re.findall(r"accuracy +\S+ .*?(0\.750*|0\.50*)(?: |$)", table, re.MULTILINE)
        assert [float(score) for score in rows] == [0.75, 0.5]
    assert "test accuracy 0.5000" in " ".join(text.split())


def test_a_loss_has_none() -> None:
    (line,) = [line for line in shown(trained(0.9)).splitlines() if line.startswith("test")]
    assert line.split() == ["test", "loss", "0.1000"]
    text = shown(trained(0.9), metrics=["loss"])
    assert "baseline" not in text.lower()


def test_an_older_store_has_none() -> None:
    assert "aseline" not in shown(trained(0.5, 0.4, facts=FACTS))
    assert outcome_document(trained(0.5, facts=FACTS))["baseline"] is None


def test_what_is_no_better_says_so() -> None:
    said = "is no better than that."
    assert said not in shown(trained(0.9, 0.8))
    assert f"The mean of the seeds {said}" in shown(trained(0.25, 0.75))
    assert f"The one seed {said}" in shown(trained(0.5))
    # Of what diverged there is no mean.
    assert said not in shown(outcome(record(0, 0.0, metrics={}), facts=facts()))


@pytest.mark.parametrize(
    ("predicts", "name"),
    [
        ("no", "always `no`"),
        ("\x1b[31mred", "always `[31mred`"),
        ([152.13], "always the training mean 152.1"),
        ([1.0, 2.0, 3.0, 4.0], "always the training mean 1.000, 2.000, 3.000, …"),
    ],
)
def test_its_name(predicts: Any, name: str) -> None:
    text = shown(trained(0.9, facts=facts(predicts)))
    assert f"Baseline, {name}: test accuracy 0.5000\n" in text.replace("` [31m", "`[31m")


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"seeds": 25, "alike": True}, "always `no` (over 25 seeds' splits)"),
        ({"seeds": 1, "alike": True}, "always `no` (of one seed's split)"),
        (
            {"seeds": 100, "alike": False},
            "always the class of most training rows (over 100 seeds' splits)",
        ),
    ],
)
def test_over_which_seeds_it_is(more: Any, said: str) -> None:
    variant = Variant("toy", {}, {**CONFIG, "randomness": {"vary": ["split"]}})
    text = shown(trained(0.9, facts=facts(**more), variants=(variant,)))
    assert f"Baseline, {said}: test accuracy 0.5000\n" in text
    of_one = shown(trained(0.4, facts=facts(seed=3), variants=(variant,)))
    assert "aseline" not in of_one
    assert "no better" not in of_one


@pytest.mark.parametrize("width", [40, 80, 120])
def test_a_sweep(width: int) -> None:
    values = {"a": [0.9, 0.8], "b": [0.6, 0.65], "c": [0.3, 0.2], "d": [float("nan")] * 2}
    words = " ".join(shown(swept(values, facts=facts()), width).split())
    line = "Baseline, always `no`: validation accuracy 0.6250, test accuracy 0.5000"
    assert f"{line} No better than that: 2, 3 Ranked" in words
    good = swept({"a": [0.9, 0.8], "b": [0.7, 0.8]}, facts=facts())
    assert f"{line} Ranked" in " ".join(shown(good, width).split())
    bad = swept({"b": [0.6, 0.65], "c": [0.3, 0.2]}, facts=facts())
    assert f"{line} No variant is better than that." in " ".join(shown(bad, width).split())
    assert "aseline" not in shown(swept(values, facts=FACTS), width)


def test_a_comparison() -> None:
    found = swept({"a": [0.9, 0.8, 0.7], "b": [0.6, 0.65, 0.4]}, facts=facts())
    stream = io.StringIO()
    print_comparison(compared(found), Console(file=stream, width=120))
    told = "Baseline, always `no`: validation accuracy 0.6250\nNo better than that: B\n"
    assert told in stream.getvalue()
    document = comparison_document(compared(found))
    assert document["baseline"] == {"predicts": "no", "seeds": None, "score": 0.625}
    assert comparison_document(compared(swept({"a": [1, 0], "b": [0, 1]})))["baseline"] is None


def written(form: str, found: Outcome) -> list[str]:
    content = exporters()[form].write(found)
    assert not isinstance(content, bytes)
    return "".join(pieces_of(content)).splitlines()


def test_exported_tables() -> None:
    one = trained(0.9, 0.8, facts=facts("a_`b|"))
    heading, _, loss, accuracy, *_ = written("markdown", one)[2:]
    assert heading.startswith("| portion | metric | mean ± std | baseline | 95% interval |")
    assert [line.split(" | ")[3] for line in (loss, accuracy)] == ["", "0.750"]
    told = "Baseline, always {}: test accuracy 0.5000"
    assert "- " + told.format("\\`a\\_\\`b\\|\\`") in written("markdown", one)
    quote = "\\textasciigrave{}"
    escaped = f"{quote}a\\_{quote}b\\textbar{{}}{quote}"
    assert "% " + told.format(escaped) in written("latex", one)
    several = swept({"a": [0.9, 0.8], "b": [0.6, 0.65]}, facts=facts([2.0]))
    assert any("Baseline, always the training mean" in line for line in written("latex", several))
    for form in ("markdown", "latex"):
        lines = written(form, trained(0.9, facts=FACTS))
        assert not any("baseline" in line.lower() for line in lines)


def test_json() -> None:
    expected = {"predicts": "no", "seed": None, "metrics": SCORES}
    assert outcome_document(trained(0.9))["baseline"] == expected
