"""Parts that hand a compiled loop a kernel, and the numbers that the kernel reads."""

from typing import Any

from numpy.typing import NDArray

from gdrun.parts.registry import Part

Vector = NDArray[Any]
Matrix = NDArray[Any]


class KernelPart(Part):
    """A part with kernels: plain functions over arrays, compiled when a config first names it.

    A kernel gets the part's parameters as ``hyper``, a vector in the order of ``hyper()``.
    Kernels are static methods that use nothing but their arguments, NumPy scalars' arithmetic and
    ``gdrun.parts.elementary``, and make no arrays. They must pass NaN on, and write constants in
    the arrays' dtype (``theta.dtype.type(1)``): a bare ``0.5`` would turn float32 arithmetic into
    float64.
    """

    def hyper(self) -> tuple[float, ...]:
        """The part's own parameters as numbers, in the order of their declaration."""
        bases = (base for base in type(self).__mro__ if issubclass(base, Part))
        family = next(base for base in bases if "family" in vars(base))
        return tuple(
            float(getattr(self, field))
            for field in type(self).model_fields
            if field not in family.model_fields
        )
