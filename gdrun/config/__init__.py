"""What a config may say, read and checked: a file or a mapping in, a frozen ``Config`` out."""

from gdrun.config.loading import load_config, parse_config
from gdrun.config.schema import Config, chosen_at, json_schema
from gdrun.config.sweep import Setting, Sweep, check_sweep, load_sweep

__all__ = [
    "Config",
    "Setting",
    "Sweep",
    "check_sweep",
    "chosen_at",
    "json_schema",
    "load_config",
    "load_sweep",
    "parse_config",
]
