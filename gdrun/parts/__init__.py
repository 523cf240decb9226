"""Parts: what a config can choose. Importing this package registers all that are built in."""

from gdrun.parts import (
    activations,
    decays,
    generators,
    initializers,
    losses,
    normalizers,
    optimizers,
    sources,
)

__all__ = [
    "activations",
    "decays",
    "generators",
    "initializers",
    "losses",
    "normalizers",
    "optimizers",
    "sources",
]
