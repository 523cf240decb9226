"""What a person should know of the cache, said where nobody waits for an answer."""

import logging
from functools import cache

NOTES = "gdrun"
"""The logger's name. Where nobody handles what it is told, it is written to standard error."""


@cache
def tell_once(text: str) -> None:
    """Says ``text``, the first time that it is to be said in this process."""
    logging.getLogger(NOTES).warning("%s", text)
