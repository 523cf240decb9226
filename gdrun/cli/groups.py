"""Options that several commands take together, said once: the fields of a dataclass."""

import inspect
from collections.abc import Callable
from dataclasses import is_dataclass
from functools import wraps
from typing import Any


def with_groups(command: Callable[..., None]) -> Callable[..., None]:
    """The command for Typer, to which each parameter that is a dataclass is that class's fields.

    Typer asks a command's signature for its options, and gives them by name; the fields stand where
    the parameter does, which is their order in the help.
    """
    options: list[inspect.Parameter] = []
    groups: dict[str, tuple[type, list[str]]] = {}
    for parameter in inspect.signature(command).parameters.values():
        group = parameter.annotation
        if is_dataclass(group) and isinstance(group, type):
            fields = inspect.signature(group).parameters
            groups[parameter.name] = group, list(fields)
            options += fields.values()
        else:
            options.append(parameter)
    options = [option.replace(kind=inspect.Parameter.KEYWORD_ONLY) for option in options]

    @wraps(command)
    def called(**said: Any) -> None:
        for name, (group, fields) in groups.items():
            said[name] = group(**{field: said.pop(field) for field in fields})
        command(**said)

    called.__annotations__ = {option.name: option.annotation for option in options}
    called.__signature__ = inspect.Signature(options)  # type: ignore[attr-defined]
    return called
