"""What the picture of regions shows."""

from typing import Any

import numpy as np
import pytest
from matplotlib.image import AxesImage

import gdrun
from gdrun.errors import PictureError
from gdrun.landscape import boundary as module
from gdrun.pictures.registry import choose_kind
from tests.landscape.trained import LINE, MOONS
from tests.pictures.drawn_kinds import drawn, legend_of, subject_of


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "GRID", 11)


def outcome_of(**changes: Any) -> Any:
    """What two inputs were trained to."""
    return subject_of(gdrun.train({**MOONS, **changes}), "train")


def test_most_seeds_and_each_seed_have_a_panel() -> None:
    value, figure = drawn("boundary", outcome_of())
    panels = [axes for axes in figure.subfigs[0].axes if axes.get_visible()]
    titles = [axes.get_title() for axes in panels]
    assert titles == ["most of 2 seeds", "seed 0", "seed 1"]
    assert figure.get_suptitle() == "moons: predicted class, 2 seeds"
    assert legend_of(figure) == ["class 0", "class 1"]
    for axes, said in zip(panels[1:], value.of_seeds.values(), strict=True):
        (image,) = [each for each in axes.get_children() if isinstance(each, AxesImage)]
        pixels = np.asarray(image.get_array())
        colours = np.unique(pixels[:, :, :3].reshape(-1, 3), axis=0)
        assert len(colours) == len(np.unique(said))
        assert np.ptp(pixels[:, :, 3]) == 0
        rows = [np.array(line.get_data()).T for line in axes.lines]
        for k, of_class in enumerate(rows):
            assert np.array_equal(of_class, value.points[value.targets == k])


def test_where_seeds_disagree_it_is_pale() -> None:
    value, figure = drawn(
        "boundary", outcome_of(seeds=3, optimizer={"name": "adam", "learning_rate": 0.05})
    )
    (image,) = figure.subfigs[0].axes[0].get_images()
    depth = np.asarray(image.get_array())[:, :, 3]
    assert (value.agreement < 1).any()
    assert depth[value.agreement < 1].max() < depth[value.agreement == 1].min()


def test_one_seed_has_one_panel_and_many_have_the_first_five() -> None:
    _, figure = drawn("boundary", outcome_of(seeds=1))
    (axes,) = figure.subfigs[0].axes
    assert not axes.get_title()
    _, figure = drawn("boundary", outcome_of(seeds=7))
    panels = [axes.get_title() for axes in figure.subfigs[0].axes]
    assert panels == ["most of 7 seeds", *(f"seed {seed}" for seed in range(5))]
    assert "The first 5 seeds" in figure.get_supxlabel()


def test_ten_classes_differ_in_colour_or_mark() -> None:
    said = {"source": {"name": "blobs", "classes": 10, "rows": 100}}
    _, figure = drawn("boundary", outcome_of(data=said, seeds=1))
    lines = figure.subfigs[0].axes[0].lines
    assert len({(line.get_color(), line.get_marker()) for line in lines}) == len(lines) == 10


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (LINE, "it shows classes, and numbers are predicted"),
        ({**MOONS, "data": {"source": "iris"}}, "for two inputs, and there are 4"),
    ],
)
def test_what_has_no_regions_is_refused_in_words(said: dict[str, Any], why: str) -> None:
    with pytest.raises(PictureError, match=why):
        choose_kind("boundary", subject_of(gdrun.train(said), "train"))
