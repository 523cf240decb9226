"""The settings that matter, in a few short lines, from a resolved config."""

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from gdrun.network import from_plain, parameter_count
from gdrun.records import Outcome, Variant
from gdrun.wording import first_few, several

Settings = Mapping[str, Any]

_OFF_AT_ZERO = (
    "momentum",
    "dampening",
    "weight_decay",
    "warmup",
    "minimum",
    "cooldown",
    "threshold",
)


def facts_of(outcome: Outcome, variant: Variant) -> Settings:
    """A variant's own facts."""
    facts, found = outcome.facts_of(variant), variant.preparation
    if "tensors" in found:
        tensors: Any = found["tensors"]
        facts |= {
            "inputs": found["inputs"],
            "outputs": found["outputs"],
            "parameters": parameter_count(from_plain(tensors)),
        }
    return facts


def settings_lines(
    config: Settings, facts: Settings, seeds: Collection[int]
) -> Iterator[tuple[str, str]]:
    """Pairs of a heading and what to say under it; ``seeds`` were tried, asked for or not."""
    if config.get("parts"):
        yield "parts", ", ".join(config["parts"])
    yield "data", _data(config["data"], facts)
    yield "network", _network(config["model"], facts)
    yield "loss", _loss(config, facts)
    yield "optimizer", _part(config["optimizer"])
    if (decay := _part(config["decay"])) != "none":
        yield "decay", decay
    yield "training", _training(config["training"], facts)
    asked = config["seeds"]
    asked = range(asked) if isinstance(asked, int) else asked
    folds = (config["data"].get("split") or {}).get("folds")
    tried = tuple(dict.fromkeys([*asked, *seeds]))
    yield "seeds", _seeds(tried, config["randomness"], folds)


def _data(data: Settings, facts: Settings) -> str:
    source = data["source"]
    separate = [source] if "name" in source else [each for each in source.values() if each]
    name = " + ".join(map(_source, separate))
    rows = " + ".join(f"{count:,} {part}" for part, count in facts["rows"].items())
    counted = f"{rows} rows, " if rows else ""
    inputs = several(facts["inputs"], "input")
    text = f"{name}: {counted}{inputs}, {_part(data['normalize'])}"
    if "weights" in data:
        text += f", rows count as {data['weights']} says"
    if "groups" in data:
        text += f", rows of one {data['groups']} together"
    target = data["normalize_target"]
    return text + (f", target {_part(target)}" if target else "")


def _source(source: Settings) -> str:
    """A source's file or files, or else its name."""
    if "X" in source:
        return f"{source['X']}, {source['y']}"
    return str(source.get("path") or source["name"])


def _network(model: Settings, facts: Settings) -> str:
    hidden = [_units(entry) for entry in model["hidden"]]
    text = "-".join([str(facts["inputs"]), *hidden, str(facts["outputs"])])
    if any(_has_activation_of_model(entry) for entry in model["hidden"]):
        text += f" {_part(model['activation'])}"
    text += "".join(f", {said}" for said in _of_layers(model))
    text += f", {several(facts['parameters'], 'parameter')}, weights {_part(model['weights'])}"
    # Left out, they come along with the weights.
    biases = _part(model["biases"]) if model["biases"] else "zeros"
    return text + (f", biases {biases}" if biases != "zeros" else "")


def _has_activation_of_model(entry: Any) -> bool:
    return not isinstance(entry, dict) or ("units" in entry and entry.get("activation") is None)


def _units(entry: Any) -> str:
    """A hidden layer's units, or another kind's name."""
    if isinstance(entry, dict):
        return str(entry["units"]) if "units" in entry else _part(entry)
    return str(entry)


def _of_layers(model: Settings) -> Iterator[str]:
    """What is said of all layers besides their activation and first values, and what of some."""
    if "normalization" in model:
        yield f"normalization {model['normalization']}"
    if "dropout" in model:
        yield f"dropout {model['dropout']:g}"
    for name in ("input", "output"):
        if name in model:
            yield f"{name}: {_settings(model[name])}"
    for number, entry in enumerate(model["hidden"], start=1):
        if isinstance(entry, dict) and "units" in entry:
            yield f"hidden {number}: {_settings(entry)}"


def _settings(section: Settings) -> str:
    """What is said in a section, but for units, which are told elsewhere."""
    return ", ".join(
        f"{key} {_part(each) if isinstance(each, dict) else each}"
        for key, each in section.items()
        if each is not None and key != "units"
    )


def _loss(config: Settings, facts: Settings) -> str:
    penalty = [f"{name} {value:g}" for name, value in config["penalty"].items() if value]
    loss = _part(config["loss"]) if config["loss"] else str(facts["loss"])
    return ", ".join([loss, *penalty])


def _training(training: Settings, facts: Settings) -> str:
    batch = training["batch_size"]
    full = batch == "full" or batch >= facts["rows"].get("train", math.inf)
    batches = "full batch" if full else f"batches of {batch:,}"
    words = [several(training["epochs"], "epoch"), batches, training["dtype"]]
    if "class_weights" in training:
        weights = training["class_weights"]
        said = [weights] if isinstance(weights, str) else [f"{k} {w:g}" for k, w in weights.items()]
        words.append(f"class weights {', '.join(said)}")
    if training.get("weighted_metrics"):
        words.append("metrics weighted")
    if "average" in training:
        words.append(f"average {_part(training['average'])}")
    if not training["shuffle"]:
        words.append("not shuffled")
    words += [f"{key} {training[key]:g}" for key in ("clip_value", "clip_norm") if training[key]]
    stop = {key: value for key, value in training["stop"].items() if value is not None}
    for key in ("gradient_norm", "loss_below"):
        if key in stop:
            words.append(f"until {key} {stop[key]:g}")
    if "loss_change" in stop:
        patience = several(stop["patience"], "epoch")
        words.append(f"until loss_change {stop['loss_change']:g} over {patience}")
    if "monitor" in stop:
        words.append(f"stops on {stop['monitor']} after {several(stop['patience'], 'epoch')}")
    return ", ".join(words)


def _seeds(seeds: Sequence[int], randomness: Settings, folds: int | None) -> str:
    listed, streams = seeds_in_words(seeds), randomness["vary"]
    said = {each: each for each in streams}
    if "seeds_per_split" in randomness:
        said["split"] = f"split ({randomness['seeds_per_split']:,} seeds each)"
    offsets = "".join(f", {each} + {n:,}" for each, n in randomness.get("offsets", {}).items())
    if folds:
        repetitions = several(len({seed // folds for seed in seeds}), "repetition")
        others = ", ".join(each for each in streams if each != "split") or "nothing else"
        return f"{listed}: {folds:,} folds, {repetitions}, varying {others}{offsets}"
    return f"{listed}, varying {', '.join(said.values()) or _NOTHING}{offsets}"


_NOTHING = "nothing: each is the same training"


def seeds_in_words(seeds: Sequence[int]) -> str:
    """``0 to 9``, ``3, 1, 4``."""
    if seeds and tuple(seeds) == tuple(range(len(seeds))):
        return "0" if len(seeds) == 1 else f"0 to {len(seeds) - 1:,}"
    return first_few(seeds)


def _part(part: Settings) -> str:
    """A part's name, and its parameters except those that are off."""
    said = [
        f"{key} {value:g}" if isinstance(value, float) else f"{key} {value}"
        for key, value in part.items()
        if key not in ("name", "per")
        and (key, value) != ("mode", "auto")
        and value is not None
        and value is not False
        and not (value == 0 and key in _OFF_AT_ZERO)
    ]
    if part.get("per") == "step":
        said.append("per step")
    return f"{part['name']} ({', '.join(said)})" if said else str(part["name"])
