"""What is kept of a network's outputs for the rows that it was not trained on."""

import numpy as np
from numpy.typing import NDArray

from gdrun.records import KeepOutputs, Outputs, RowOutputs
from gdrun.trial.binding import Binding


def outputs_of(
    binding: Binding,
    outputs: NDArray[np.floating],
    losses: NDArray[np.float32],
    keep: KeepOutputs,
) -> Outputs | None:
    """A trial's outputs by portion, as far as they are kept; None if nothing is.

    Args:
        binding: What was trained.
        outputs: Raw, for the validation rows and then the test rows: (rows, outputs).
        losses: Of these rows: (rows,).
        keep: What is kept.
    """
    if keep is KeepOutputs.NONE:
        return None
    data, start = binding.problem.data, 0
    found = {}
    for name, portion in (("validation", data.validation), ("test", data.test)):
        rows = slice(start, start + len(portion.targets))
        if len(portion.targets):
            found[name] = row_outputs(
                outputs[rows], losses[rows], len(binding.dataset.class_names), keep
            )
        start = rows.stop
    return found


def row_outputs(
    outputs: NDArray[np.floating], losses: NDArray[np.float32], classes: int, keep: KeepOutputs
) -> RowOutputs:
    """Of a portion what is kept, in arrays of its own; ``classes`` is 0 for numbers."""
    if classes == 0:
        return RowOutputs(outputs.copy(), None, None)
    raw = outputs.copy() if keep is KeepOutputs.ALL else None
    found = predicted_classes(outputs).astype(np.min_scalar_type(classes - 1))
    return RowOutputs(raw, found, losses.copy())


def predicted_classes(outputs: NDArray[np.floating]) -> NDArray[np.intp]:
    """The index of the class that each row of raw outputs stands for, the first among ties."""
    found = outputs[:, 0] > 0 if outputs.shape[1] == 1 else outputs.argmax(axis=1)
    return found.astype(np.intp)
