"""Normalizers: bringing columns to a common range, as learnt from the training rows."""

from gdrun.parts.discovery import import_modules

import_modules(__name__)

# isort: split
# What is asked for by name elsewhere; a part need not be here.
from gdrun.parts.normalizers.columns import MinMax, Standardize, Unchanged
from gdrun.parts.normalizers.normalizer import Affine, Fitted, Normalizer

__all__ = [
    "Affine",
    "Fitted",
    "MinMax",
    "Normalizer",
    "Standardize",
    "Unchanged",
]
