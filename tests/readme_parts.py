"""The README's list of parts, from the registry; ``python -m tests.readme_parts`` renews it."""

from pathlib import Path

import gdrun.parts  # noqa: F401  (fills the registry)
from gdrun.parts.registry import families, parts
from gdrun.report.tables.parts import written_parameters

README = Path(__file__).parents[1] / "README.md"
START, END = "<!-- parts: start -->\n", "<!-- parts: end -->\n"


def parts_list() -> str:
    """A table for each family: name, aliases, parameters with their defaults, meaning."""
    lines: list[str] = []
    for family in families():
        lines += ["", f"**{family.capitalize()}**", "", "| name | parameters | meaning |"]
        lines.append("| --- | --- | --- |")
        for name, part in parts(family).items():
            names = ", ".join(f"`{spelled}`" for spelled in (name, *part.aliases))
            parameters = written_parameters(part.parameters())
            lines.append(
                f"| {names} | {parameters} | {part.summary().replace('|', chr(92) + '|')} |"
            )
    return "\n".join([*lines, "", ""]).lstrip("\n")


def between_markers(text: str) -> str:
    """What the README says now."""
    return text.partition(START)[2].partition(END)[0]


if __name__ == "__main__":
    text = README.read_text(encoding="utf-8")
    before, _, rest = text.partition(START)
    after = rest.partition(END)[2]
    README.write_text(before + START + parts_list() + END + after, encoding="utf-8")
