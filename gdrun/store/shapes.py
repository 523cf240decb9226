"""What stored JSON must look like: older stores have no digests, and reports rely on what is there.

Only what they rely on is asked for. What a later version of gdrun adds must be allowed to be
missing, as older stores do not have it.
"""

from collections.abc import Sequence
from typing import Any

from gdrun.network import as_plain, dense_tensors, from_plain, theta_size
from gdrun.records import PORTIONS, Measured, Record, Variant

NUMBER = (int, float)
NOTHING = type(None)

_PART = {"name": str}
_SOURCE = {"name": str, "?path": str, "?X": str, "?y": str}
_OPTIONAL = (*NUMBER, NOTHING)


def _by_portion(shape: Any, optional: Any) -> dict[str, Any]:
    """The shape of what is said of each portion of the data; only the first must be there."""
    return {PORTIONS[0]: shape} | {f"?{portion}": optional for portion in PORTIONS[1:]}


CONFIG = {
    "data": {
        "source": (_SOURCE, _by_portion(_SOURCE, (_SOURCE, NOTHING))),
        "split": (
            _by_portion(NUMBER, _OPTIONAL),
            {"folds": int, "?validation": _OPTIONAL},
            NOTHING,
        ),
        "normalize": _PART,
        "normalize_target": (_PART, NOTHING),
    },
    "model": {
        "hidden": [(int, {"units": int, "?activation": _PART}, _PART)],
        "activation": _PART,
        "weights": _PART,
        "biases": (_PART, NOTHING),
    },
    "loss": (_PART, NOTHING),
    "penalty": {...: NUMBER},
    "optimizer": {"name": str, "learning_rate": NUMBER},
    "decay": _PART,
    "training": {
        "epochs": int,
        "batch_size": (int, "full"),
        "dtype": str,
        "shuffle": bool,
        "clip_value": _OPTIONAL,
        "clip_norm": _OPTIONAL,
        "stop": (
            {
                "patience": int,
                "?gradient_norm": _OPTIONAL,
                "?loss_below": _OPTIONAL,
                "?loss_change": _OPTIONAL,
                "?monitor": (str, NOTHING),
            },
            {
                "?gradient_norm": _OPTIONAL,
                "?loss_below": _OPTIONAL,
                "?loss_change": NOTHING,
                "?monitor": NOTHING,
            },
        ),
    },
    "seeds": (int, [int]),
    "randomness": {"vary": [str]},
}
PARAMETERS = {...: object}
PREPARATION = {
    "data": str,
    "inputs": int,
    "outputs": int,
    "tensors": [
        {"name": str, "role": str, "shape": [int], "inputs": int, "outputs": int, "start": int}
    ],
    "?layers": [{"kind": _PART, "activation": (_PART, NOTHING), "tensors": [str]}],
    "?output_activation": str,
    "class_names": [str],
    "feature_names": [str],
    "?rows": {...: int},
    "?data_follows_seed": bool,
    "?target_shift": [NUMBER],
    "?target_scale": [NUMBER],
    "?input_shift": [NUMBER],
    "?input_scale": [NUMBER],
}
METRICS = {...: {...: NUMBER}}
FACTS = {
    "task": str,
    "rows": _by_portion(int, int),
    "inputs": int,
    "outputs": int,
    "parameters": int,
    "loss": str,
    "?portion": str,
    "?baseline": {
        "predicts": (str, [NUMBER]),
        "seed": (int, NOTHING),
        "?seeds": int,
        "?alike": bool,
        "metrics": METRICS,
    },
}
METRIC_NAMES = [str]
NOTES = [str]
COLUMNS = [str]
REQUEST = {
    "text": str,
    "description": str,
    "folder": str,
    "command_line": [str],
    "?claims": [str],
    "?claims_about": ("", "seeds", "rows", "data"),
}
DIAGNOSES = [{"name": str, "?epoch": int, "?layer": int}]


def shaped(value: Any, shape: Any) -> Any:
    """``value``, if it has the shape.

    Args:
        value: Plain data.
        shape: A type; a text, for itself; a tuple of shapes, one of which it must have; a list of
            one shape, for a list of such; or a dict, for one with at least these keys, of which
            those with ``?`` may be missing, and ``...`` stands for all.

    Raises:
        ValueError: If it has not.
    """
    if not _has_shape(value, shape):
        raise ValueError("stored JSON is not as it was written")
    return value


def with_tensors(preparation: Any) -> Any:
    """What is known of a variant's data and network, as it is written now.

    Up to version 3 the widths of the layers told all of the network.

    Raises:
        ValueError: If they have another shape.
    """
    if not isinstance(preparation, dict) or "sizes" not in preparation:
        return preparation
    sizes = shaped(preparation["sizes"], [int])
    return {key: each for key, each in preparation.items() if key != "sizes"} | {
        "inputs": sizes[0],
        "outputs": sizes[-1],
        "tensors": as_plain(dense_tensors(sizes)),
    }


def check_sizes(
    metrics: Sequence[Measured],
    judged: str,
    variants: Sequence[Variant],
    records: Sequence[Record],
) -> None:
    """Sees that variants are ranked by one of the metrics, and that weights fit their networks.

    Raises:
        ValueError: If not.
    """
    sizes = {}
    for variant in variants:
        tensors: Any = variant.preparation["tensors"]
        sizes[variant.name] = theta_size(from_plain(tensors))
    if judged not in {metric.name for metric in metrics} or any(
        record.weights.size not in (0, sizes[record.variant]) for record in records
    ):
        raise ValueError("what is stored does not fit together")


def _has_shape(value: Any, shape: Any) -> bool:
    if isinstance(shape, type):
        # Python takes true for an integer.
        return isinstance(value, shape) and not (shape is int and isinstance(value, bool))
    if isinstance(shape, str):
        return bool(value == shape)
    if isinstance(shape, tuple):
        return any(_has_shape(value, each) for each in shape)
    if isinstance(shape, list):
        return isinstance(value, list) and all(_has_shape(each, shape[0]) for each in value)
    if not isinstance(value, dict):
        return False
    if ... in shape:
        return all(_has_shape(each, shape[...]) for each in value.values())
    return all(
        _has_shape(value[name], inner) if name in value else key.startswith("?")
        for key, inner in shape.items()
        for name in (key.removeprefix("?"),)
    )
