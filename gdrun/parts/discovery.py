"""Finding a family's modules: a file in the family's folder is all that a new part takes."""

import sys
from importlib import import_module
from pkgutil import iter_modules


def import_modules(package: str) -> None:
    """Imports all modules of a package by name, which registers their parts in that order."""
    for module in iter_modules(sys.modules[package].__path__):
        import_module(f"{package}.{module.name}")
