"""What is to be run: variants × seeds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from gdrun.config import Combination, Config
from gdrun.records import JUDGED, Record, Shared


@dataclass(frozen=True, slots=True)
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
    portion: str = JUDGED
    """Whose metric is looked at."""

    @property
    def trials(self) -> int:
        """How many there are."""
        return sum(len(variant.seeds) for variant in self.variants)


def plan_sweep(experiment: str, combinations: Sequence[Combination]) -> Plan:
    """The plan of ``gdrun sweep``: a variant for each combination."""
    variants, shared = [], Shared()
    for each in combinations:
        seeds = shared.one(each.config.seed_list())
        variants.append(PlannedVariant(each.name, each.parameters, each.config, seeds))
    return Plan(experiment, tuple(variants))


def plan_training(config: Config) -> Plan:
    """The plan of ``gdrun train``: one variant."""
    return Plan(config.name, (PlannedVariant(config.name, {}, config, config.seed_list()),))


def with_seeds(plan: Plan, seeds: Mapping[str, tuple[int, ...]]) -> Plan:
    """The plan with other seeds, by the variants' names."""
    variants = tuple(replace(variant, seeds=seeds[variant.name]) for variant in plan.variants)
    return replace(plan, variants=variants)


def without(plan: Plan, records: Sequence[Record]) -> Plan:
    """The plan of the trials that have no record among these."""
    done: dict[str, set[int]] = {}
    for record in records:
        done.setdefault(record.variant, set()).add(record.seed)
    return with_seeds(
        plan,
        {
            v.name: tuple(seed for seed in v.seeds if seed not in done[v.name])
            if v.name in done
            else v.seeds
            for v in plan.variants
        },
    )


def in_order(plan: Plan, records: Sequence[Record]) -> list[Record]:
    """Records in the order of the plan's variants and, in each, of its seeds."""
    found: dict[str, dict[int, Record]] = {}
    for record in records:
        found.setdefault(record.variant, {})[record.seed] = record
    return [
        of_variant[seed]
        for variant in plan.variants
        if (of_variant := found.get(variant.name))
        for seed in variant.seeds
        if seed in of_variant
    ]
