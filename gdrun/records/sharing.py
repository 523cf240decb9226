"""Values that are written alike, kept once: a sweep's variants say nearly all the same."""

import json
import sys
from collections.abc import Mapping
from typing import Any


class Shared:
    """Remembers plain data that nobody changes; forgotten as soon as all is shared."""

    def __init__(self) -> None:
        self._known: dict[str, Any] = {}

    def one(self, value: Any) -> Any:
        """The first value of those written in JSON as this one is."""
        return self._known.setdefault(json.dumps(value), value)

    def sections(self, mapping: Mapping[str, Any]) -> dict[str, Any]:
        """A mapping whose values are shared one by one."""
        return {sys.intern(key): self.one(value) for key, value in mapping.items()}
