"""Elementary functions for kernels: ``from gdrun.parts.elementary import exp``.

Here they are NumPy's. In compiled kernels the engine puts its own versions in their place, which
vectorise, keep the argument's dtype, and pass NaN on.
"""

from typing import Any

import numpy as np


def exp(x: Any) -> Any:
    """eˣ."""
    return np.exp(x)


def log(x: Any) -> Any:
    """The natural logarithm."""
    return np.log(x)


def log1p(x: Any) -> Any:
    """log(1 + x), exact for small x."""
    return np.log1p(x)


def tanh(x: Any) -> Any:
    """The hyperbolic tangent."""
    return np.tanh(x)


def sqrt(x: Any) -> Any:
    """The square root."""
    return np.sqrt(x)
