"""Gradient checks: backpropagation against one step of descent and against central differences."""

from gdrun.checking.api import check
from gdrun.checking.sabotage import sabotages

__all__ = ["check", "sabotages"]
