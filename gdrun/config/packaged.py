"""The configs that come with gdrun."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]


def packaged_configs() -> Path:
    """Their folder: inside the package, or beside it where gdrun runs from its sources."""
    inside = _PACKAGE / "configs"
    return inside if inside.is_dir() else _PACKAGE.parent / "configs"
