"""NPZ: the weights of all trials that have some, and what is needed to use them with NumPy alone.

``seeds`` and ``variants`` name the trials; ``W0``, ``b0``, … have one trial a row, for a single
form of network, and else the number of the variant in front: ``v1_W0``. With them are
``class_names``, ``feature_names``, ``input_shift``, ``input_scale``, ``target_shift`` and
``target_scale``: a network's input is (x − shift) / scale, and a number that it predicts is its
output · scale + shift.
"""

import io
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from gdrun.report.exports.exporter import Exporter

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gdrun.records import Outcome, Record, Variant


_AS_ARRAYS = (
    "class_names",
    "feature_names",
    "data_follows_seed",
    "input_shift",
    "input_scale",
    "target_shift",
    "target_scale",
)
"""What of a variant's preparation is among the arrays."""


def write(outcome: "Outcome") -> bytes:
    """The arrays in a compressed archive."""
    import numpy as np

    file = io.BytesIO()
    np.savez_compressed(file, allow_pickle=False, **as_arrays(outcome))
    return file.getvalue()


def as_arrays(outcome: "Outcome") -> "dict[str, NDArray[Any]]":
    """The arrays by their names; those of weights have shape (trials, *tensor)."""
    arrays: dict[str, NDArray[Any]] = {}
    for number, variant, records in _weighted(outcome):
        before = f"v{number}_" if len(outcome.variants) > 1 else ""
        found = _variant_arrays(variant, records)
        arrays |= {f"{before}{name}": array for name, array in found.items()}
    return arrays


def notes(outcome: "Outcome") -> list[str]:
    """Whose inputs must be normalised by other means, and why."""
    lacking: dict[str, list[str]] = {}
    for number, variant, _ in _weighted(outcome):
        if "input_shift" not in variant.preparation:
            lacking.setdefault(_why_unshifted(variant), []).append(f"{number} ({variant.name})")
    if len(outcome.variants) == 1:
        return [f"its normalizer is not among the arrays, as {why}" for why in lacking]
    return [
        f"the normalizer of {', '.join(names)} is not among the arrays, as {why}"
        for why, names in lacking.items()
    ]


def _why_unshifted(variant: "Variant") -> str:
    """Why a variant has no shift and scale of its inputs."""
    if "target_shift" not in variant.preparation:
        return "it follows the seed"
    data: Any = variant.config["data"]
    return f"`{data['normalize']['name']}` is no shift and scale"


def _weighted(outcome: "Outcome") -> "Iterator[tuple[int, Variant, list[Record]]]":
    """The variants that have weights, by their number from 1, each with the trials that do."""
    from gdrun.evidence.endings import by_variant

    grouped = by_variant(outcome)
    for number, variant in enumerate(outcome.variants, start=1):
        if records := [record for record in grouped[variant.name] if record.weights.size]:
            yield number, variant, records


def _variant_arrays(variant: "Variant", records: "Sequence[Record]") -> "dict[str, NDArray[Any]]":
    import numpy as np

    from gdrun.network import from_plain, unpack

    tensors: Any = variant.preparation["tensors"]
    arrays: dict[str, NDArray[Any]] = {
        "variant": np.array(variant.name),
        "seeds": np.array([record.seed for record in records]),
    }
    arrays |= unpack(np.stack([record.weights for record in records]), from_plain(tensors))
    for name, value in variant.preparation.items():
        if name in _AS_ARRAYS:
            arrays[name] = np.array(value)
    model: Any = variant.config["model"]
    arrays["activation"] = np.array(model["activation"]["name"])
    data: Any = variant.config["data"]
    arrays["normalizer"] = np.array(data["normalize"]["name"])
    return arrays


EXPORTER = Exporter(
    "npz", (".npz",), "weights", write, binary=True, needs_weights=True, notes=notes
)
