"""Files with parts of one's own, whole and broken, that several tests use."""

from collections.abc import Iterator
from contextlib import contextmanager

from gdrun.parts.own_files import use_files

GOOD = '''"""Half of a step."""

from typing import Literal

from gdrun.parts.optimizers import Optimizer


class Half(Optimizer):
    """Half of gradient descent: θ ← θ − αg / 2. Somebody, 2025."""

    name: Literal["half"] = "half"
    learning_rate: float = 0.25

    @staticmethod
    def update(theta, gradient, memory, scalars, hyper, learning_rate, step):
        rate = theta.dtype.type(learning_rate / 2.0)
        for i in range(theta.size):
            theta[i] -= rate * gradient[i]
'''

HEAD = """from typing import Literal
import numpy as np
from gdrun.parts.activations import Activation, Relu
from gdrun.parts.decays import Decay
from gdrun.parts.initializers import Initializer
from gdrun.parts.losses import Loss
from gdrun.parts.normalizers import Normalizer
from gdrun.parts.optimizers import Optimizer
from gdrun.parts.registry import Part
from gdrun.parts.sources import Source

"""
"""Ten lines, and an empty one: what follows begins on line 12."""

NAMED = 'name: Literal["half"] = "half"'

UNUSABLE: dict[str, tuple[str, str]] = {
    "a name that no command can say": (
        f"{HEAD}class X(Decay):\n    name: Literal['a,b'] = 'a,b'\n",
        "mine.py:12: X cannot be called `a,b`",
    ),
    "a name of nothing": (
        f"{HEAD}class X(Decay):\n    name: Literal[''] = ''\n",
        "mine.py:12: X cannot be called ``",
    ),
    "another part that has no name": (
        f"{GOOD}\n\nclass Other(Optimizer):\n    learning_rate: float = 0.5\n",
        "mine.py:21: Other has no name that a config could choose",
    ),
    "empty": ("", "mine.py: no part is defined in this file"),
    "a syntax error": ("def f(:\n", "mine.py:1: this is not Python"),
    "an unclosed bracket": ("x = 1\ny = (2,\n", "mine.py:2: this is not Python"),
    "a wrong indentation": ("x = 1\n  y = 2\n", "mine.py:2: this is not Python: unexpected indent"),
    "a NUL": ("x = 1\0", "this is not Python"),
    "an encoding that is none": ("# coding: nonsense\n", "this is not Python"),
    "too deep": ("(" * 5000 + ")" * 5000, "this is not Python"),
    "too long a sum": ("x = " + "+".join(["1"] * 100_000), "mine.py"),
    "an error": ("x = 1\n\nx / 0\n", "mine.py:3: ZeroDivisionError: division by zero"),
    "an error deeper": ("def f():\n    [][1]\n\nf()\n", "mine.py:2: IndexError: list index"),
    "an error elsewhere": ("import json\njson.loads('{')\n", "mine.py:2: JSONDecodeError"),
    "an error of no words": ("raise KeyError\n", "mine.py:1: KeyError"),
    "an error that cannot be told": (
        "class E(Exception):\n    def __str__(self): return 1 / 0\nraise E\n",
        "mine.py:3: E",
    ),
    "an end": ("import sys\nsys.exit(3)\n", "mine.py:2: SystemExit: 3"),
    "endless recursion": ("def f(): f()\nf()\n", "mine.py:1: RecursionError"),
    "no such module": ("\nimport mine\n", "mine.py:2: ModuleNotFoundError: No module named 'mine'"),
    "itself": (
        "import gdrun\n\ngdrun.train({'parts': [__file__], 'data': {'source': 'iris'}})\n",
        "mine.py:3: ConfigError: ",
    ),
    "no family": (f"{HEAD}class X(Part):\n    {NAMED}\n", "mine.py:12: TypeError: X belongs to no"),
    "a taken name": (
        f'{HEAD}class X(Optimizer):\n    name: Literal["sgd"] = "sgd"\n',
        "mine.py:12: TypeError: X cannot be called `sgd`: gdrun.parts.optimizers.descent.Sgd of",
    ),
    "a taken alias": (
        f'{HEAD}class X(Activation):\n    {NAMED}\n    aliases = ("swish",)\n',
        "mine.py:12: TypeError: X cannot be called `swish`",
    ),
    "an inherited name": (f"{HEAD}class X(Relu):\n    pass\n", "X cannot be called `relu`"),
    "a name twice": (
        f"{HEAD}class X(Relu):\n    {NAMED}\nclass Y(Relu):\n    {NAMED}\n",
        "mine.py:14: TypeError: Y cannot be called `half`: X in ",
    ),
    "a name without a default": (
        f'{HEAD}class X(Optimizer):\n    name: Literal["half"]\n',
        "mine.py:12: X has no name that a config could choose",
    ),
    "a name without a type": (f'{HEAD}class X(Relu):\n    name = "half"\n', "mine.py:12: Pydantic"),
    "an unknown type": (
        f"from __future__ import annotations\n{HEAD}class X(Relu):\n    {NAMED}\n    a: Abc = 3\n",
        "mine.py:13: X: PydanticUndefinedAnnotation: name 'Abc' is not defined",
    ),
    "a type that no config has": (
        f"{HEAD}class X(Relu):\n    {NAMED}\n    a: np.ndarray = None\n",
        "mine.py:12: X: PydanticSchemaGenerationError",
    ),
    "a sample that is refused": (
        f'{HEAD}class X(Relu):\n    {NAMED}\n    a: int = 3\n    valid = ({{"a": "b"}},)\n',
        "mine.py:12: X: ValidationError",
    ),
    "aliases that are none": (
        f"{HEAD}class X(Relu):\n    {NAMED}\n    aliases = 3\n",
        "mine.py:12",
    ),
}
"""What keeps a file from being used: its text, and what is said of it."""

_STEP = "def update(theta, gradient, memory, scalars, hyper, learning_rate, step):\n        "
_OPTIMIZER = f"{HEAD}class X(Optimizer):\n    {NAMED}\n    learning_rate: float = 0.1\n"

FAILING: dict[str, tuple[str, str, str]] = {
    "no kernel": (_OPTIMIZER, "optimizer", "`half`, one of the optimizers, has no kernel `update`"),
    "a kernel that is none": (f"{_OPTIMIZER}    update = 3\n", "optimizer", "must be a static"),
    "a method for a kernel": (f"{_OPTIMIZER}    {_STEP}pass\n", "optimizer", "must be a static"),
    "a kernel that cannot be compiled": (
        f"{_OPTIMIZER}    @staticmethod\n    {_STEP}theta[0] = 'a'\n",
        "optimizer",
        "mine.py:17: the kernel `X.update` cannot be compiled: ",
    ),
    "a kernel of other arguments": (
        f"{_OPTIMIZER}    @staticmethod\n    def update(theta):\n        pass\n",
        "optimizer",
        "mine.py:15: the kernel `X.update` cannot be compiled: ",
    ),
    "a kernel that raises": (
        f"{_OPTIMIZER}    @staticmethod\n    {_STEP}raise ValueError('boom')\n",
        "optimizer",
        "mine.py:15: the kernel `X.update` raises an error, which would be lost",
    ),
    "a parameter that is no number": (
        f"{_OPTIMIZER}    kind: str = 'a'\n    @staticmethod\n    {_STEP}pass\n",
        "optimizer",
        "mine.py: gdrun failed with parts of ",
    ),
    "an error in a method": (
        f"{HEAD}class X(Source):\n    {NAMED}\n    def read(self, folder, rng):\n        1 / 0\n",
        "data.source",
        "mine.py:15: ZeroDivisionError: division by zero",
    ),
    "an end from a method": (
        f"{HEAD}class X(Source):\n    {NAMED}\n    def read(self, folder, rng):\n        exit(3)\n",
        "data.source",
        "mine.py:15: SystemExit: 3",
    ),
    "nothing from a method": (
        f"{HEAD}class X(Normalizer):\n    {NAMED}\n    def fit(self, values, rows): pass\n",
        "data.normalize",
        "mine.py: gdrun failed with parts of ",
    ),
    "no suits": (
        f"{HEAD}class X(Loss):\n    {NAMED}\n    @staticmethod\n"
        "    def value(outputs, targets, hyper, gradient):\n        return 0.0\n",
        "loss",
        "mine.py: gdrun failed with parts of ",
    ),
}
"""What shows when a part is used: the file's text, the key that chooses it, what is said."""


@contextmanager
def no_files_left() -> Iterator[None]:
    """Forgets what was loaded, so that no other test meets it."""
    try:
        yield
    finally:
        use_files(())
