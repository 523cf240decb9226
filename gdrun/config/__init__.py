"""What a config may say, read and checked: a file or a mapping in, a frozen ``Config`` out."""

from gdrun.config.loading import load_config, parse_config
from gdrun.config.own_parts import OwnFiles, blamed_on_own_parts, use_own_files, use_parts_of
from gdrun.config.schema import Config, chosen_at, json_schema, with_source
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
    "OwnFiles",
    "Sweep",
    "blamed_on_own_parts",
    "check_sweep",
    "chosen_at",
    "json_schema",
    "load_config",
    "load_sweep",
    "over_options",
    "over_values",
    "parse_config",
    "parse_sweep",
    "use_own_files",
    "use_parts_of",
    "with_source",
]
