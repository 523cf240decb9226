"""What the picture of a gradient check shows."""

import numpy as np
import pytest

from gdrun.evidence.pictures.gradcheck import Valley
from gdrun.pictures.registry import kinds
from tests.pictures.drawn_kinds import figure_of, legend_of

STEPS = np.geomspace(1e-12, 0.1, 12)
VALLEY = Valley(
    "Gradient check: any",
    STEPS,
    3e-17 / STEPS + 0.2 * STEPS**2,
    3e-17 / STEPS + STEPS**4,
    3e-17,
    0.2,
    1e-3,
    1e-5,
    ("PASSED: 3 gradients checked.",),
)


def test_both_methods_and_both_sides_are_drawn() -> None:
    figure = figure_of(kinds()["gradcheck"], VALLEY)
    (axes,) = figure.axes
    lines = {str(line.get_label()): line for line in axes.lines}
    assert legend_of(figure) == [
        "central differences: least 2e-11 at ε = 10⁻⁵",
        "extrapolated: least 3e-13 at ε = 0.0001",
        "rounding, as 1/ε",
        "truncation, as ε²",
        "tolerance",
        "the check's largest ε",
    ]
    central = lines["central differences: least 2e-11 at ε = 10⁻⁵"]
    assert np.array_equal(central.get_ydata(), VALLEY.plain)
    assert lines["truncation, as ε²"].get_ydata() == pytest.approx(0.2 * STEPS**2)
    assert lines["tolerance"].get_ydata() == pytest.approx([1e-5, 1e-5])
    rings = [line for line in axes.lines if line.get_markersize() > 8]
    assert [float(np.asarray(ring.get_xdata())[0]) for ring in rings] == pytest.approx([1e-5, 1e-4])
    assert (axes.get_xscale(), axes.get_yscale()) == ("log", "log")
    low, high = axes.get_ylim()
    # The guides do not stretch the frame.
    assert low > 1e-13
    assert high > VALLEY.plain.max()
    assert "PASSED" in figure.get_supxlabel()


def test_an_error_of_zero_leaves_a_gap() -> None:
    plain = VALLEY.plain.copy()
    plain[5] = 0.0
    value = Valley("any", STEPS, plain, plain, None, None, 1e-3, 1e-5, ())
    low, _ = figure_of(kinds()["gradcheck"], value).axes[0].get_ylim()
    assert low > 0
