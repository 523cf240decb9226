"""Gives two checkouts of gdrun the same commands, and tells what differs.

``python -m tests.side_by_side BEFORE AFTER``, with the Python of an environment that gdrun runs
in; each checkout is a folder with gdrun's sources. The exit code is 1 if anything differs that no
reason in ``reasons.py`` explains.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.side_by_side import packaged, stored
from tests.side_by_side.comparing import Comparison, Played, config_differences
from tests.side_by_side.handing_on import elsewhere, stores_of
from tests.side_by_side.mistakes import mistake_scenes, part_mistakes
from tests.side_by_side.packaged import files_in, packaged_scenes
from tests.side_by_side.random_configs import Generator
from tests.side_by_side.reasons import REASONS
from tests.side_by_side.running import Side, play
from tests.side_by_side.scenes import Scene
from tests.side_by_side.stored import stored_scenes
from tests.side_by_side.telling import coverage, told


def asked() -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(prog="python -m tests.side_by_side", description=__doc__)
    parser.add_argument("before", type=Path, metavar="BEFORE")
    parser.add_argument("after", type=Path, metavar="AFTER")
    parser.add_argument("--configs", type=int, default=300, metavar="N", help="random configs; 300")
    parser.add_argument("--seed", type=int, default=0, metavar="S", help="of the random configs")
    parser.add_argument("--short", action="store_true", help="leaves out what takes longest")
    parser.add_argument(
        "--cache", type=Path, metavar="FOLDER", help="keeps compiled code here for the next time"
    )
    parser.add_argument(
        "--work", type=Path, metavar="FOLDER", help="keeps all files here, to look at"
    )
    options = parser.parse_args()
    for checkout in (options.before, options.after):
        if not (checkout / "gdrun").is_dir():
            parser.error(f"{checkout} is no checkout of gdrun")
    return options


def all_scenes(before: Side, generator: Generator, options: argparse.Namespace) -> list[Scene]:
    """Everything that both are given."""
    files = files_in(before.checkout / "configs")
    schema = generator.schema
    scenes = [*packaged_scenes(schema, files), *stored_scenes(), *mistake_scenes()]
    scenes += generator.scenes(options.configs)
    if not options.short:
        scenes += packaged.long_scenes(files)
        scenes += stored.long_scenes()
        scenes += part_mistakes(schema)
    return scenes


def both_sides(options: argparse.Namespace, work: Path) -> tuple[Side, Side]:
    """The checkouts, each with folders, and if there are two cores with a core, of its own."""
    cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    cache = options.cache or work / "cache"
    checkouts = {"one": options.before, "two": options.after}
    one, two = (
        # Names of one length, or lines of text would break at other words.
        Side(
            checkout=checkout.resolve(),
            work=work / name,
            cache=(cache / name).resolve(),
            core=cores[number] if len(cores) > 1 else -1,
        )
        for number, (name, checkout) in enumerate(checkouts.items())
    )
    return one, two


def run(options: argparse.Namespace, work: Path) -> tuple[Sequence[str], bool]:
    """Plays and compares all; what to print, and whether all is well."""
    sides = both_sides(options, work)
    generator = Generator(json.loads(sides[0].ask("schema")), options.seed)
    scenes = all_scenes(sides[0], generator, options)
    found = Comparison(options.cache is None)
    found.differences += config_differences(sides)
    found.add(sides, scenes, played_by(sides, scenes))
    stores = list(stores_of(sides[0], scenes))
    there = [elsewhere(side) for side in sides]
    found.add(there, stores, played_by(there, stores))
    lines, good = told(found, REASONS)
    return [*coverage(generator), "", *lines], good


def played_by(sides: Sequence[Side], scenes: Sequence[Scene]) -> list[Played]:
    """The results of all sides, which play at the same time."""
    commands = sum(len(scene.commands) for scene in scenes)
    print(f"{len(scenes):,} scenes, {commands:,} commands for each", file=sys.stderr, flush=True)
    with ThreadPoolExecutor(len(sides)) as threads:
        return list(threads.map(lambda side: play(side, scenes), sides))


def main() -> None:
    """The script."""
    options, start = asked(), time.monotonic()
    with tempfile.TemporaryDirectory() as temporary:
        work = options.work or Path(temporary)
        if options.work and work.exists() and any(work.iterdir()):
            sys.exit(f"{work} is not empty")
        work.mkdir(parents=True, exist_ok=True)
        lines, good = run(options, work.resolve())
    print("\n".join(lines))
    print(f"{time.monotonic() - start:.0f} s in all")
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
