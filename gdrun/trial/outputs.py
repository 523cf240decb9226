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
) -> list[Outputs | None]:
    """The outputs of some trials by portion, as far as they are kept; None if nothing is.

    Args:
        binding: What was trained.
        outputs: Raw, for the validation rows and then the test rows: (trials, rows, outputs).
        losses: Of these rows: (trials, rows).
        keep: What is kept.

    Returns:
        For each trial views of common arrays.
    """
    if keep is KeepOutputs.NONE:
        return [None] * len(outputs)
    count = len(binding.dataset.class_names)
    classes = None
    if count:
        classes = predicted_classes(outputs).astype(np.min_scalar_type(count - 1))
    raw = outputs if classes is None or keep is KeepOutputs.ALL else None
    data = binding.problem.data
    first, last = len(data.validation.targets), outputs.shape[1]
    places = {"validation": slice(0, first), "test": slice(first, last)}
    there = {name: rows for name, rows in places.items() if rows.start < rows.stop}
    return [
        {
            name: RowOutputs(
                None if raw is None else raw[k, rows],
                None if classes is None else classes[k, rows],
                losses[k, rows],
            )
            for name, rows in there.items()
        }
        for k in range(len(outputs))
    ]


def predicted_classes(outputs: NDArray[np.floating]) -> NDArray[np.intp]:
    """The index of the class that raw outputs (…, outputs) stand for, the first among ties."""
    single = outputs.shape[-1] == 1
    found = outputs[..., 0] > 0 if single else outputs.argmax(axis=-1)
    return found.astype(np.intp)
