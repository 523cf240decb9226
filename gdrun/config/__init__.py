"""What a config may say, read and checked: a file or a mapping in, a frozen ``Config`` out."""

from gdrun.config.loading import load_config, parse_config
from gdrun.config.schema import Config, chosen_at, json_schema
from gdrun.config.sweep import (
    Combination,
    Sweep,
    check_sweep,
    load_sweep,
    over_options,
    over_values,
    parse_sweep,
)

__all__ = [
    "Combination",
    "Config",
    "Sweep",
    "check_sweep",
    "chosen_at",
    "json_schema",
    "load_config",
    "load_sweep",
    "over_options",
    "over_values",
    "parse_config",
    "parse_sweep",
]
