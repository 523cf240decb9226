"""What every part of every family promises, whatever it does."""

import inspect
import re
from collections.abc import Mapping
from typing import Any, Literal

import pytest
from pydantic import ValidationError

from gdrun.parts import registry
from gdrun.parts.activations import Activation
from gdrun.parts.initializers import Initializer
from gdrun.parts.kernels import KernelPart
from gdrun.parts.registry import Part, families, names, parts
from tests.parts.contract import classes, described

QUOTED = re.compile(r'``.*?``|".*?"', re.DOTALL)
EQUATION = re.compile(r"[=←√Σ∏]|\w\(|[\w)|] [−+/] [\w(|]|\w·\w")
SOURCE = re.compile(r"``(torch|optax|sklearn)\.|arXiv:\d|[A-Z]\w+[^.]*\b(1[6-9]|20)\d\d\b")
SOURCELESS = {"identity", "none"}
"""Parts that do nothing, and were nobody's idea."""


def sets(kind: str) -> list[Any]:
    """Every part with each of its ``valid`` or ``invalid`` parameter sets."""
    return [
        pytest.param(part, settings, id=f"{family}-{described(name, settings)}")
        for family in families()
        for name, part in parts(family).items()
        for settings in getattr(part, kind)
    ]


def required(part: type[Part]) -> set[str]:
    return {name for name, field in part.model_fields.items() if field.is_required()}


def test_every_family_has_parts() -> None:
    assert len(families()) == 10
    for family in families():
        assert len(parts(family)) >= 2


@pytest.mark.parametrize(("part", "settings"), sets("valid"))
def test_valid_parameters_are_accepted(part: type[Part], settings: Mapping[str, Any]) -> None:
    accepted = part(**settings)
    for key in settings:
        assert key in part.model_fields
    # As the store and the closing table write it, and read it again.
    assert part(**accepted.model_dump()) == accepted
    assert part.model_validate_json(accepted.model_dump_json()) == accepted


@pytest.mark.parametrize(("part", "settings"), sets("invalid"))
def test_invalid_parameters_are_refused(part: type[Part], settings: Mapping[str, Any]) -> None:
    with pytest.raises(ValidationError):
        part(**settings)


@pytest.mark.parametrize("part", classes())
def test_defaults_are_valid(part: type[Part]) -> None:
    """The library does not check defaults by itself: they are said here as a config would."""
    assert part.valid, "a part without a valid parameter set is not tested"
    if not required(part):
        assert {} in part.valid
    said = {
        field: value.get_default(call_default_factory=True)
        for field, value in part.model_fields.items()
        if not value.is_required()
    }
    given = {key: part.valid[0][key] for key in required(part)}
    assert part(**said, **given) == part(**given)


@pytest.mark.parametrize("part", classes())
def test_parameters_of_other_parts_are_refused(part: type[Part]) -> None:
    with pytest.raises(ValidationError):
        part(**{**part.valid[0], "no_such_parameter": 1})


@pytest.mark.parametrize("part", classes())
def test_a_part_cannot_be_changed(part: type[Part]) -> None:
    with pytest.raises(ValidationError):
        setattr(part(**part.valid[0]), "name", "other")  # noqa: B010  (not for type checkers)


@pytest.mark.parametrize("part", classes())
def test_the_first_line_says_what_it_is(part: type[Part]) -> None:
    assert "__doc__" in vars(part), "a docstring of its own, not its family's"
    assert part.__doc__, "a docstring"
    assert part.summary().endswith(".")


@pytest.mark.parametrize(
    "part", [each for each in classes() if issubclass(each.values[0], KernelPart)]
)
def test_mathematics_comes_with_an_equation_and_a_source(part: type[Part]) -> None:
    text = inspect.getdoc(part) or ""
    assert EQUATION.search(QUOTED.sub("", text))
    assert SOURCE.search(text) or part.model_fields["name"].default in SOURCELESS


@pytest.mark.parametrize("part", classes())
def test_names_are_in_lower_snake_case(part: type[Part]) -> None:
    # X is the field's name for the inputs, as y is for the targets.
    fields = [field for field in part.model_fields if field not in ("name", "X")]
    for word in (part.model_fields["name"].default, *part.aliases, *fields):
        assert re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", word)


@pytest.mark.parametrize("family", families())
def test_no_name_means_two_parts(family: str) -> None:
    said = [name for name, _ in names(family)]
    assert sorted(said) == sorted(set(said))
    assert {own for _, own in names(family)} == set(parts(family))


@pytest.mark.parametrize(
    "part",
    [
        each
        for each in classes()
        if each.values[0].family in ("activations", "losses", "optimizers")
    ],
)
def test_kernels_read_every_parameter_as_a_number(part: type[KernelPart]) -> None:
    """Two parts with different parameters give their kernels different numbers."""
    seen = [part(**settings).hyper() for settings in part.valid]
    own = [field for field in part.model_fields if field in vars(part).get("__annotations__", {})]
    expected = len([field for field in own if field not in ("name", "learning_rate")])
    for hyper in seen:
        assert len(hyper) >= expected
        assert all(isinstance(number, float) for number in hyper)
    assert len(set(seen)) == len({tuple(sorted(settings.items())) for settings in part.valid})


@pytest.mark.parametrize("name", ["relu", "xavier"])
def test_no_part_takes_the_name_of_another(name: str) -> None:
    """Nor its alias: who asks for the one would get the other, and nobody would say so."""
    base = {"relu": Activation, "xavier": Initializer}[name]
    before = dict(parts(base.family))
    annotation = {"name": Literal[name]}
    with pytest.raises(TypeError, match=f"cannot be called `{name}`"):
        type("Mine", (base,), {"__annotations__": annotation, "name": name, "__module__": "own"})
    assert parts(base.family) == before


def test_a_class_that_is_defined_again_replaces_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a notebook whose cell is run twice."""
    monkeypatch.setattr(registry, "_families", {k: dict(v) for k, v in registry._families.items()})
    body = {"__annotations__": {"name": Literal["mine"]}, "name": "mine", "__module__": "own"}
    first, second = (type("Mine", (Activation,), dict(body)) for _ in range(2))
    assert parts("activations")["mine"] is second is not first
