"""Names from outside that a terminal must not obey."""

import re

EVIL = (
    "\x1b[31mred\x1b[0m",
    "\x1b]0;title\x07",
    "\x9b2Jc1",
    "a\u202eb\u2066",
    "a\u200bb\ufeff",
    "bell\x07 back\x08 \x7f",
    "a\rb",
    "half \udc9b",
)
MARKUP = (
    "[red]red[/red]",
    "[/]",
    "[link=https://example.org]l[/link]",
    ":smile:",
    "[@click=x]y[/]",
    "[red]",
    "<script>alert(1)</script>",
    r"\input{x}",
    "a_b%&#$^~",
    "a|b",
)
OBEYED = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069\ufeff]")
