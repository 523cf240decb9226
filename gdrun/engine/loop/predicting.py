"""What rows of raw outputs stand for: classes, their probabilities, or numbers."""

import numpy as np

from gdrun.engine.blocks.pointers import Pointer, advance
from gdrun.engine.blocks.transcendentals import exp64
from gdrun.engine.compile.compiling import inner


@inner
def write_labels(outputs: Pointer, rows: int, columns: int, labels: Pointer) -> None:
    """Writes the class that each row of raw outputs stands for."""
    for i in range(rows):
        labels[i] = predicted_class(advance(outputs, i * columns), columns)


@inner
def predicted_class(outputs: Pointer, count: int) -> int:
    """The class that a row of raw outputs stands for; the first among ties."""
    if count == 1:
        return 1 if outputs[0] > 0 else 0
    best, largest = 0, outputs[0]
    for j in range(1, count):
        # Without branches, which would be taken at random.
        is_larger = outputs[j] > largest
        best = j if is_larger else best
        largest = outputs[j] if is_larger else largest
    return best


@inner
def write_probabilities(
    outputs: Pointer, rows: int, columns: int, classes: int, estimates: Pointer
) -> None:
    """Writes the probabilities of the classes that rows of raw outputs stand for, in float64."""
    if columns == 1:
        for i in range(rows):
            output = np.float64(outputs[i])
            small = exp64(-abs(output))
            likely, unlikely = 1.0 / (1.0 + small), small / (1.0 + small)
            estimates[2 * i] = unlikely if output > 0.0 else likely
            estimates[2 * i + 1] = likely if output > 0.0 else unlikely
        return
    for i in range(rows):
        row, place = advance(outputs, i * columns), advance(estimates, i * classes)
        largest = row[0]
        for j in range(1, columns):
            largest = max(largest, row[j])
        for j in range(columns):
            place[j] = np.float64(row[j]) - np.float64(largest)
    # In a loop of its own, which vectorises.
    for i in range(rows * classes):
        estimates[i] = exp64(estimates[i])
    for i in range(rows):
        place = advance(estimates, i * classes)
        total = 0.0
        for j in range(classes):
            total += place[j]
        # One division takes as long as many products. No share is above 1: the largest power is 1.
        share = 1.0 / total
        for j in range(classes):
            place[j] *= share


@inner
def write_numbers(outputs: Pointer, count: int, exponential: int, estimates: Pointer) -> None:
    """Writes the numbers, in the targets' units, that so many raw outputs stand for."""
    for i in range(count):
        output = float(outputs[i])
        estimates[i] = np.exp(output) if exponential else output
