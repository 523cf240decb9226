"""Pictures as Matplotlib's figures, to look at what is on them: of whatever type that is."""

from typing import Any

from gdrun.pictures.drawing.saving import drawing
from gdrun.pictures.drawing.style import empty_figure
from gdrun.pictures.registry import kinds


def drawn(kind: str, value: Any, size: tuple[float, float] = (6.0, 4.0)) -> Any:
    with drawing():
        from matplotlib.backends.backend_agg import FigureCanvasAgg

        figure = empty_figure(size)
        FigureCanvasAgg(figure)
        kinds()[kind].draw(value, figure)
        figure.draw_without_rendering()
    return figure


def key_of(figure: Any) -> list[str]:
    return [text.get_text() for legend in figure.legends for text in legend.get_texts()]


def ticks_of(axis: Any) -> list[str]:
    low, high = sorted(axis.get_view_interval())
    places = zip(axis.get_majorticklocs(), axis.get_majorticklabels(), strict=True)
    return [label.get_text() for place, label in places if low <= place <= high]


def lines_of(axes: Any, gid: str) -> list[Any]:
    return [line for line in axes.lines if line.get_gid() == gid]


def overlaps(figure: Any) -> list[tuple[str, str]]:
    """Which of the title, the notes, the key, and the axes with their labels cover each other."""
    renderer = figure.canvas.get_renderer()
    boxes = {f"axes {n}": each.get_tightbbox(renderer) for n, each in enumerate(figure.axes)}
    boxes |= {f"key {n}": each.get_tightbbox(renderer) for n, each in enumerate(figure.legends)}
    for name, text in (("title", figure._suptitle), ("notes", figure._supxlabel)):
        if text is not None:
            boxes[name] = text.get_window_extent(renderer)
    whole = figure.bbox
    outside = [
        (name, "outside")
        for name, box in boxes.items()
        if box.x0 < whole.x0 - 1
        or box.x1 > whole.x1 + 1
        or box.y0 < whole.y0 - 1
        or box.y1 > whole.y1 + 1
    ]
    names = list(boxes)
    return outside + [
        (one, other)
        for place, one in enumerate(names)
        for other in names[place + 1 :]
        if boxes[one].padded(-1).overlaps(boxes[other].padded(-1))
    ]


def contrast(one: Any, other: Any) -> float:
    """Of two colours, as WCAG 2 has it."""
    from matplotlib.colors import to_rgb

    def luminance(colour: Any) -> float:
        linear = [
            c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)
        ]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)
