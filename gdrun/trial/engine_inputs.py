"""Parameters of parts in the form that the engine reads."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import ValidationError

from gdrun.errors import PartError
from gdrun.parts.kernels import KernelPart


def hyper_vector(part: KernelPart, key: str, dtype: np.dtype[Any]) -> NDArray[np.floating]:
    """The part's parameters as its kernels read them.

    Raises:
        PartError: If the dtype cannot hold one of them, or rounds it out of the part's bounds, as
            0.99999999999 to 1.
    """
    exact = np.array(part.hyper(), np.float64)
    with np.errstate(over="ignore"):
        vector = exact.astype(dtype)
    for value in exact[np.isinf(vector) & np.isfinite(exact)]:
        raise PartError(
            f"{key}: {part.name} has a parameter of {value:g}, which {dtype.name} cannot hold: "
            "make it smaller, or set `training.dtype` to float64"
        )
    # The learning rate stays float64 until a step is made.
    given = {k: v for k, v in part if isinstance(v, float) and k != "learning_rate"}
    rounded = {field: float(dtype.type(value)) for field, value in given.items()}
    try:
        type(part)(**{**dict(part), **rounded})
    except ValidationError as error:
        # Without a place it is about several parameters at once.
        fields = error.errors()[0]["loc"] or [k for k in given if rounded[k] != given[k]]
        became = ", ".join(f"{k} {given[str(k)]!r} becomes {rounded[str(k)]:g}" for k in fields)
        raise PartError(
            f"{key}: {part.name} cannot be rounded to {dtype.name}, where {became}: "
            "set `training.dtype` to float64"
        ) from None
    return vector
