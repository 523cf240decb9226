"""The rooms of the house, and what each may import."""

from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "gdrun"
ANYWHERE = {"errors", "records", "version", "wording"}
"""What every room but the engine may import."""
_TRIAL = {"config", "data", "parts", "files", "network", "engine"}
_EXPERIMENT = {*_TRIAL, "trial", "store", "evidence", "statistics"}
MAY_IMPORT = {
    "records": set(),
    "network": set(),
    "files": set(),
    "statistics": set(),
    "engine": set(),
    "parts": {"files", "network"},
    "config": {"parts", "files"},
    "data": {"parts", "files"},
    "trial": _TRIAL,
    "store": {"network"},
    "evidence": {"statistics"},
    "experiment": _EXPERIMENT,
    "checking": {*_TRIAL, "trial"},
    "prediction": {*_TRIAL, "trial"},
    "landscape": {*_TRIAL, "trial", "prediction"},
    "pictures": {"evidence", "landscape", "statistics", "store", "report", "trial"},
    "report": {"files", "network", "parts", "statistics", "evidence"},
    "page": {"config", "evidence", "pictures", "report", "statistics", "store"},
    "cli": {
        *_EXPERIMENT,
        "experiment",
        "checking",
        "prediction",
        "landscape",
        "page",
        "pictures",
        "report",
    },
}
ENGINE_MAY_IMPORT = {
    "compile": set(),
    "blocks": {"compile", "random"},
    "random": {"compile"},
    "layers": {"compile", "blocks", "random"},
    "loop": {"compile", "blocks", "random", "layers"},
}
"""The engine's own rooms, from the ground up."""
ROOMS = sorted({file.relative_to(PACKAGE).parts[0] for file in PACKAGE.glob("*/**/*.py")})
