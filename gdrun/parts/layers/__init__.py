"""Kinds of layers."""

from gdrun.parts.discovery import import_modules

import_modules(__name__)

# isort: split
# What is asked for by name elsewhere; a part need not be here.
from gdrun.parts.layers.dense import Dense
from gdrun.parts.layers.dropout import Dropout
from gdrun.parts.layers.layer import Layer
from gdrun.parts.layers.norm import LayerNorm

__all__ = ["Dense", "Dropout", "Layer", "LayerNorm"]
