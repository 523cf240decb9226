"""Values that JSON can say."""

import math
from typing import Any


def finite(value: Any) -> Any:
    """``value`` with None for every number in it that JSON cannot say."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: finite(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [finite(inner) for inner in value]
    return value
