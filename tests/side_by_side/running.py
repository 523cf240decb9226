"""Running scenes with one checkout: folders, the worker's process, and another one if it dies."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.side_by_side.scenes import Scene

WORKER = Path(__file__).with_name("worker.py")

_SHOWN = "COLUMNS", "NO_COLOR", "FORCE_COLOR", "TERM", "GITHUB_ACTIONS", "GDRUN_STORE", "PYTHONPATH"
"""What the environment may hold that changes what is shown, or where gdrun is found."""


@dataclass(frozen=True)
class Result:
    """What a command of a scene came to."""

    stdout: str
    stderr: str
    code: Any
    seconds: float = 0.0
    """How long it took."""


NOT_RUN = Result("", "", "was not run: the process died before")


@dataclass(frozen=True)
class Side:
    """One checkout, and where its scenes are played."""

    checkout: Path
    work: Path
    cache: Path
    core: int = -1

    def environment(self) -> dict[str, str]:
        """The environment of its processes."""
        kept = {name: value for name, value in os.environ.items() if name not in _SHOWN}
        return kept | {
            "PYTHONPATH": str(self.checkout),
            "PYTHONUTF8": "1",
            "GDRUN_CACHE": str(self.cache),
        }

    def folder(self, number: int) -> Path:
        """Where a scene is played."""
        return self.work / f"{number:04}"

    def ask(self, *words: str) -> str:
        """The standard output of one command, which must go well."""
        done = subprocess.run(
            [sys.executable, "-P", "-m", "gdrun", *words],
            env=self.environment(),
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout


def play(side: Side, scenes: Sequence[Scene]) -> list[list[Result]]:
    """The results of each scene's commands.

    A command at which the process dies has its exit code as a result, and the rest of its scene
    is left out; the other scenes are played.
    """
    played: list[list[Result]] = []
    while len(played) < len(scenes):
        first = len(played)
        for number, scene in enumerate(scenes[first:], start=first):
            prepare(side.folder(number), scene)
        found, end = work_through(side, first, scenes[first:])
        for scene in scenes[first:]:
            number = len(scene.commands)
            ended, found = found[:number], found[number:]
            if len(ended) < number:
                played.append([*ended, end, *[NOT_RUN] * (number - len(ended) - 1)])
                break
            played.append(ended)
    return played


def prepare(folder: Path, scene: Scene) -> None:
    """Writes the files of a scene; a name with a slash at its end is a folder, None a pipe."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in scene.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if content is None:
            if not path.exists():
                os.mkfifo(path)
        elif name.endswith("/"):
            path.mkdir(exist_ok=True)
        else:
            path.write_bytes(content)


def work_through(side: Side, first: int, scenes: Sequence[Scene]) -> tuple[list[Result], Result]:
    """The results of all commands in one process, up to the one at which it died; how it ended.

    Raises:
        RuntimeError: If there is no gdrun that can be run.
    """
    asked, results = side.work / f"asked{first}.json", side.work / f"results{first}"
    asked.write_text(json.dumps([told(side, n, s) for n, s in enumerate(scenes, start=first)]))
    results.write_text("")
    done = subprocess.run(
        [sys.executable, "-P", str(WORKER), str(asked), str(results), str(side.core)],
        env=side.environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    begun, *lines = results.read_text("utf-8").splitlines() or (None,)
    if begun is None:
        raise RuntimeError(f"gdrun of {side.checkout} cannot be run:\n{done.stdout}")
    end = Result("", done.stdout, f"the process ended with {done.returncode}")
    return [Result(**json.loads(line)) for line in lines], end


def told(side: Side, number: int, scene: Scene) -> dict[str, Any]:
    """A scene as the worker reads it."""
    commands = [
        {"words": each.words, "environment": dict(each.environment), "alone": each.alone}
        for each in scene.commands
    ]
    return {"folder": str(side.folder(number)), "commands": commands}
