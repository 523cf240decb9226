"""Parts: what a config can choose. Importing this package registers all that are built in."""

from gdrun.parts import activations, decays, sources

# isort: split
# Families are listed in the order in which they are first met.
from gdrun.parts import averages, initializers, layers, losses, metrics, normalizers, optimizers

__all__ = [
    "activations",
    "averages",
    "decays",
    "initializers",
    "layers",
    "losses",
    "metrics",
    "normalizers",
    "optimizers",
    "sources",
]
