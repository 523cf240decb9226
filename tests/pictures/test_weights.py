"""What the picture of weights shows."""

from typing import Any

import numpy as np
import pytest
from matplotlib.patches import StepPatch

import gdrun
from tests.landscape.trained import MOONS
from tests.pictures.drawn_kinds import drawn, legend_of, subject_of

DIGITS = {"name": "d", "data": {"source": "digits"}, "model": {"hidden": [10]},
          "training": {"epochs": 1, "batch_size": "full"}, "seeds": 1}  # fmt: skip


def panels_of(figure: Any) -> list[Any]:
    """Those with histograms."""
    return [axes for axes in figure.axes if axes.get_visible() and axes.patches]


def test_each_layer_has_a_histogram_of_its_start_and_its_end() -> None:
    value, figure = drawn("weights", subject_of(gdrun.train(MOONS), "train"))
    assert figure.get_suptitle() == "moons: weights before and after training, seed 0"
    assert legend_of(figure) == ["start", "end"]
    panels = panels_of(figure)
    assert [axes.get_title(loc="left") for axes in panels] == ["W0 (2 × 3)", "W1 (3 × 1)"]
    for axes, layer in zip(panels, value.layers, strict=True):
        (start, edges, _), (end, _, _) = (
            each.get_data() for each in axes.patches if isinstance(each, StepPatch)
        )
        assert np.array_equal(start, layer.start)
        assert np.array_equal(end, layer.end)
        assert np.array_equal(edges, layer.edges)
        low, high = axes.get_xlim()
        assert low < layer.edges[0] < layer.edges[-1] < high


def test_a_spike_goes_beyond_the_axes_with_its_share() -> None:
    said = {**DIGITS, "model": {"hidden": [], "weights": "zeros"}}
    value, figure = drawn("weights", subject_of(gdrun.train(said), "train"))
    axes = panels_of(figure)[-1]
    assert axes.get_ylim()[1] == pytest.approx(1.25 * value.layers[0].highest)
    assert "start 100%" in [text.get_text() for text in axes.texts]
    assert "A bar with its share" in figure.get_supxlabel()


def test_images_are_units_in_one_scale() -> None:
    value, figure = drawn("weights", subject_of(gdrun.train(DIGITS), "train"))
    (image,) = [axes.get_images()[0] for axes in figure.axes if axes.get_images()]
    whole = np.asarray(image.get_array())
    assert whole.shape == (17, 71)
    assert len(value.images) == 10
    for unit, pixels in enumerate(value.images):
        down, right = 9 * (unit // 8), 9 * (unit % 8)
        assert np.array_equal(whole[down : down + 8, right : right + 8], pixels)
    assert np.isnan(whole[8]).all()
    # Few weights are beyond the last colours.
    low, reach = image.get_clim()
    assert low == -reach
    assert 0.98 < (np.abs(value.images) <= reach).mean() < 1
    assert f"yellow {reach:.2g} and above" in figure.get_supxlabel().replace("\n", " ")
    (above, _) = figure.subfigs[0].subfigs
    assert "all 10 units" in above.get_suptitle()


def test_many_layers_go_on_in_further_rows() -> None:
    said = {**MOONS, "model": {"hidden": [2] * 6}}
    _, figure = drawn("weights", subject_of(gdrun.train(said), "train"))
    panels = panels_of(figure)
    assert len(panels) == 7
    assert len({round(axes.get_position().x0, 2) for axes in panels}) == 3
    assert figure.get_figheight() > 5


def test_several_variants_have_a_row_each() -> None:
    outcome = gdrun.sweep(MOONS, {"model.weights": ["zeros", "glorot_uniform"]})
    _, figure = drawn("weights", subject_of(outcome))
    titles = [axes.get_title(loc="left") for axes in panels_of(figure)]
    assert titles == [
        "zeros\nW0 (2 × 3)",
        "W1 (3 × 1)",
        "glorot_uniform\nW0 (2 × 3)",
        "W1 (3 × 1)",
    ]
