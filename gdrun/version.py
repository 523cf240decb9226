"""The version, as the installed package states it."""

from importlib.metadata import PackageNotFoundError, version

try:
    VERSION = version("gdrun")
except PackageNotFoundError:  # Run from a copy of the sources that nobody installed.
    VERSION = "0+unknown"
