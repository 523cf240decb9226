"""The plan that tells which randomness makes the spread: Saltelli's design, with streams as inputs.

A and B are the seeds 0 to n − 1 and n to 2n − 1. A with one stream from B is that stream with n
added to its seed.
"""

from gdrun.config import Config
from gdrun.config.randomness import OffsetsSection, RandomnessSection, Stream
from gdrun.errors import PartError
from gdrun.experiment.plan import Plan, PlannedVariant
from gdrun.records import JUDGED
from gdrun.trial.binding import Binding
from gdrun.trial.data_of_seeds import Datasets, make_bindings
from gdrun.trial.streams import STREAMS
from gdrun.trial.without_effect import undrawn_streams
from gdrun.wording import either

BASE = "all from the seed"
"""What the variant is called whose seeds are A and B."""


def plan_variance(config: Config, samples: int, portion: str) -> Plan:
    """The plan of ``gdrun variance``: a variant with twice the samples, and one for each stream.

    Args:
        config: What is trained; which streams vary is no matter, but for ``data``.
        samples: Rows of the design.
        portion: Whose metric is looked at.

    Raises:
        GdrunError: If the data or its parts cannot be used, there are no rows of the portion, or
            nothing is drawn at random, or in folds, which depend on each other.
    """
    if config.data.folds:
        raise PartError(
            f"{config.origin}: the folds of a repetition divide the same rows, so their seeds are "
            "not independent: give data.split fractions, as {train: 0.7, validation: 0.15, "
            "test: 0.15}"
        )
    binding = make_bindings(config, config.seed_list()[0], Datasets()).first
    _check_portion(config, binding, portion)
    streams = varied_streams(config, binding)
    if not streams:
        raise PartError(
            f"{config.origin}: nothing that it says is drawn at random, so there is no spread to "
            "divide"
        )
    randomness = config.randomness
    still = {} if "data" in streams else {"data": randomness.offsets.data}
    base = RandomnessSection(vary=streams, offsets=OffsetsSection(**still))
    variants = [_variant(BASE, config, base, seeds=2 * samples, moved={})]
    for stream in streams:
        offsets = base.offsets.model_copy(update={stream: samples})
        moved = base.model_copy(update={"offsets": offsets})
        key = f"randomness.offsets.{stream}"
        name = f"{stream} redrawn"
        variants.append(_variant(name, config, moved, seeds=samples, moved={key: samples}))
    return Plan(config.name, tuple(variants), portion)


def varied_streams(config: Config, binding: Binding) -> tuple[Stream, ...]:
    """All streams that something is drawn from; of ``data`` only if the config varies it."""
    undrawn = undrawn_streams(config, binding.layers, binding.steps_per_epoch)
    return tuple(
        stream
        for stream in STREAMS
        if stream not in undrawn and (stream != "data" or "data" in config.randomness.vary)
    )


def notes_on_data(config: Config) -> tuple[str, ...]:
    """In words, that data that is drawn stays as it is."""
    if not config.data.draws() or "data" in config.randomness.vary:
        return ()
    return (
        "the data is drawn at random, and is the same in all trials: add data to "
        "`randomness.vary` to see what it does",
    )


def _variant(
    name: str,
    config: Config,
    randomness: RandomnessSection,
    *,
    seeds: int,
    moved: dict[str, object],
) -> PlannedVariant:
    told = config.model_copy(update={"randomness": randomness, "seeds": seeds})
    return PlannedVariant(name, moved, told, told.seed_list())


def _check_portion(config: Config, binding: Binding, portion: str) -> None:
    data = binding.problem.data
    if len(getattr(data, portion).targets):
        return
    there = [each for each in ("validation", "test") if len(getattr(data, each).targets)]
    advice = f"add `data.split.{portion}`"
    if there:
        advice += f", or say {either([f'--metric {each}.NAME' for each in there])}"
    default = ", which is looked at if no other is named" if portion == JUDGED else ""
    raise PartError(f"{config.origin}: there is no {portion} part{default}: {advice}")
