"""What the pictures of confusion and calibration show."""

from typing import Any

import numpy as np
import pytest
from matplotlib import colormaps
from matplotlib.collections import QuadMesh
from matplotlib.patches import Rectangle

import gdrun
from gdrun.errors import PictureError
from gdrun.pictures.drawing.style import cut, letters_on
from gdrun.pictures.registry import choose_kind
from tests.landscape.trained import LINE
from tests.pictures.drawn_kinds import drawn, legend_of, subject_of
from tests.pictures.figures import contrast

SAID: dict[str, Any] = {
    "name": "c",
    "data": {"source": "iris"},
    "training": {"epochs": 4},
    "seeds": 3,
}


def test_cells_are_shares_of_the_true_class() -> None:
    value, figure = drawn("confusion", subject_of(gdrun.train(SAID), "train"))
    axes = figure.axes[0]
    (mesh,) = [each for each in axes.collections if isinstance(each, QuadMesh)]
    expected = value.confusion.counts / value.confusion.counts.sum(axis=2, keepdims=True)
    assert np.asarray(mesh.get_array()) == pytest.approx(expected.mean(axis=0))
    assert mesh.get_clim() == (0, 1)
    assert [text.get_text() for text in axes.get_yticklabels()] == [
        "setosa",
        "versicolor",
        "virginica",
    ]
    assert axes.yaxis_inverted()
    written = {tuple(text.get_position()): text.get_text() for text in axes.texts}
    for (x, y), text in written.items():
        share = expected.mean(axis=0)[int(y), int(x)]
        assert float(text.strip("<>")) == pytest.approx(share, abs=0.01)
    assert len(written) == np.count_nonzero(expected.mean(axis=0))
    assert figure.get_suptitle() == "c: predictions of test rows, 3 seeds"


def test_letters_can_be_read_on_any_share() -> None:
    blues = colormaps["Blues"](np.linspace(0, 1, 48))
    for colour, letter in zip(blues, letters_on(blues), strict=True):
        assert contrast(letter, colour) > 4.5


def test_names_keep_their_ends() -> None:
    assert cut("short", 10) == "short"
    assert cut("optimizer=sgd, learning_rate=0.001", 20) == "optimizer=…ate=0.001"


@pytest.mark.parametrize(("classes", "written", "named"), [(10, True, 10), (50, False, 25)])
def test_many_classes_have_no_numbers_and_fewer_names(
    classes: int, written: bool, named: int
) -> None:
    source = {"name": "blobs", "classes": classes, "rows": 400}
    _, figure = drawn(
        "confusion", subject_of(gdrun.train({**SAID, "data": {"source": source}, "seeds": 1}))
    )
    assert bool(figure.axes[0].texts) == written
    assert len(figure.axes[0].get_xticks()) == named


def test_calibration_has_a_point_for_each_bin_with_rows() -> None:
    value, figure = drawn("calibration", subject_of(gdrun.train(SAID), "train"))
    axes, below = figure.axes
    line = axes.lines[1]
    told = [each for each in value.calibration.bins if each.right]
    assert line.get_ydata() == pytest.approx([each.right.mean for each in told])
    assert line.get_xdata() == pytest.approx([each.confidence.mean for each in told])
    heights = [bar.get_height() for bar in below.patches if isinstance(bar, Rectangle)]
    assert heights == pytest.approx([each.rows for each in value.calibration.bins])
    assert legend_of(figure)[0] == "perfectly calibrated"
    assert axes.get_title(loc="left").startswith("expected calibration error 0.")


@pytest.mark.parametrize("kind", ["confusion", "calibration"])
def test_numbers_are_refused_in_words(kind: str) -> None:
    with pytest.raises(PictureError, match="numbers are predicted"):
        choose_kind(kind, subject_of(gdrun.train(LINE), "train"))
