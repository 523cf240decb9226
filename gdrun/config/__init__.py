"""What a config may say, read and checked: a file or a mapping in, a frozen ``Config`` out."""

from gdrun.config.loading import load_config, parse_config
from gdrun.config.schema import Config, json_schema

__all__ = ["Config", "json_schema", "load_config", "parse_config"]
