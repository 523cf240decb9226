"""The registry: what a config can choose, family by family.

A part is one class. Its fields are the parameters a config may set, with defaults and bounds;
its docstring holds the equation and the source; its kernels are plain functions. Defining the
class registers it, and the schema, the error messages, the listings and the contract tests are
made from the registry alone.
"""

import inspect
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field

Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
NonNegative = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Finite = Annotated[float, Field(allow_inf_nan=False)]
BelowOne = Annotated[float, Field(ge=0, lt=1)]
Share = Annotated[float, Field(gt=0, le=1)]
Inside = Annotated[float, Field(gt=0, lt=1)]
"""Between 0 and 1, neither of them."""
Count = Annotated[int, Field(ge=1, le=2**31 - 1)]
CountOrZero = Annotated[int, Field(ge=0, le=2**31 - 1)]

OWN_MODULE = "own_parts_"
"""How the names of modules begin that were made from files of the user's own."""

_families: dict[str, dict[str, type["Part"]]] = {}


class Part(BaseModel):
    """Base of all parts.

    A family is a direct subclass with ``family`` set; a part is a subclass of a family whose
    first field is ``name: Literal["..."] = "..."``.

    Class attributes:
        family: The family's name, as the listing shows it (``optimizers``).
        aliases: Other names under which a config may ask for the part.
        valid: Parameter sets that must be accepted; the contract tests run each of them.
        invalid: Parameter sets that must be refused.
        paths: The fields that name a file: what the part does depends on the file's content.
    """

    # Of a hundred parts a config names a handful: a validator is built when it is first needed.
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=True, defer_build=True)

    family: ClassVar[str]
    aliases: ClassVar[tuple[str, ...]] = ()
    valid: ClassVar[tuple[Mapping[str, Any], ...]] = ({},)
    invalid: ClassVar[tuple[Mapping[str, Any], ...]] = ()
    paths: ClassVar[tuple[str, ...]] = ()

    name: str

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        if isinstance(cls.model_fields["name"].default, str):
            register(cls)

    @classmethod
    def parameters(cls) -> dict[str, Any]:
        """The parameters and their defaults, the part's own first; ``required`` has none."""
        own = [field for field in cls.model_fields if field in cls.__annotations__]
        inherited = [field for field in cls.model_fields if field not in own]
        return {
            field: "required"
            if cls.model_fields[field].is_required()
            else cls.model_fields[field].get_default(call_default_factory=True)
            for field in [*own, *inherited]
            if field != "name"
        }

    @classmethod
    def meanings(cls) -> dict[str, str]:
        """What the parameters mean, for those whose own docstrings say it."""
        fields = cls.model_fields.items()
        return {name: field.description for name, field in fields if field.description}

    @classmethod
    def documentation(cls) -> str:
        """The docstring."""
        return inspect.getdoc(cls) or ""

    @classmethod
    def summary(cls) -> str:
        """The first line of the docstring."""
        return cls.documentation().partition("\n")[0]


def register(part: type[Part]) -> None:
    """Makes a part one that a config can choose.

    Raises:
        TypeError: If it belongs to no family, or another part goes by one of its names.
    """
    if not hasattr(part, "family"):
        raise TypeError(
            f"{part.__qualname__} belongs to no family: derive it from one, such as "
            "gdrun.parts.optimizers.Optimizer"
        )
    name = part.model_fields["name"].default
    _check_free((name, *part.aliases), part)
    _families.setdefault(part.family, {})[name] = part


def drop(dropped: Iterable[type[Part]]) -> None:
    """Makes parts ones that no config can choose."""
    for part in dropped:
        del _families[part.family][part.model_fields["name"].default]
        if not _families[part.family]:
            del _families[part.family]


def _check_free(wanted: Sequence[str], part: type[Part]) -> None:
    """Sees that no other part goes by these names; the same class defined again replaces itself."""
    known = _families.get(part.family, {})
    for name, owner in names(part.family) if known else ():
        other = known[owner]
        same = (other.__module__, other.__qualname__) == (part.__module__, part.__qualname__)
        if name in wanted and not same:
            raise TypeError(
                f"{part.__qualname__} cannot be called `{name}`: {_whole_name(other)} of the "
                f"{part.family} is"
            )


def _whole_name(part: type[Part]) -> str:
    """A class with its module, or with its file if it was read from one of the user's own."""
    if part.__module__.startswith(OWN_MODULE):
        return f"{part.__qualname__} in {sys.modules[part.__module__].__file__}"
    return f"{part.__module__}.{part.__qualname__}"


def families() -> tuple[str, ...]:
    """The families' names, in the order of their definition."""
    return tuple(_families)


def parts(family: str) -> Mapping[str, type[Part]]:
    """The parts of a family by name, in the order of their definition."""
    return dict(_families[family])


def names(family: str) -> Iterator[tuple[str, str]]:
    """Pairs of every name and alias that a config may write, and the part's own name."""
    for name, part in _families[family].items():
        yield name, name
        for alias in part.aliases:
            yield alias, name
