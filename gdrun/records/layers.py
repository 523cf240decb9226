"""What is seen of a network's dense layers on some training rows, when its training has ended."""

import numpy as np
from numpy.typing import NDArray

LayersSeen = NDArray[np.float64]
"""A row for each dense layer, the outputs' last, with the columns below; (layers, COLUMNS).

NaN stands where there is nothing to see, and there are no rows where a trial did not end well.
"""

UNITS, SAME, ALIKE, SLOPE = range(4)
"""How many units it has; how many of them give the same for all rows; whether it has several and
all have equal weights and biases, 0 or 1; the root mean square of the loss's derivatives by its
sums."""
COLUMNS = 4
