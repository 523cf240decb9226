"""Settings that do nothing in a training, told in words: nobody compares what cannot differ."""

from collections.abc import Iterator, Mapping, Sequence

from gdrun.config import Config
from gdrun.config.randomness import Stream
from gdrun.parts.initializers import FromFile, Initializer
from gdrun.trial.network import PlacedLayer, initial_of
from gdrun.wording import either, several


def settings_without_effect(
    config: Config, layers: Sequence[PlacedLayer], rows: int, steps: int
) -> Iterator[str]:
    """What is said of each of them.

    Args:
        config: The whole setting.
        layers: Of its network.
        rows: Of the training portion.
        steps: In an epoch.
    """
    training, model = config.training, config.model
    asked = training.batch_size
    if asked != "full" and asked > rows and "batch_size" in training.model_fields_set:
        yield f"batch_size: {asked:,} is more than the {rows:,} training rows: full batches"
    if training.average and (
        why := training.average.pointless(training.epochs, training.epochs * steps)
    ):
        yield f"training.average: {why}"
    if not model.hidden and (model.dropout or model.normalization != "none"):
        key = "dropout" if model.dropout else "normalization"
        yield f"model.{key}: it does nothing, as there is no hidden layer"
    yield from _of_the_decay(config, steps)
    yield from _of_stopping(config)
    yield from _of_randomness(config, layers, steps)


def _of_the_decay(config: Config, steps: int) -> Iterator[str]:
    decay, unit = config.decay, config.decay.per
    units = config.training.epochs * (steps if unit == "step" else 1)
    if decay.warmup >= units:
        yield (
            f"decay.warmup: {decay.warmup:,} {unit}s are not shorter than the training, which has "
            f"{units:,}: nothing comes after the warm-up"
        )
    elif why := decay.pointless(units - decay.warmup):
        after = " after the warm-up" if decay.warmup else ""
        yield f"decay: {why}, as the training has {several(units - decay.warmup, unit)}{after}"


def _of_stopping(config: Config) -> Iterator[str]:
    stop, epochs = config.training.stop, config.training.epochs
    # The first epoch is the best so far, and the value that the next are held against.
    if stop.patience < epochs or not (stop.monitor or stop.loss_change):
        return
    what = either([key for key in ("monitor", "loss_change") if getattr(stop, key)])
    yield (
        f"training.stop.patience: {several(stop.patience, 'epoch')} of patience with `{what}` end "
        f"no training of {several(epochs, 'epoch')}"
    )


def _of_randomness(config: Config, layers: Sequence[PlacedLayer], steps: int) -> Iterator[str]:
    randomness = config.randomness
    undrawn = undrawn_streams(config, layers, steps)
    if "vary" in randomness.model_fields_set:
        vary = randomness.vary
        if not vary and not config.data_streams() and len(config.seed_list()) > 1:
            yield "randomness.vary: nothing follows the seed, so all seeds give the same"
        for stream, reason in undrawn.items():
            if stream in vary:
                yield f"randomness.vary: {stream} changes nothing, as {reason}"
    if "rounding" not in randomness.vary:
        # Its order is then the natural one, whatever the seed.
        undrawn = {**undrawn, "rounding": "it does not follow the seed"}
    for stream in randomness.offsets.said():
        if stream in undrawn:
            yield f"randomness.offsets: {stream} changes nothing, as {undrawn[stream]}"


def undrawn_streams(
    config: Config, layers: Sequence[PlacedLayer], steps: int
) -> Mapping[Stream, str]:
    """The streams that nothing is drawn from, each with the reason in words.

    Args:
        config: The whole setting.
        layers: Of its network.
        steps: In an epoch.
    """
    undrawn: tuple[tuple[Stream, bool, str], ...] = (
        ("init", not _draws(config, layers), "no first weights are drawn"),
        ("data", not config.data.draws(), "the data is not drawn at random"),
        ("split", not config.data.split, "there is no `data.split`"),
        ("order", steps == 1, "full batches have none"),
        ("order", steps > 1 and not config.training.shuffle, "`training.shuffle` is off"),
        ("rounding", config.training.batch_size == 1, "batches of one example have no sum"),
        ("dropout", not config.model.draws(), "there is no dropout"),
    )
    return {stream: reason for stream, does_nothing, reason in undrawn if does_nothing}


def _draws(config: Config, layers: Sequence[PlacedLayer]) -> bool:
    """Whether any first weights are drawn at random."""
    for layer in layers:
        for tensor in layer.tensors:
            part = initial_of(tensor, layer, config.folder)
            if isinstance(part, Initializer) and not isinstance(part, FromFile):
                moments = part.moments(tensor)
                # A part that does not say how its values spread may draw them.
                if moments is None or moments[1] > 0:
                    return True
    return False
