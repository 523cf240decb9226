"""Scenes of mistakes: what is wrong, and what both checkouts say of it."""

from collections.abc import Iterator

from tests.side_by_side.drawing import Schema
from tests.side_by_side.mistakes.configs import COMBINATIONS, DATA, SECTIONS, SPELLINGS, TEXTS
from tests.side_by_side.mistakes.data import data_mistakes
from tests.side_by_side.mistakes.options import (
    COMMANDS,
    CONFIG,
    OVER,
    SETTINGS,
    SWEEPS,
    SWEPT,
    TRAIN,
)
from tests.side_by_side.mistakes.parts import wrong_parts
from tests.side_by_side.scenes import Kind, Scene, config_files, gdrun

DIGITS = "data: {source: digits}\n"
TRAINED = gdrun("train", "c.yaml", "--json")
FEW = ("--seeds", "1", "--set", "training.epochs=2")


def mistake_scenes() -> Iterator[Scene]:
    """One for each mistake, but for those in parts."""
    yield from config_mistakes()
    for data, files in data_mistakes():
        # A training would wait for ever for somebody to write into a named pipe.
        reads = ("gradcheck", "c.yaml") if None in files.values() else ("train", "c.yaml", *FEW)
        commands = gdrun("check", "c.yaml"), gdrun(*reads)
        yield Scene(
            f"data: {data}", Kind.MISTAKE, commands, {**files, **config_files(f"data: {data}\n")}
        )
    yield from option_mistakes()


def part_mistakes(schema: Schema) -> Iterator[Scene]:
    """One for each part that can be chosen."""
    for settings in wrong_parts(schema):
        checks = tuple(gdrun("check", "c.yaml", "--set", setting) for setting in settings)
        yield Scene(f"--set {settings[0]} …", Kind.MISTAKE, checks, config_files(CONFIG))


def config_mistakes() -> Iterator[Scene]:
    """What is wrong in a config's text, or in what it comes to."""
    texts = {name: f"{DIGITS}{text}\n".encode() for name, text in SECTIONS.items()}
    texts |= {f"spelling {i}": f"{DIGITS}{text}\n".encode() for i, text in enumerate(SPELLINGS)}
    texts |= {name: text.encode() for name, text in DATA.items()}
    texts |= TEXTS
    texts["too large"] = b"# " + b"x" * 2**20
    texts["too deep"] = b"data: " + b"[" * 50_000
    texts["too deep in blocks"] = b"- " * 3_000
    texts["exploding aliases"] = exploding().encode()
    texts["with a byte order mark"] = b"\xef\xbb\xbf" + DIGITS.encode()
    for name, content in texts.items():
        yield Scene(name, Kind.MISTAKE, (gdrun("check", "c.yaml"),), {"c.yaml": content})
    for text in COMBINATIONS:
        commands = gdrun("check", "c.yaml"), gdrun("train", "c.yaml", *FEW)
        yield Scene(text, Kind.MISTAKE, commands, config_files(f"{text}\n"))
    everything = DIGITS + "".join(f"{text}\n" for text in SECTIONS.values())
    yield Scene("all at once", Kind.MISTAKE, (gdrun("check", "c.yaml"),), config_files(everything))


def exploding() -> str:
    """A few lines that aliases make very many of."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 20)]
    return "\n".join(lines)


def option_mistakes() -> Iterator[Scene]:
    """What is wrong in a command line."""
    good, swept = config_files(CONFIG), config_files(SWEPT)
    for setting in SETTINGS:
        commands = (
            gdrun("check", "c.yaml", "--set", setting),
            gdrun("train", "c.yaml", "--set", setting, "--no-store", "--set", "training.epochs=1"),
        )
        yield Scene(f"--set {setting}", Kind.MISTAKE, commands, good)
    for values in SWEEPS:
        text = f"{CONFIG}sweep: {values}\n"
        commands = gdrun("check", "c.yaml"), gdrun("sweep", "c.yaml", "--no-store")
        yield Scene(f"sweep: {values}", Kind.MISTAKE, commands, config_files(text))
    for words in OVER:
        yield Scene(" ".join(words), Kind.MISTAKE, (gdrun("sweep", "c.yaml", *words),), swept)
    for words in TRAIN:
        yield Scene(" ".join(words), Kind.MISTAKE, (gdrun("train", "c.yaml", *words),), good)
    for words in COMMANDS:
        yield Scene(" ".join(words), Kind.MISTAKE, (TRAINED, gdrun(*words)), good)
    yield Scene("no store", Kind.MISTAKE, tuple(gdrun(word) for word in ("show", "export", "runs")))
