"""Model: networks with all that is needed to use them with NumPy alone, in an NPZ file.

``seeds`` names the trials; ``W0``, ``b0``, … have one trial a row. ``preparation`` holds a JSON
text for each trial: how a row of the source becomes one of the network, and what is predicted.
``network`` is a JSON text: ``layers``, from the inputs on, each with its ``kind``, its
``activation`` and the names of its ``tensors``; and ``output_activation``, which makes predictions
of the last layer's outputs.
"""

import io
import json
from typing import TYPE_CHECKING, Any

from gdrun.report.exports.exporter import Exporter

if TYPE_CHECKING:
    from gdrun.records import Outcome


def write(outcome: "Outcome") -> bytes:
    """The arrays in a compressed archive."""
    import numpy as np

    from gdrun.network import from_plain, unpack

    known: Any = outcome.variants[0].preparation
    network = {key: known[key] for key in ("layers", "output_activation")}
    weights = np.stack([record.weights for record in outcome.records])
    arrays = {
        "variant": np.array(outcome.variants[0].name),
        "seeds": np.array([record.seed for record in outcome.records]),
        "preparation": np.array(_preparations(outcome)),
        "network": np.array(json.dumps(network)),
        **unpack(weights, from_plain(known["tensors"])),
    }
    file = io.BytesIO()
    np.savez_compressed(file, allow_pickle=False, **arrays)
    return file.getvalue()


def notes(outcome: "Outcome") -> list[str]:
    """What its reader cannot know."""
    said = [json.loads(text) for text in _preparations(outcome)]
    return [
        f"what the normalizer `{each['normalizer']['name']}` learnt is not in the file: let what "
        "its `fit` gives have a method `learnt`"
        for each in said[:1]
        if each["learnt"] is None
    ]


def _preparations(outcome: "Outcome") -> list[str]:
    return [
        record.documents.preparation.text.decode() for record in outcome.records if record.documents
    ]


EXPORTER = Exporter(
    "model",
    (),
    "weights, and all that is needed to use them, as NPZ",
    write,
    binary=True,
    needs_weights=True,
    seeds=("all", "best"),
    notes=notes,
)
