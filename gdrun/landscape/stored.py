"""From a stored variant back to what it was trained on."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from gdrun.config import Config, parse_config
from gdrun.errors import ConfigError, PartError, PictureError
from gdrun.records import Request, Variant
from gdrun.trial.binding import Binding
from gdrun.trial.data_of_seeds import Datasets, make_bindings
from gdrun.trial.identity import Hashes, data_key
from gdrun.wording import either

_HANDED_OVER = "arrays"
"""The name of a source that ``gdrun.train`` was given as arrays."""


def binding_of(
    variant: Variant,
    request: Request | None,
    seed: int,
    datasets: Datasets,
    parts: Sequence[Path] = (),
) -> Binding:
    """A variant and its data, as they were when it was trained with this seed.

    Relative paths in its config start from the folder that its experiment was asked for in. If the
    data is not there, as that folder was moved or is another machine's, they start from here.

    Args:
        variant: What was trained.
        request: How its experiment was asked for; None if that is not known.
        seed: Whose data and split are meant.
        datasets: Those that were read already.
        parts: Files of a user's own parts that the variant needs.

    Raises:
        GdrunError: If the data or a part is not there, or the data is another.
    """
    said = _with_parts(variant, parts)
    if said["data"]["source"].get("name") == _HANDED_OVER:
        raise PictureError(
            f"{variant.name}: this picture is made from the data, which was handed over as arrays "
            "and is not stored: train it from a file"
        )
    folders = dict.fromkeys([*([Path(request.folder)] if request else []), Path.cwd()])
    configs = [_parsed(said, folder, variant.name) for folder in folders]
    key = variant.preparation.get("data")
    known = next((each for each in configs if data_key(each, Hashes()) == key), None)
    if known is None:
        raise PictureError(_other_data(variant.name, configs[0]))
    return make_bindings(known, seed, datasets).of(seed)


def _with_parts(variant: Variant, parts: Sequence[Path]) -> dict[str, Any]:
    """The resolved config with these files for those that it names: a store runs no code."""
    said: dict[str, Any] = dict(variant.config)
    needed = said.pop("parts", ())
    if parts:
        return {**said, "parts": [str(path.absolute()) for path in parts]}
    if needed:
        raise PartError(
            f"{variant.name}: it was trained with parts from {either(needed, 'and')}: name each "
            "such file by --parts, which runs the code in it"
        )
    return said


def _parsed(said: dict[str, Any], folder: Path, name: str) -> Config:
    try:
        return parse_config(said, folder, name)
    except ConfigError as error:
        raise PictureError(
            f"{name}: this picture is made by training again, or from the data, and this gdrun "
            f"cannot make these from what is stored:\n{error}"
        ) from None


def _other_data(name: str, config: Config) -> str:
    """Why the data cannot be used, in words."""
    paths = [
        config.folder / getattr(source, field)
        for source in config.data.sources()
        for field in source.paths
    ]
    if missing := [str(path) for path in paths if not path.exists()]:
        return (
            f"{name}: this picture is made from the data, and there is no file "
            f"{either(missing, 'and')}: put it back, or call gdrun in the folder that its path "
            "starts from"
        )
    return (
        f"{name}: this picture is made from the data, which is not what was trained on any more: "
        "run it again"
    )
