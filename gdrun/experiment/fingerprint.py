"""What the bits of a result depend on besides config, data and seed."""

from gdrun.engine.compiling import compiler, source_hash
from gdrun.version import VERSION


def fingerprint() -> str:
    """Versions, a hash of the compiled sources, and one of the CPU's features."""
    return f"gdrun {VERSION} sources {source_hash()} {compiler()}"
