"""What the bits of a result depend on besides config, data and seed."""

import hashlib
from functools import cache
from pathlib import Path

import scipy

from gdrun.engine.compile.compiling import compiler
from gdrun.version import VERSION

_PACKAGE = Path(__file__).resolve().parents[1]
_ROOMS = ("config", "data", "engine", "experiment", "files", "network", "parts", "trial")
"""Those whose code makes the data, the first weights and the steps, and not only what is said of
them."""


@cache
def fingerprint() -> str:
    """Versions, a hash of the sources and packaged data, and one of the CPU's features."""
    return f"gdrun {VERSION} sources {source_hash(_PACKAGE)} {compiler()} scipy {scipy.__version__}"


def source_hash(package: Path) -> str:
    """A hash of all sources and packaged data sets in ``package`` that can change a result."""
    digest = hashlib.sha256()
    for room in _ROOMS:
        for path in sorted((package / room).rglob("*")):
            if path.suffix in (".py", ".npz"):
                digest.update(path.relative_to(package).as_posix().encode() + b"\0")
                digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]
