"""Data sources: where examples come from."""

from gdrun.parts.discovery import import_modules

import_modules(__name__)

# isort: split
# What is asked for by name elsewhere; a part need not be here.
from gdrun.parts.sources.builtin import BreastCancer, Diabetes, Digits, Iris, Packaged, Wine
from gdrun.parts.sources.files import Csv, Idx, Npz, Tabular
from gdrun.parts.sources.generated import Blobs, Points
from gdrun.parts.sources.in_memory import Arrays
from gdrun.parts.sources.source import Source

__all__ = [
    "Arrays",
    "Blobs",
    "BreastCancer",
    "Csv",
    "Diabetes",
    "Digits",
    "Idx",
    "Iris",
    "Npz",
    "Packaged",
    "Points",
    "Source",
    "Tabular",
    "Wine",
]
