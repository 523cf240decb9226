"""From a config and the values to try to a config for each combination, all checked."""

import copy
import itertools
import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from gdrun.config.loading import check_document, name_of
from gdrun.config.overrides import OverrideError, apply_overrides, put
from gdrun.config.schema import Config
from gdrun.config.yaml.document import Document, Mistake, Place, config_error
from gdrun.config.yaml.files import read_file
from gdrun.config.yaml.reading import read_value, read_yaml, shortened
from gdrun.errors import ConfigError, Problem

MOST_PROBLEMS = 20
"""So many problems are told; combinations repeat them endlessly."""

MOST_DRAWS = 20
"""Draws for each combination asked for, as some come twice and there may be too few to find."""

MOST_CHECKED = 1000
"""Combinations that are checked without being run."""

_RANGES = ("log", "linear")
_DRAWS = ("choice", "uniform", "log_uniform")
_NOT_SWEPT = ("name", "seeds", "sweep")
_LISTS = ("hidden", "milestones", "vary")
"""The last words of keys that take a list, so that ``--over KEY=[8]`` is one value."""


@dataclass(frozen=True)
class Setting:
    """One combination of a sweep's values."""

    name: str
    parameters: dict[str, Any]
    """Dotted key to value, as the sweep says it."""
    config: Config


@dataclass(frozen=True)
class _Axis:
    """A dotted key and its values, or how to draw one."""

    key: str
    place: Place
    values: tuple[tuple[Any, Place], ...] = ()
    draw: str = ""
    bounds: tuple[float, float] = (0.0, 0.0)

    @property
    def path(self) -> tuple[str, ...]:
        return tuple(self.key.split("."))


_Combination = tuple[tuple[Any, Place], ...]
"""A value for each axis, and where it was said."""


@dataclass(frozen=True)
class Sweep:
    """What is to be tried, before the combinations are checked."""

    document: Document
    name: str
    folder: Path
    axes: tuple[_Axis, ...]
    sample: int | None
    seed: int

    @property
    def combinations(self) -> int:
        """How many there are; of draws, how many at most."""
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

    def settings(self) -> tuple[Setting, ...]:
        """Every combination, checked.

        Raises:
            ConfigError: With what is wrong with any of them; a bad combination is named.
        """
        settings: list[Setting] = []
        problems: dict[tuple[str, str], Problem] = {}
        alike: dict[str, _Combination] = {}
        namesakes: dict[str, _Combination] = {}
        for combination in self._combinations():
            name = _name(self.axes, combination)
            try:
                config = self._config(combination)
            except ConfigError as error:
                for problem in error.problems:
                    said = replace(
                        problem, hint=": ".join(filter(None, [f"in {name}", problem.hint]))
                    )
                    problems.setdefault((problem.where, problem.message), said)
                if len(problems) >= MOST_PROBLEMS:
                    break
                continue
            # Their trials would be taken for those of one variant with twice the seeds.
            other = alike.setdefault(config.model_dump_json(), combination)
            namesake = namesakes.setdefault(name, combination)
            if other is not combination:
                problem = self._clash(other, combination, "are the same setting")
                problems.setdefault((problem.where, problem.message), problem)
            elif namesake is not combination:
                problem = self._clash(namesake, combination, "would have the same name")
                problems.setdefault((problem.where, problem.message), problem)
            if len(problems) >= MOST_PROBLEMS:
                break
            values = {
                axis.key: value for axis, (value, _) in zip(self.axes, combination, strict=True)
            }
            settings.append(Setting(name, values, config))
        if problems:
            raise ConfigError(tuple(problems.values()))
        return tuple(settings)

    def _clash(self, first: _Combination, second: _Combination, why: str) -> Problem:
        """In words, that two combinations cannot be told apart."""
        written = [
            (axis.key, json.dumps(a, default=str), json.dumps(b, default=str), place)
            for axis, (a, _), (b, place) in zip(self.axes, first, second, strict=True)
        ]
        apart = [each for each in written if each[1] != each[2]] or written
        one, other = (", ".join(f"{each[0]}={each[i]}" for each in apart) for i in (1, 2))
        return Problem(str(apart[-1][3]), f"`{one}` and `{other}` {why}", "leave one of them out")

    def _combinations(self) -> Iterator[_Combination]:
        if self.sample is None:
            yield from itertools.product(*(axis.values for axis in self.axes))
            return
        rng = np.random.default_rng(self.seed)
        names: set[str] = set()
        for _ in range(MOST_DRAWS * self.sample):
            drawn = tuple(_drawn(axis, rng) for axis in self.axes)
            name = _name(self.axes, drawn)
            if name not in names:
                names.add(name)
                yield drawn
            if len(names) == self.sample:
                return

    def _config(self, combination: _Combination) -> Config:
        document = replace(
            self.document,
            data=copy.deepcopy(self.document.data),
            keys=dict(self.document.keys),
            values=dict(self.document.values),
            mistakes=list(self.document.mistakes),
        )
        document.data.pop("sweep", None)
        # Whole parts first: dotted keys then change what they chose.
        chosen = sorted(
            zip(self.axes, combination, strict=True), key=lambda pair: len(pair[0].path)
        )
        for axis, (value, place) in chosen:
            try:
                put(document, axis.path, copy.deepcopy(value), axis.place)
            except OverrideError as error:
                document.mistakes.append(Mistake(axis.place, *error.args))
            document.values[axis.path] = place
        return check_document(document, self.folder, self.name)


def load_sweep(
    path: Path,
    overrides: Sequence[str] = (),
    over: Sequence[str] = (),
    *,
    sample: int | None = None,
    seed: int = 0,
) -> Sweep:
    """The sweep of a config file: what its ``sweep`` says, and ``KEY=VALUES`` of ``over``.

    Args:
        path: The config file.
        overrides: ``KEY=VALUE`` each, as ``--set`` takes them.
        over: ``KEY=a,b,c`` each; a key here replaces the same key of ``sweep``.
        sample: Draws so many combinations at random instead of taking all.
        seed: For the draws.

    Raises:
        ConfigError: If there is nothing to sweep, or values cannot be understood.
    """
    document = read_yaml(read_file(path), str(path))
    apply_overrides(document, overrides)
    axes, mistakes = _axes(document, over)
    for axis in axes:
        mistakes += _clashes(axis, overrides)
        if axis.draw and sample is None:
            message = f"`{axis.key}` is drawn at random, so it needs --sample N"
            mistakes.append(Mistake(axis.place, message))
    if not axes and not mistakes:
        hint = "say --over optimizer.learning_rate=0.1,0.01, or add `sweep` to the config"
        mistakes.append(Mistake(Place(str(path)), "there is nothing to sweep over", hint))
    if mistakes:
        raise config_error([*document.mistakes, *mistakes])
    return Sweep(document, name_of(path), path.parent, tuple(axes), sample, seed)


def check_sweep(path: Path, overrides: Sequence[str] = ()) -> None:
    """Checks every combination of what a config file's ``sweep`` says; of many, a part of them.

    Raises:
        ConfigError: If there is a mistake in it, or in a combination.
    """
    sweep = load_sweep(path, overrides, sample=MOST_CHECKED)
    if not any(axis.draw for axis in sweep.axes):
        every = replace(sweep, sample=None)
        sweep = every if every.combinations <= MOST_CHECKED else sweep
    sweep.settings()


def _axes(document: Document, over: Sequence[str]) -> tuple[list[_Axis], list[Mistake]]:
    axes: dict[str, _Axis] = {}
    mistakes: list[Mistake] = []
    said = document.data.get("sweep") or {}
    if not isinstance(said, dict):
        place = document.value_place(("sweep",))
        return [], [Mistake(place, "`sweep` must be a mapping of dotted keys to values")]
    for key, values in said.items():
        place = document.key_place(("sweep", key))
        places = [document.value_place(("sweep", key, i)) for i in range(_length(values))]
        _add(axes, mistakes, key, place, values, places)
    chosen: set[str] = set()
    for option in over:
        key, equals, text = option.partition("=")
        key = key.strip()
        place = Place(f"--over {shortened(option)}")
        if not equals or not key or not text.strip():
            hint = "for example optimizer.learning_rate=0.1,0.01"
            mistakes.append(Mistake(place, "this is not KEY=A,B,C", hint))
            continue
        if key in chosen:
            mistakes.append(Mistake(place, f"--over says `{key}` twice", "list all values once"))
            continue
        chosen.add(key)
        try:
            read = read_value(f"[{text}]", place.origin)
        except ConfigError as error:
            mistakes += [Mistake(place, p.message, p.hint) for p in error.problems]
            continue
        mistakes += read.mistakes
        values = _unwrapped(key, read.data["value"])
        axes.pop(key, None)
        _add(axes, mistakes, key, place, values, [place] * _length(values))
    return list(axes.values()), mistakes


def _unwrapped(key: str, values: list[Any]) -> Any:
    """What ``--over`` says: a range, or a list in brackets, stands for all values."""
    if len(values) != 1:
        return values
    (only,) = values
    if isinstance(only, dict) and len(only) == 1 and next(iter(only)) in (*_RANGES, *_DRAWS):
        return only
    if not isinstance(only, list):
        return values
    is_value = key.rpartition(".")[2] in _LISTS and not any(isinstance(v, list) for v in only)
    return values if is_value else only


def _length(values: Any) -> int:
    return len(values) if isinstance(values, list) else 0


def _add(
    axes: dict[str, _Axis],
    mistakes: list[Mistake],
    key: str,
    place: Place,
    values: Any,
    places: list[Place],
) -> None:
    try:
        axes[key] = _axis(key, place, values, places)
    except OverrideError as error:
        mistakes.append(Mistake(place, *error.args))


def _axis(key: str, place: Place, values: Any, places: list[Place]) -> _Axis:
    if key in _NOT_SWEPT or not all(key.split(".")):
        raise OverrideError(f"`{shortened(key)}` cannot be swept over")
    if isinstance(values, dict) and len(values) == 1:
        ((kind, bounds),) = values.items()
        if kind in _RANGES:
            return _Axis(key, place, tuple((value, place) for value in _range(kind, bounds)))
        if kind == "choice" and isinstance(bounds, list):
            values, places = bounds, [place] * len(bounds)
        elif kind in _DRAWS:
            return _Axis(key, place, draw=kind, bounds=_bounds(kind, bounds))
    if not isinstance(values, list):
        kinds = ", ".join((*_RANGES, *_DRAWS))
        raise OverrideError(f"`{key}` needs a list of values, or one of {kinds}")
    if not values:
        raise OverrideError(f"`{key}` has no values")
    for i, value in enumerate(values):
        if value in values[:i] and type(value) in map(type, values[:i]):
            raise OverrideError(f"`{key}` has the value {_shown(value)} twice")
    return _Axis(key, place, tuple(zip(values, places, strict=True)))


def _numbers(kind: str, said: Any, count: int) -> list[float]:
    plain = isinstance(said, list) and all(
        isinstance(number, (int, float)) and not isinstance(number, bool) for number in said
    )
    if not plain or len(said) != count or not all(map(math.isfinite, said)):
        form = "[from, to, how many]" if count == 3 else "[from, to]"
        raise OverrideError(f"`{kind}` needs {form}")
    if "log" in kind and (said[0] <= 0 or said[1] <= 0):
        raise OverrideError(f"`{kind}` needs bounds above 0")
    return [float(number) for number in said]


def _range(kind: str, said: Any) -> list[float] | list[int]:
    low, high, count = _numbers(kind, said, 3)
    if not 2 <= count <= 100_000 or count != int(count):
        raise OverrideError(f"`{kind}` makes 2 to 100,000 values, not {_shown(said[2])}")
    points = np.geomspace if kind == "log" else np.linspace
    # Twelve digits are what a person would have written.
    values = [float(f"{value:.12g}") for value in points(low, high, int(count))]
    if len(set(values)) < count:
        raise OverrideError(f"`{kind}` gives one value twice: {_shown(values[0])}, …; use a list")
    whole = all(isinstance(bound, int) for bound in said) and all(v.is_integer() for v in values)
    return [int(value) for value in values] if whole else values


def _bounds(kind: str, said: Any) -> tuple[float, float]:
    low, high = _numbers(kind, said, 2)
    if low >= high:
        raise OverrideError(f"`{kind}` needs its lower bound first")
    return low, high


def _drawn(axis: _Axis, rng: np.random.Generator) -> tuple[Any, Place]:
    if not axis.draw:
        return axis.values[int(rng.integers(len(axis.values)))]
    low, high = axis.bounds
    if axis.draw == "uniform":
        value = rng.uniform(low, high)
    else:
        value = math.exp(rng.uniform(math.log(low), math.log(high)))
    return float(f"{value:.6g}"), axis.place


def _clashes(axis: _Axis, overrides: Sequence[str]) -> list[Mistake]:
    """--set on a swept key would be lost."""
    mistakes = []
    for override in overrides:
        key = override.partition("=")[0].strip()
        if key == axis.key or key.startswith(f"{axis.key}."):
            message = f"`{key}` is swept over, so it cannot be set"
            mistakes.append(Mistake(Place(f"--set {shortened(override)}"), message))
    return mistakes


def _name(axes: Sequence[_Axis], combination: Sequence[tuple[Any, Place]]) -> str:
    last = [axis.path[-1] for axis in axes]
    keys = [axis.path[-1] if last.count(axis.path[-1]) == 1 else axis.key for axis in axes]
    return ", ".join(f"{k}={_shown(v)}" for k, (v, _) in zip(keys, combination, strict=True))


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        rest = ", ".join(f"{k}={_shown(v)}" for k, v in value.items() if k != "name")
        return f"{value.get('name', '')}({rest})" if rest else str(value.get("name", "{}"))
    if isinstance(value, float):
        short = f"{value:g}"
        return short if float(short) == value else repr(value)
    if isinstance(value, list):
        return f"[{','.join(map(_shown, value))}]"
    return str(value)
