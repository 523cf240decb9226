"""YAML text: plain data, and the place of every key and value."""
