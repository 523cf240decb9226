"""That all values of a file are finite: neither missing nor infinite."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdrun.errors import DataError
from gdrun.files.chunks import row_chunks


def check_finite(values: NDArray[Any], name: str, origin: str) -> None:
    """Sees that all values are finite; messages call the array ``name`` in the file ``origin``.

    Raises:
        DataError: If one is not; it names the row and the column.
    """
    if values.dtype.kind != "f":
        return
    for chunk in row_chunks(len(values), values[0].size):
        finite = np.isfinite(values[chunk])
        if not finite.all():
            row, *column = (int(i[0]) for i in np.nonzero(~finite))
            row += chunk.start
            index = ", ".join(map(str, (row, *column)))
            place = f"row {row + 1:,}" + "".join(f", column {i + 1:,}" for i in column)
            raise DataError(
                f"{origin}: {name}[{index}] is {values[row, *column]} ({place}); "
                "fill in or leave out what is missing or infinite"
            )
