"""What is to be run: variants × seeds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from gdrun.config import Config, Setting


@dataclass(frozen=True)
class PlannedVariant:
    """One setting of everything but the seed."""

    name: str
    parameters: Mapping[str, object]
    """What sets it apart in a sweep: dotted key to value."""
    config: Config
    seeds: tuple[int, ...]


@dataclass(frozen=True)
class Plan:
    """A whole experiment before it is run."""

    experiment: str
    variants: tuple[PlannedVariant, ...]

    @property
    def trials(self) -> int:
        """How many there are."""
        return sum(len(variant.seeds) for variant in self.variants)


def plan_sweep(experiment: str, settings: Sequence[Setting]) -> Plan:
    """The plan of ``gdrun sweep``: a variant for each setting."""
    return Plan(
        experiment,
        tuple(
            PlannedVariant(setting.name, setting.parameters, setting.config, seeds)
            for setting in settings
            for seeds in (setting.config.seed_list(),)
        ),
    )


def plan_training(config: Config) -> Plan:
    """The plan of ``gdrun train``: one variant."""
    return Plan(config.name, (PlannedVariant(config.name, {}, config, config.seed_list()),))


def with_seeds(plan: Plan, seeds: Mapping[str, tuple[int, ...]]) -> Plan:
    """The plan with other seeds, by the variants' names."""
    variants = tuple(replace(variant, seeds=seeds[variant.name]) for variant in plan.variants)
    return replace(plan, variants=variants)
