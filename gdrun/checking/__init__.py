"""Gradient checks: backpropagation against one step of descent and against central differences."""

from gdrun.checking.api import check_builtin, check_config
from gdrun.checking.sabotage import sabotages

__all__ = ["check_builtin", "check_config", "sabotages"]
