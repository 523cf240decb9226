"""Settings that look at the validation part while training."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from gdrun.records import JUDGED, Variant


def note_on_watching(variants: Sequence[Variant]) -> Iterator[str]:
    """What is to be said of variants that are judged on the validation part, if some look at it.

    Those that do, choose their weights or their rate by the rows that they are judged on.
    """
    looks = [_looks_at(variant.config) for variant in variants]
    if any(look != looks[0] for look in looks):
        yield (
            "Some variants use the validation part while training (plateau decay or early "
            "stopping), and others do not, or with other settings. That favours those that use it: "
            "confirm on the test part."
        )


def _looks_at(config: Mapping[str, Any]) -> tuple[object, ...]:
    decay, stop = config["decay"], config["training"]["stop"]
    watched = decay.get("monitor", JUDGED) if decay["name"] == "plateau" else None
    looking = ((watched, decay), (stop.get("monitor"), stop))
    return tuple(section for monitor, section in looking if str(monitor).startswith(JUDGED))
