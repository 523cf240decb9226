"""The README's lists, from the registries; ``python -m tests.readme_lists`` renews them."""

from pathlib import Path

import gdrun.parts  # noqa: F401  (fills the registry)
from gdrun.parts.registry import families, parts
from gdrun.report.exports import exporters
from gdrun.report.tables.parts import written_parameters

README = Path(__file__).parents[1] / "README.md"


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


def exports_list() -> str:
    """A table of the formats: name, endings of files, what they hold."""
    lines = ["| `--format` | `-o FILE` ends in | holds |", "| --- | --- | --- |"]
    for exporter in exporters().values():
        endings = ", ".join(f"`{ending}`" for ending in exporter.endings) or "–"
        names = ", ".join(f"`{spelled}`" for spelled in (exporter.name, *exporter.aliases))
        lines.append(f"| {names} | {endings} | {exporter.holds} |")
    return "\n".join([*lines, ""])


LISTS = {"parts": parts_list, "exports": exports_list}


def around(name: str, text: str) -> tuple[str, str, str]:
    """What the README says before, in and after a list."""
    start, end = (f"<!-- {name}: {mark} -->\n" for mark in ("start", "end"))
    before, _, rest = text.partition(start)
    inside, _, after = rest.partition(end)
    return before + start, inside, end + after


if __name__ == "__main__":
    text = README.read_text(encoding="utf-8")
    for name, listed in LISTS.items():
        before, _, after = around(name, text)
        text = before + listed() + after
    README.write_text(text, encoding="utf-8")
