"""Combinations: from a config and the axes of a sweep to a checked config for each."""

import copy
import hashlib
import itertools
import json
import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from gdrun.config.loading import check_document
from gdrun.config.overrides import put
from gdrun.config.schema import Config
from gdrun.config.sweep.axes import Axis
from gdrun.config.sweep.naming import variant_name
from gdrun.config.yaml.document import Document, Mistake, MistakeError, Place
from gdrun.errors import ConfigError, Problem

MOST_PROBLEMS = 20
"""So many problems are told; combinations repeat them endlessly."""

MOST_DRAWS = 20
"""Draws for each combination asked for, as some come twice and there may be too few to find."""

_Picked = tuple[tuple[Any, Place], ...]
"""A value for each axis, and where it was said."""


@dataclass(frozen=True, slots=True)
class Combination:
    """One combination of a sweep's values."""

    name: str
    parameters: dict[str, Any]
    """Dotted key to value, as the sweep says it."""
    config: Config


@dataclass(frozen=True)
class Sweep:
    """What is to be tried, before the combinations are checked."""

    document: Document
    name: str
    folder: Path
    axes: tuple[Axis, ...]
    sample: int | None
    seed: int

    @property
    def size(self) -> int:
        """How many combinations there are; of draws, how many at most."""
        return self.sample or math.prod(len(axis.values) for axis in self.axes)

    @property
    def seeds(self) -> int:
        """How many seeds each is trained with; 1 if what is said of them is a mistake."""
        said = self.document.data.get("seeds", Config.model_fields["seeds"].default)
        if isinstance(said, list):
            return len(said)
        return said if isinstance(said, int) and said > 0 else 1

    @property
    def experiment(self) -> str:
        """The experiment's name."""
        said = self.document.data.get("name")
        return said if isinstance(said, str) else self.name

    def combinations(self) -> tuple[Combination, ...]:
        """Every combination, checked.

        Raises:
            ConfigError: With what is wrong with any of them; a bad combination is named.
        """
        found: list[Combination] = []
        problems: dict[tuple[str, str], Problem] = {}
        alike: dict[bytes, _Picked] = {}
        shared: dict[tuple[str, str], Any] = {}
        namesakes: dict[str, _Picked] = {}
        for picked in self._picked():
            if len(problems) >= MOST_PROBLEMS:
                break
            name = self._name(picked)
            try:
                config = self._config(picked, shared)
            except ConfigError as error:
                for problem in error.problems:
                    hint = ": ".join(filter(None, [f"in {name}", problem.hint]))
                    key = problem.where, problem.message
                    problems.setdefault(key, replace(problem, hint=hint))
                continue
            # Their trials would be taken for those of one variant with twice the seeds.
            written = hashlib.sha256(
                config.model_dump_json().encode(errors="surrogatepass")
            ).digest()
            other = alike.setdefault(written, picked)
            namesake = namesakes.setdefault(name, picked)
            if other is not picked:
                problem = self._clash(other, picked, "are the same setting")
                problems.setdefault((problem.where, problem.message), problem)
            elif namesake is not picked:
                problem = self._clash(namesake, picked, "would have the same name")
                problems.setdefault((problem.where, problem.message), problem)
            values = {axis.key: value for axis, (value, _) in zip(self.axes, picked, strict=True)}
            found.append(Combination(name, values, config))
        if problems:
            raise ConfigError(tuple(problems.values()))
        return tuple(found)

    def _name(self, picked: _Picked) -> str:
        return variant_name([axis.path for axis in self.axes], [value for value, _ in picked])

    def _clash(self, first: _Picked, second: _Picked, why: str) -> Problem:
        """In words, that two combinations cannot be told apart."""
        written = [
            (axis.key, json.dumps(a, default=str), json.dumps(b, default=str), place)
            for axis, (a, _), (b, place) in zip(self.axes, first, second, strict=True)
        ]
        apart = [each for each in written if each[1] != each[2]] or written
        one, other = (", ".join(f"{each[0]}={each[i]}" for each in apart) for i in (1, 2))
        return Problem(str(apart[-1][3]), f"`{one}` and `{other}` {why}", "leave one of them out")

    def _picked(self) -> Iterator[_Picked]:
        if self.sample is None:
            yield from itertools.product(*(axis.values for axis in self.axes))
            return
        rng = np.random.default_rng(self.seed)
        names: set[str] = set()
        for _ in range(MOST_DRAWS * self.sample):
            drawn = tuple(axis.drawn(rng) for axis in self.axes)
            name = self._name(drawn)
            if name not in names:
                names.add(name)
                yield drawn
            if len(names) == self.sample:
                return

    def _config(self, picked: _Picked, shared: dict[tuple[str, str], Any]) -> Config:
        """The config of one combination; ``shared`` has the sections of others by what was said."""
        document = replace(
            self.document,
            data=copy.deepcopy(self.document.data),
            keys=dict(self.document.keys),
            values=dict(self.document.values),
            mistakes=list(self.document.mistakes),
        )
        document.data.pop("sweep", None)
        # Whole parts first: dotted keys then change what they chose.
        chosen = sorted(zip(self.axes, picked, strict=True), key=lambda pair: len(pair[0].path))
        for axis, (value, place) in chosen:
            try:
                put(document, axis.path, copy.deepcopy(value), axis.place)
            except MistakeError as error:
                document.mistakes.append(Mistake(axis.place, *error.args))
            document.values[axis.path] = place
        config = check_document(document, self.folder, self.name)
        for key in Config.model_fields:
            value = getattr(config, key)
            known = shared.setdefault((key, json.dumps(document.data.get(key))), value)
            # A section may depend on another one, as what follows the seed on the model.
            if known == value:
                # Nothing changes by it that the frozen config could tell.
                config.__dict__[key] = known
        return config
