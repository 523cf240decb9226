"""Normalizers: bringing columns to a common range, as learnt from the training rows."""

from gdrun.parts.normalizers.columns import MaxAbs, MinMax, Robust, Standardize, Unchanged
from gdrun.parts.normalizers.normalizer import Affine, Fitted, Normalizer
from gdrun.parts.normalizers.rows import L2, UnitRows

__all__ = [
    "L2",
    "Affine",
    "Fitted",
    "MaxAbs",
    "MinMax",
    "Normalizer",
    "Robust",
    "Standardize",
    "Unchanged",
    "UnitRows",
]
