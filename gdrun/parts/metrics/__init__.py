"""Metrics: how good predictions are."""

from gdrun.parts.discovery import import_modules

import_modules(__name__)

# isort: split
# What is asked for by name elsewhere; a part need not be here.
from gdrun.parts.metrics.metric import Metric

__all__ = ["Metric"]
