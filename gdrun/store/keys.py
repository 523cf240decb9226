"""What trials are found by.

A *setting* is all that a person can choose and that can change a trial's bits: the config with
every default, the content of the files it names, and the seed. A *key* is a setting together with
the fingerprint of what computed the trial, so that equal keys mean equal bits.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

_NOT_IN_SETTINGS = ("name", "description", "seeds", "sweep", "claims")


def variant_setting(config: Mapping[str, Any], data: str) -> str:
    """A hash of what the settings of a variant's trials have in common, without the seed.

    What is written otherwise and computes the same is one setting. Stores hold these hashes: a
    change of what this returns needs a migration.

    Args:
        config: As it is resolved, with a hash of the content for each path in it outside its
            ``data``.
        data: A hash of what the data is made from and how it is split; of the section ``data``
            only the normalizers count besides.
    """
    said = {key: each for key, each in config.items() if key not in _NOT_IN_SETTINGS}
    normalizers = [config["data"][key] for key in ("normalize", "normalize_target")]
    said["data"] = [data, *normalizers]
    said["randomness"] = {
        **config["randomness"],
        "vary": sorted(config["randomness"]["vary"]),
    }
    if config["model"].get("hidden") == []:
        model = config["model"].items()
        said["model"] = {key: each for key, each in model if key != "activation"}
    return _hash(json.dumps(said, sort_keys=True))


def trial_setting(variant: str, seed: int) -> str:
    """A trial's setting, from its variant's."""
    return _hash(f"{variant} {seed}")


def trial_key(setting: str, fingerprint: str) -> str:
    """The key of a trial that was computed by what has this fingerprint."""
    return _hash(f"{setting} {fingerprint}")


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
