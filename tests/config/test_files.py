"""Files and texts that are no config get an answer, and never a traceback."""

import os
from pathlib import Path

import pytest

from gdrun.config import load_config, parse_config
from gdrun.errors import ConfigError, Problem

GOOD = "data: {source: digits}\n"


def problem_of(path: Path) -> Problem:
    with pytest.raises(ConfigError) as caught:
        load_config(path)
    (problem,) = caught.value.problems
    return problem


def write(folder: Path, content: str | bytes) -> Path:
    path = folder / "c.yaml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_a_config_is_named_after_its_file_and_its_folder_known(tmp_path: Path) -> None:
    config = load_config(write(tmp_path, GOOD))
    assert config.name == "c"
    assert config.folder == tmp_path


def test_a_missing_file_suggests_one_spelled_like_it(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    (tmp_path / "digits.yaml").write_text(GOOD)
    problem = problem_of(tmp_path / "digit.yaml")
    assert problem.where == str(tmp_path / "digit.yaml")
    assert "no such file" in problem.message
    assert problem.hint == f"did you mean {tmp_path / 'digits.yaml'}?"


def test_a_directory_lists_its_configs(tmp_path: Path) -> None:
    path = write(tmp_path, GOOD)
    problem = problem_of(tmp_path)
    assert "directory" in problem.message
    assert str(path) in problem.hint


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_told(tmp_path: Path) -> None:
    path = write(tmp_path, GOOD)
    path.chmod(0)
    assert "permission" in problem_of(path).message


def test_a_named_pipe_that_nobody_writes_to_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "c.yaml")
    assert "named pipe" in problem_of(tmp_path / "c.yaml").message


def test_a_link_to_itself_is_told(tmp_path: Path) -> None:
    (tmp_path / "c.yaml").symlink_to(tmp_path / "c.yaml")
    assert "cannot be read" in problem_of(tmp_path / "c.yaml").message


def test_an_open_pipe_is_read() -> None:
    reading, writing = os.pipe()
    os.write(writing, GOOD.encode())
    os.close(writing)
    assert load_config(Path(f"/dev/fd/{reading}")).data.source.name == "digits"  # type: ignore[union-attr]
    os.close(reading)


def test_a_file_s_name_does_not_command_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "a\x1b[2J\nb.yaml"
    path.write_text(GOOD)
    assert load_config(path).name == "a?[2J?b"


def test_a_file_name_that_cannot_be_is_told() -> None:
    assert "cannot be read" in problem_of(Path("a\0b")).message


# The text, then line:column and words of the message.
TEXTS = {
    "empty": (b"", "1:1", "empty"),
    "only comments": (b"# nothing\n\n", "1:1", "empty"),
    "null": (b"~", "1:1", "empty"),
    "list": (b"- data\n", "1:1", "not a list"),
    "scalar": (b"digits\n", "1:1", "not a single value"),
    "two documents": (GOOD.encode() + b"---\n" + GOOD.encode(), "2:1", "second document"),
    "tab": (b"data:\n\tsource: digits\n", "2:1", "a tab"),
    "Latin-1": (GOOD.encode() + b"name: caf\xe9\n", "2:10", "byte 0xe9 at offset 32 is not UTF-8"),
    "UTF-16": ("data: {}".encode("utf-16"), "1:1", "not UTF-8"),
    "NUL": (b"data: \0\n", "1:7", "U+0000"),
    "open list": (b"data: {source: digits}\nmodel: {hidden: [1, 2}\n", "2:22", "not closed"),
    "open quotes": (b"name: 'x\n", "2:1", "quotes are opened"),
    "indentation": (b"data:\n    source: digits\n  task: regression\n", "3:3", "indentation"),
    "colon": (b"name: a: b\n", "1:8", "`:`"),
    "unknown alias": (b"data: *x\n", "1:7", "alias"),
    "python object": (
        b"data: {source: !!python/object/apply:os.system [ls]}\n",
        "1:16",
        "`!!python/object/apply:os.system` is not allowed",
    ),
    "alias of itself": (b"data: &a [*a]\n", "1:7", "an alias of itself"),
    "deep": (b"data: " + b"[" * 50_000, "1:38", "deeper than 32"),
    "deep blocks": (b"- " * 3_000, "1:65", "deeper than 32"),
    "deep by aliases": (
        b"data: &a0 [x]\n" + b"".join(b"k%d: &a%d [*a%d]\n" % (i, i, i - 1) for i in range(1, 40)),
        "1:12",
        "deeper than 32",
    ),
}


@pytest.mark.parametrize(("content", "at", "message"), TEXTS.values(), ids=TEXTS)
def test_a_text_that_is_no_config_is_told(
    tmp_path: Path, content: bytes, at: str, message: str
) -> None:
    path = write(tmp_path, content)
    problem = problem_of(path)
    assert problem.where == f"{path}:{at}"
    assert message in problem.message


def test_an_empty_config_tells_what_is_the_smallest(tmp_path: Path) -> None:
    hint = problem_of(write(tmp_path, "")).hint
    smallest = hint[hint.index("`") + 1 : hint.rindex("`")]
    assert parse_config(smallest, tmp_path, "x").data.source.name == "digits"  # type: ignore[union-attr]


def test_a_large_file_is_taken_for_data(tmp_path: Path) -> None:
    assert "is it the data?" in problem_of(write(tmp_path, "# " + "x" * 2**20)).message


def test_aliases_that_explode_are_refused_while_they_are_small(tmp_path: Path) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 20)]
    assert "aliases" in problem_of(write(tmp_path, "\n".join(lines))).message


def test_merge_keys_and_aliases_work() -> None:
    text = """\
data: {source: digits}
optimizer: &base {name: sgd, momentum: 0.9, learning_rate: 1}
sweep: {optimizer: [{<<: *base, learning_rate: 2}, *base]}
"""
    base = {"name": "sgd", "momentum": 0.9, "learning_rate": 1}
    config = parse_config(text, Path(), "x")
    assert config.sweep == {"optimizer": [{**base, "learning_rate": 2}, base]}


@pytest.mark.parametrize("spelling", ["1e-3", "1E-3", "1.0e-3", ".1e-2", "0.001", "1_0e-4"])
def test_numbers_with_an_exponent_are_numbers(spelling: str) -> None:
    text = GOOD + f"optimizer: {{name: adam, learning_rate: {spelling}}}"
    assert parse_config(text, Path(), "x").optimizer.learning_rate == 0.001


@pytest.mark.parametrize("spelling", ["2024-01-31", "1e", "e-3", "1e-3x", "'1e-3'", "0x"])
def test_text_that_looks_a_little_like_a_number_or_date_stays_text(spelling: str) -> None:
    assert parse_config(GOOD + f"name: {spelling}", Path(), "x").name == spelling.strip("'")


def test_a_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    load_config(write(tmp_path, b"\xef\xbb\xbf" + GOOD.encode()))
