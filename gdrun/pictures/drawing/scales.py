"""Axes whose scale suits their values, with ticks at round numbers."""

import math
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from gdrun.evidence.pictures.scales import Scale, along, back
from gdrun.evidence.pictures.swept import Axis as SweptAxis
from gdrun.pictures.ticks import decade_ticks, near_one_ticks, power_of_ten

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
    from matplotlib.colors import Normalize

_MOST_TICKS = 7
_TICK = 0.25
"""Inches from one tick to the next, at least."""
_AROUND = 0.05
"""How far a frame goes beyond what it is for, of its own height."""
_CLOSE = 1 / 13
"""Values nearer to each other than this share of their axis have no room for a label each."""

_LARGE = 1e5
"""From here on powers of ten are easier to read."""


def in_words(value: float) -> str:
    """A number as it stands at a tick: ``0.01``, ``1e-07`` as ``10⁻⁷``."""
    text = f"{value:g}" if abs(value) < _LARGE else f"{value:.3e}"
    if "e" not in text:
        return text.replace("-", "−")
    digits, _, power = text.partition("e")
    digits = digits.rstrip("0").rstrip(".") if "." in digits else digits
    raised = power_of_ten(int(power))
    sign = "−" if digits.startswith("-") else ""
    digits = digits.removeprefix("-")
    return sign + (raised if digits == "1" else f"{digits}·{raised}")


def ticks_in_words(ticks: Sequence[float]) -> list[str]:
    """Numbers as they stand along one axis: if one decade is a power of ten, all of them are."""
    words = [in_words(tick) for tick in ticks]
    powers = [round(math.log10(tick)) if tick > 0 else 0 for tick in ticks]
    are_decades = all(math.isclose(10.0**p, tick) for p, tick in zip(powers, ticks, strict=True))
    if are_decades and any(power_of_ten(p) in words for p in powers):
        return [power_of_ten(power) if power else "1" for power in powers]
    return words


def scale_heights(axes: "Axes", scale: Scale, low: float, high: float) -> None:
    """The scale of the y-axis, and a frame that is a little more than from ``low`` to ``high``."""
    height = axes.bbox.height / axes.figure.dpi
    most = int(np.clip(height / _TICK, 2, _MOST_TICKS))
    low, high = _with_room(scale, low, high)
    _set_scale(axes.set_yscale, scale)
    axes.set_ylim(low, high)
    scale_ticks(axes.yaxis, scale, low, high, most)


def scale_widths(axes: "Axes", scale: Scale, low: float, high: float) -> None:
    """The same of the x-axis."""
    low, high = _with_room(scale, low, high)
    _set_scale(axes.set_xscale, scale)
    axes.set_xlim(low, high)
    scale_ticks(axes.xaxis, scale, low, high, _MOST_TICKS)


def _with_room(scale: Scale, low: float, high: float) -> tuple[float, float]:
    first, last = along([low, high], scale).tolist()
    room = _AROUND * (last - first) or _AROUND * abs(last) or _AROUND
    begin, end = back([first - room, last + room], scale).tolist()
    return begin, end


def _set_scale(set_scale: Callable[..., None], scale: Scale) -> None:
    if scale is Scale.LOGARITHMIC:
        set_scale("log", nonpositive="mask")
    elif scale is Scale.NEAR_ONE:
        set_scale("function", functions=_functions(scale))


def _functions(scale: Scale) -> tuple[Callable[[Any], Any], Callable[[Any], Any]]:
    return partial(along, scale=scale), partial(back, scale=scale)


def scale_ticks(axis: "Axis", scale: Scale, low: float, high: float, most: int) -> None:
    """Round numbers from ``low`` to ``high``, which suit a scale."""
    from matplotlib.ticker import MaxNLocator

    if scale is Scale.LOGARITHMIC:
        set_ticks(axis, decade_ticks(low, high, most))
    elif scale is Scale.NEAR_ONE and (shares := near_one_ticks(low, high, most)):
        set_ticks(axis, shares)
    else:
        axis.set_major_locator(MaxNLocator(most))


def scaled_colours(scale: Scale, low: float, high: float) -> "Normalize":
    """What makes a share of the way from the first colour to the last of values from ``low``."""
    from matplotlib.colors import FuncNorm, LogNorm, Normalize

    if scale is Scale.LOGARITHMIC:
        return LogNorm(low, high, clip=True)
    if scale is Scale.NEAR_ONE:
        return FuncNorm(_functions(scale), low, high)
    return Normalize(low, high)


def log_ticks(axis: "Axis") -> None:
    """Ticks of a logarithmic axis whose limits are set: Matplotlib's own are mathematical text."""
    low, high = axis.get_view_interval()
    set_ticks(axis, decade_ticks(low, high, _MOST_TICKS))


def ticks_at(axis: "Axis", swept: SweptAxis) -> None:
    """Ticks at values that are swept, if all have room for a label; limits are set."""
    placed = swept.placed(swept.values)
    places = along(placed, Scale.LOGARITHMIC if swept.logarithmic else Scale.LINEAR)
    if len(placed) < 2 or np.diff(places).min() >= _CLOSE * np.ptp(places):
        set_ticks(axis, placed.tolist(), swept.values)
    elif swept.logarithmic:
        zero = [placed[0]] if swept.values[0] == 0 else []
        decades = decade_ticks(placed[len(zero)], placed[-1], _MOST_TICKS)
        set_ticks(axis, [*zero, *decades], [*[0.0 for _ in zero], *decades])


def set_ticks(axis: "Axis", ticks: Sequence[float], values: Sequence[float] | None = None) -> None:
    """Ticks at these numbers alone, which say what they are or these values."""
    from matplotlib.ticker import FixedFormatter, FixedLocator, NullLocator

    axis.set_major_locator(FixedLocator(list(ticks)))
    axis.set_major_formatter(FixedFormatter(ticks_in_words(ticks if values is None else values)))
    axis.set_minor_locator(NullLocator())
