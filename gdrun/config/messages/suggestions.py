"""What a mistyped or misplaced word may have been meant as."""

from collections.abc import Iterator

from pydantic import BaseModel

from gdrun.config.choice import choice_in, file_readers
from gdrun.config.schema import Config
from gdrun.config.section import section_in
from gdrun.parts.registry import parts
from gdrun.wording import either


def elsewhere(key: str) -> str:
    """ "did you mean …?" with the dotted keys that end with ``key``, or nothing."""
    dotted = [known for known in _dotted_keys(Config) if known.rpartition(".")[2] == key]
    return f"did you mean {either([f'`{known}`' for known in dotted])}?" if dotted else ""


def _dotted_keys(model: type[BaseModel], around: str = "") -> Iterator[str]:
    for key, field in model.model_fields.items():
        yield around + key
        if section := section_in(field):
            yield from _dotted_keys(section, f"{around}{key}.")
        elif choice := choice_in(field):
            parameters = [part.model_fields for part in parts(choice.family).values()]
            for parameter in dict.fromkeys(name for fields in parameters for name in fields):
                yield f"{around}{key}.{parameter}"


def listed_parts(family: str) -> str:
    """The names of a family's parts, without aliases; for sources also how files are told."""
    listed = f"{family}: {', '.join(parts(family))}"
    suffixes = ", ".join(file_readers(family))
    return f"{listed}; or a file's path that ends with {suffixes}" if suffixes else listed
