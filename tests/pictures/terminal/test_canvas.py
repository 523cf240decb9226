import math

import numpy as np

from gdrun.pictures.terminal.canvas import DASHES, Canvas, sample

NAN = math.nan


def seen(canvas: Canvas) -> list[str]:
    return [line.plain for line in canvas.lines()]


def dots(canvas: Canvas) -> list[str]:
    """The dots as ``#``, a row each, from what is seen."""
    places = (0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80)
    rows = []
    for line in seen(canvas):
        letters = [0 if letter == " " else ord(letter) - 0x2800 for letter in line]
        for left, right in places:
            bits = [bit for letter in letters for bit in (letter & left, letter & right)]
            rows.append("".join("#" if bit else "." for bit in bits))
    return rows


def test_a_climb_has_no_gaps() -> None:
    canvas = Canvas(2, 1)
    canvas.curve(np.array([3.0, 0.2, 0.0, 2.0]), 0, "1")
    assert dots(canvas) == [
        ".##.",
        ".#.#",
        ".#.#",
        "#...",
    ]


def test_dashes_go_along_the_line() -> None:
    """Four dots of the climb and one of the level are drawn by turns of two."""
    canvas = Canvas(2, 1)
    canvas.curve(np.array([3.0, 0.0, 0.0, 0.0]), 0, "1100")
    assert dots(canvas) == [
        "..##",
        "....",
        ".#..",
        "#...",
    ]


def test_a_line_is_broken_where_there_is_no_number_and_leaves_the_frame() -> None:
    canvas = Canvas(3, 1)
    canvas.curve(np.array([1.0, NAN, 1.0, 1e30, -1e30, NAN]), 0, "1")
    assert dots(canvas) == [
        "....#.",
        "#.#.#.",
        "...##.",
        "...##.",
    ]


def test_of_nothing_nothing_is_drawn() -> None:
    canvas = Canvas(2, 1)
    canvas.curve(np.full(4, NAN), 0, "1")
    canvas.band(np.full(4, NAN), np.full(4, NAN), 0)
    assert seen(canvas) == ["  "]


def test_a_band_is_sparse_and_leaves_letters_with_a_line_alone() -> None:
    canvas = Canvas(4, 2)
    canvas.curve(np.array([*[1.0] * 4, *[NAN] * 4]), 0, "1")
    canvas.band(np.full(8, 7.0), np.array([0.0, 0, 0, 0, 0, 0, 0, NAN]), 0)
    assert dots(canvas) == [
        "....#...",
        "####....",
        "......#.",
        "........",
        "#...#...",
        "........",
        "..#...#.",
        "........",
    ]


def test_a_letter_has_the_colour_of_the_line_that_was_drawn_last() -> None:
    canvas = Canvas(2, 1)
    canvas.curve(np.full(4, 3.0), 1, "1")
    canvas.curve(np.array([0.0, 0.0, NAN, NAN]), 0, "1")
    (line,) = canvas.lines()
    assert line.plain == "⣉⣀"
    assert [(span.start, span.end, span.style) for span in line.spans] == [
        (0, 1, "cyan"),
        (1, 2, "magenta"),
    ]


def test_marks_are_side_by_side_where_they_meet_and_one_where_they_are_the_same() -> None:
    canvas = Canvas(4, 1)
    for sign, owner in (("o", 0), ("x", 1), ("x", 1), ("v", 2)):
        canvas.mark(2, 2, sign, owner)
    canvas.mark(-5, 99, "+", 3)
    assert seen(canvas) == ["vox+"]


def test_lines_are_told_apart_without_colours() -> None:
    samples = [sample(dashes, 10) for dashes in DASHES]
    assert len({*samples}) == len(DASHES)
    assert samples[0] == 10 * "⠒"
