"""What the bits of a result depend on besides config, data and seed."""

import hashlib
from functools import cache

import llvmlite
import llvmlite.binding as llvm
import numba
import numpy as np

from gdrun.engine.compiling import source_hash
from gdrun.version import VERSION


@cache
def fingerprint() -> str:
    """Versions, a hash of the compiled sources, and one of the CPU's features."""
    cpu = numba.config.CPU_NAME or llvm.get_host_cpu_name()
    features = numba.config.CPU_FEATURES
    if features is None:
        features = llvm.get_host_cpu_features().flatten()
    mode = " interpreted" if numba.config.DISABLE_JIT else ""
    return (
        f"gdrun {VERSION} sources {source_hash()} numpy {np.__version__} numba {numba.__version__}"
        f" llvmlite {llvmlite.__version__} {cpu}"
        f" {hashlib.sha256(features.encode()).hexdigest()[:12]}{mode}"
    )
