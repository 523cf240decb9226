"""What the picture of descent shows."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from matplotlib.lines import Line2D
from matplotlib.text import Annotation

import gdrun
from gdrun.errors import PictureError
from gdrun.pictures.kind import Subject
from gdrun.pictures.registry import choose_kind, kinds
from gdrun.records import Outcome
from gdrun.trial.binding import Binding
from tests.landscape.trained import LINE
from tests.pictures.drawn_kinds import drawn, figure_of, legend_of, subject_of

KEY = "optimizer.learning_rate"


def swept(over: dict[str, list[Any]], **changes: Any) -> Outcome:
    """A line's outcome."""
    return gdrun.sweep({**LINE, **changes}, over)


def test_each_path_has_a_line_and_a_label_that_tells_its_end() -> None:
    value, figure = drawn("descent", subject_of(swept({KEY: [0.02, 0.3, 1.5]})))
    (axes,) = figure.axes
    low, right, high = value.paths
    lines = {str(line.get_label()): line for line in axes.lines}
    assert legend_of(figure) == [
        f"learning rate 0.02: {low.came_to}",
        f"learning rate 0.3: {right.came_to}",
        f"learning rate 1.5: {high.came_to}",
        f"lowest here: J {value.lowest:.2g}",
    ]
    for path in value.paths:
        line = lines[f"learning rate {path.name.rpartition(' ')[2]}: {path.came_to}"]
        assert np.array_equal(np.array(line.get_data()).T, path.points)
    courses = [line for line in axes.lines if str(line.get_label()).startswith("learning")]
    for look in (Line2D.get_color, Line2D.get_marker, Line2D.get_linestyle):
        assert len({look(line) for line in courses[:2]}) == 2
    assert axes.get_xlim() == (value.across[0], value.across[-1])
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("θ₀: weight of x", "θ₁: bias")
    assert "start" in [text.get_text() for text in axes.texts]
    (title,) = [figure.get_suptitle()]
    assert title == "line: descent on J(θ₀, θ₁), seed 0"


def test_contours_are_at_the_levels() -> None:
    value, figure = drawn("descent", subject_of(swept({KEY: [0.3]})))
    (contours,) = figure.axes[0].collections
    assert contours.levels + value.lowest == pytest.approx(value.levels)  # type: ignore[attr-defined]


def test_some_contours_say_how_high_they_are() -> None:
    value, figure = drawn("descent", subject_of(swept({KEY: [0.3]})))
    written = [text for text in figure.axes[0].texts if text.get_text() != "start"]
    told = [float(text.get_text()) for text in written]
    assert len(told) > 1
    for height in told:
        assert min(abs(height / value.levels - 1)) < 0.05
    assert {text.get_alpha() for text in written} == {1}


def test_every_step_of_a_short_path_has_a_mark_and_crowded_ones_have_not() -> None:
    value, figure = drawn("descent", subject_of(swept({KEY: [0.1, 0.0001]})))
    fast, slow = (
        line.get_markevery()
        for line in figure.axes[0].lines
        if str(line.get_label()).startswith("learning")
    )
    assert isinstance(fast, list)
    assert len(fast) > 6
    assert slow == [0]
    assert len(value.paths[1].points) == 13


def test_a_path_that_leaves_has_an_arrow_on_the_edge() -> None:
    value, figure = drawn("descent", subject_of(swept({KEY: [0.3, 1.5]})))
    texts = [text for text in figure.axes[0].texts if isinstance(text, Annotation)]
    (arrow,) = [text for text in texts if not text.get_text()]
    assert arrow.xy == pytest.approx(tuple(value.paths[1].points[-1]))
    edge = value.paths[1].points[-1]
    sides = np.array([value.frame.low, value.frame.high])
    assert np.isclose(sides, edge).any()


def test_a_larger_network_tells_what_the_plane_holds() -> None:
    said = {"data": {"source": {"name": "moons", "rows": 40}}, "model": {"hidden": [2]},
            "training": {"epochs": 5, "dtype": "float64"}, "seeds": 1, "name": "m"}  # fmt: skip
    value, figure = drawn("descent", subject_of(gdrun.train(said), "train"))
    share = f"({value.paths[0].share:.0%} in the plane)"
    assert legend_of(figure)[0].endswith(share)
    assert figure.get_suptitle() == "m: descent on J of 9 parameters, seed 0"
    assert "seems to climb" in figure.get_supxlabel().replace("\n", " ")


def test_a_long_training_that_is_repeated_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    outcome = gdrun.train({**LINE, "training": {**LINE["training"], "stop": {"loss_below": 0.2}}})
    steps = outcome.records[0].steps
    assert steps < 12
    told: list[str] = []
    subject = replace(subject_of(outcome, "train"), on_status=told.append)
    kinds()["descent"].make(subject)
    assert not told
    monkeypatch.setattr(Binding, "expected_seconds", 60.0)
    kinds()["descent"].make(subject)
    assert told == [f"training again for the paths: about {5 * steps} s"]


def test_different_starts_are_all_marked() -> None:
    outcome = swept({"model.weights": ["zeros", "ones"]})
    _, figure = drawn("descent", subject_of(outcome))
    assert [text.get_text() for text in figure.axes[0].texts].count("start") == 2


def test_a_path_that_starts_out_of_sight_is_told() -> None:
    fifty = {"name": "constant", "value": 50}
    outcome = swept({KEY: [0.3, 1.5], "model.weights": ["zeros", fifty]})
    every = subject_of(outcome)
    subject = replace(every, candidates=(every.candidates[0], every.candidates[-1]))
    value, figure = drawn("descent", subject)
    far = value.paths[1]
    assert far.start == pytest.approx([50, 0])
    assert not len(far.points)
    assert legend_of(figure)[1].endswith(
        f"J {far.loss:.2g} after 12 steps, out of sight from the start"
    )
    assert [text.get_text() for text in figure.axes[0].texts].count("start") == 1
    rows = kinds()["descent"].numbers(value).rows
    assert [row[2] for row in rows] == ["(0, 0)", "(50, 0)"]


@pytest.mark.parametrize(
    ("over", "why"),
    [
        ({"penalty.l2": [0, 1]}, "differ in their penalty"),
        ({"model.hidden": [[], [2]]}, "differ in their network"),
        ({"data.source.noise": [0, 1]}, "differ in their data"),
        ({KEY: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]}, "at most 6 variants"),
    ],
)
def test_paths_on_different_surfaces_do_not_suit(over: dict[str, list[Any]], why: str) -> None:
    with pytest.raises(PictureError, match=why):
        choose_kind("descent", subject_of(swept(over)))


def test_the_loss_that_is_left_to_gdrun_is_the_same_as_if_it_is_named() -> None:
    named = gdrun.train(LINE)
    left = gdrun.train({key: said for key, said in LINE.items() if key != "loss"})
    absolute = gdrun.train({**LINE, "loss": "mae"})
    kind = kinds()["descent"]

    def both(one: Outcome, other: Outcome) -> Subject:
        candidates = subject_of(one).candidates + subject_of(other).candidates
        return Subject(candidates, "compare", one.primary_metric)

    assert kind.why_not(both(named, left)) == ""
    assert "differ in their loss" in kind.why_not(both(left, absolute))


def test_arrays_that_were_handed_over_cannot_be_read_again() -> None:
    x = np.linspace(0, 1, 30)[:, np.newaxis]
    outcome = gdrun.train({k: v for k, v in LINE.items() if k != "data"}, X=x, y=x[:, 0] + 1.5)
    with pytest.raises(PictureError, match="handed over as arrays"):
        kinds()["descent"].make(subject_of(outcome, "train"))


def test_it_is_drawn_at_the_size_of_a_slide() -> None:
    value, _ = drawn("descent", subject_of(swept({KEY: [0.3]})))
    figure = figure_of(kinds()["descent"], value, (13.0, 7.0))
    assert figure.axes[0].get_aspect() == 1.0
