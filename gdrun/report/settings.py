"""The settings that matter, in a few short lines, from a resolved config."""

from collections.abc import Iterator, Mapping
from typing import Any

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


def settings_lines(config: Settings, facts: Settings) -> Iterator[tuple[str, str]]:
    """Pairs of a heading and what to say under it."""
    yield "data", _data(config["data"], facts)
    yield "network", _network(config["model"], facts)
    yield "loss", _loss(config, facts)
    yield "optimizer", _part(config["optimizer"])
    if config["decay"]["name"] != "none":
        yield "decay", _part(config["decay"])
    yield "training", _training(config["training"])
    streams = config["randomness"]["vary"]
    if list(streams) != ["init", "order"]:
        yield "varied", ", ".join(streams) or "nothing: every seed is the same training"


def _data(data: Settings, facts: Settings) -> str:
    source = data["source"]
    if "name" in source:
        name = source.get("path") or source["name"]
    else:
        name = " + ".join(str(s.get("path") or s["name"]) for s in source.values() if s)
    rows = " + ".join(f"{count:,} {part}" for part, count in facts["rows"].items())
    return f"{name}: {rows} rows, {facts['inputs']:,} inputs, {_part(data['normalize'])}"


def _network(model: Settings, facts: Settings) -> str:
    sizes = [facts["inputs"], *model["hidden"], facts["outputs"]]
    text = "-".join(map(str, sizes))
    if model["hidden"]:
        text += f" {_part(model['activation'])}"
    return f"{text}, {facts['parameters']:,} parameters, weights {_part(model['weights'])}"


def _loss(config: Settings, facts: Settings) -> str:
    penalty = [f"{name} {value:g}" for name, value in config["penalty"].items() if value]
    loss = _part(config["loss"]) if config["loss"] else str(facts["loss"])
    return ", ".join([loss, *penalty])


def _training(training: Settings) -> str:
    batch = training["batch_size"]
    batches = "full batch" if batch == "full" else f"batches of {batch}"
    words = [f"{training['epochs']} epochs", batches, training["dtype"]]
    words += [f"{key} {training[key]:g}" for key in ("clip_value", "clip_norm") if training[key]]
    stop = {key: value for key, value in training["stop"].items() if value}
    words += [f"{key} {stop[key]}" for key in ("gradient_norm", "loss_below") if key in stop]
    if "loss_change" in stop:
        words.append(f"loss_change {stop['loss_change']} over {stop['patience']} epochs")
    if "monitor" in stop:
        words.append(f"stops on {stop['monitor']} after {stop['patience']} epochs")
    return ", ".join(words)


def _part(part: Settings) -> str:
    """A part's name, and its parameters except those that are off."""
    said = [
        f"{key} {value:g}" if isinstance(value, float) else f"{key} {value}"
        for key, value in part.items()
        if key not in ("name", "per", "mode")
        and value is not None
        and value is not False
        and not (value == 0 and key in _OFF_AT_ZERO)
    ]
    if part.get("per") == "step":
        said.append("per step")
    return f"{part['name']} ({', '.join(said)})" if said else str(part["name"])
