"""CSV and TSV files: what is read, and what each wrong file is told."""

import gzip
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gdrun.errors import DataError
from gdrun.files.delimited import reading
from gdrun.files.delimited.reading import Reading, read_delimited
from gdrun.files.table import Table

GOOD = "a,b,y\n1,2.5,0\n3,-4e-1,1\n"
MANY = gzip.compress(GOOD.encode() * 1000, mtime=0)


def written(folder: Path, content: str | bytes, name: str = "data.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def read(folder: Path, content: str | bytes, **said: Any) -> Table:
    return read_delimited(written(folder, content), Reading(**said))


@pytest.mark.parametrize(
    "content",
    [
        GOOD,
        GOOD.rstrip("\n"),
        GOOD.replace("\n", "\r\n"),
        GOOD.replace("\n", "\r"),
        GOOD.replace(",", ";"),
        GOOD.replace(",", "\t"),
        "\ufeff" + GOOD,
        '\ufeff"a","b","y"\n' + GOOD.split("\n", 1)[1],
        "\n" + GOOD.replace("\n", "\n\n"),
        GOOD.replace("1,2.5", '"1"," 2.5 "'),
        gzip.compress(GOOD.encode(), mtime=0),
        '"a","b","y"\n' + GOOD.split("\n", 1)[1],
    ],
    ids=lambda content: ascii(content)[:30],
)
def test_the_same_table_in_any_spelling_is_the_same(tmp_path: Path, content: str | bytes) -> None:
    table = read(tmp_path, content)
    assert table.inputs.tolist() == [[1, 2.5], [3, -0.4]]
    assert table.targets.tolist() == [0, 1]
    assert table.targets.dtype == np.int64
    assert table.feature_names == ("a", "b")


@pytest.mark.parametrize(
    ("target", "targets", "names"),
    [
        (None, [5, 6], ("u", "v")),
        (-1, [5, 6], ("u", "v")),
        ("w", [5, 6], ("u", "v")),
        (0, [1, 2], ("v", "w")),
        ("v", [3, 4], ("u", "w")),
        (-2, [3, 4], ("u", "w")),
    ],
)
@pytest.mark.parametrize("field_by_field", [False, True])
def test_the_target_is_told_by_name_or_place(
    tmp_path: Path, field_by_field: bool, target: Any, targets: list[int], names: tuple[str, ...]
) -> None:
    dropped = "7,?,8\n" if field_by_field else ""
    table = read(tmp_path, "u,v,w\n1,3,5\n2,4,6\n" + dropped, target=target, missing="drop")
    assert table.targets.tolist() == targets
    assert table.feature_names == names
    columns = {"u": [1, 2], "v": [3, 4], "w": [5, 6]}
    assert table.inputs.T.tolist() == [columns[name] for name in names]


@pytest.mark.parametrize(
    ("first_line", "header"),
    [
        ("a,b,c", True),
        ("0,1,target", True),
        ("2001,2002,", False),
        ("5.1,3.5,1", False),
        ("1,nan,1", False),
        (",b,c", True),
    ],
)
def test_a_header_is_told_by_its_text(tmp_path: Path, first_line: str, header: bool) -> None:
    table = read(tmp_path, f"{first_line}\n1,2,3\n4,5,6\n", missing="drop")
    complete = 1 if not header and "nan" not in first_line and first_line[-1] != "," else 0
    assert table.rows == 2 + complete


def test_a_text_header_may_share_a_word_with_its_columns(tmp_path: Path) -> None:
    table = read(tmp_path, "color,play,other\nred,yes,other\nblue,no,color\n")
    assert table.feature_names == ("color", "play")
    assert table.targets.tolist() == ["other", "color"]


def test_rows_of_text_may_be_declared_to_have_no_header(tmp_path: Path) -> None:
    table = read(tmp_path, "p,x\np,y\ne,x\n", header=False)
    assert table.texts == {0: ("p", "e")}
    assert table.targets.tolist() == ["x", "y", "x"]


def test_decimals_in_the_first_line_are_values_even_beside_a_text_target(tmp_path: Path) -> None:
    table = read(tmp_path, "5.1,3.5,setosa\n4.9,3.0,virginica\n")
    assert table.targets.tolist() == ["setosa", "virginica"]


@pytest.mark.parametrize(
    ("header", "rows", "names"), [(True, 1, ("1", "2")), (False, 2, ("column 1", "column 2"))]
)
def test_a_header_may_be_declared(
    tmp_path: Path, header: bool, rows: int, names: tuple[str, ...]
) -> None:
    table = read(tmp_path, "1,2,3\n4,5,6\n", header=header)
    assert table.rows == rows
    assert table.feature_names == names


@pytest.mark.parametrize(
    ("column", "kind"),
    [("1,0,2", "i"), ("1.0,0.0,2.0", "f"), ("1,0.5,2", "f"), ("1,1e300,2", "f"), ("x,1,y", "U")],
)
def test_the_target_s_type_is_as_it_is_written(tmp_path: Path, column: str, kind: str) -> None:
    rows = "".join(f"{i},{value}\n" for i, value in enumerate(column.split(",")))
    assert read(tmp_path, "a,y\n" + rows).targets.dtype.kind == kind


def test_columns_of_text_are_kept_as_text(tmp_path: Path) -> None:
    table = read(tmp_path, 'c,n,y\n"x, ""1""",1,0\nü,2,1\n3,3,0\nü,4,0\n')
    assert table.texts == {0: ('x, "1"', "ü", "3")}
    assert table.inputs.tolist() == [[0, 1], [1, 2], [2, 3], [1, 4]]


@pytest.mark.parametrize("missing", ["", " ", "?", "NA", "n/a", "NaN", "nan", "null", "NULL"])
def test_rows_with_missing_values_are_dropped_if_asked_and_counted(
    tmp_path: Path, missing: str
) -> None:
    table = read(tmp_path, f"a,b,y\n1,2,0\n3,{missing},1\n5,6,1\n", missing="drop")
    assert table.inputs.tolist() == [[1, 2], [5, 6]]
    assert table.targets.tolist() == [0, 1]
    assert table.lines is not None
    assert table.lines.tolist() == [2, 4]
    (note,) = table.notes
    assert note.endswith("missing values leave out 1 of 3 rows")


def test_missing_inputs_are_left_to_be_filled_with_the_mean(tmp_path: Path) -> None:
    table = read(tmp_path, "a,b,y\n1,2,0\n3,,1\n", missing="mean")
    np.testing.assert_array_equal(table.inputs, [[1, 2], [3, np.nan]])


@pytest.mark.parametrize("text", ["", "-,"])
def test_columns_are_left_out_whatever_they_hold(tmp_path: Path, text: str) -> None:
    content = f"id,a,b,y\nu,1,2,0\n{text or 'w,'}3,4,1\ninf,5,6,0\n"
    table = read(tmp_path, content, leave_out=("id",))
    assert table.feature_names == ("a", "b")
    assert table.inputs.tolist() == [[1, 2], [3, 4], [5, 6]]
    assert table.targets.tolist() == [0, 1, 0]
    assert table.targets.dtype == np.int64
    assert not table.texts
    other = read(
        tmp_path,
        content.replace("1,2,0", ",2,0"),
        target=1,
        leave_out=("id", "y"),
        missing="drop",
    )
    assert other.feature_names == ("b",)
    assert other.target_name == "a"


@pytest.mark.parametrize(
    ("leave_out", "message"),
    [
        (
            ("b", "c"),
            "there is no column `c` for `data.columns.leave_out`; there are `a`, `b`, `y`",
        ),
        (("widht",), "did you mean `width`"),
        (("y",), "the target `y` is left out"),
        (("a", "b"), "leaves 1 column, but inputs and a target are needed"),
    ],
)
def test_what_cannot_be_left_out(tmp_path: Path, leave_out: tuple[str, ...], message: str) -> None:
    content = "width,y\n1,2\n" if leave_out == ("widht",) else GOOD
    with pytest.raises(DataError, match=message):
        read(tmp_path, content, leave_out=leave_out)


@pytest.mark.parametrize("place", [0, 3, 20])
def test_both_readers_read_the_same_numbers(
    tmp_path: Path, place: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = np.random.default_rng(0).standard_normal((5000, 21)) * 10.0 ** np.arange(-10, 11)
    rows = [",".join(map(repr, row)) for row in values.tolist()]
    with monkeypatch.context() as patch:
        patch.delattr(reading, "read_fields")
        fast = read(tmp_path, "\n".join(rows), target=place)
    exact = read(tmp_path, "\n".join([*rows, "," * 20]), target=place, missing="drop")
    for table in (fast, exact):
        assert np.array_equal(table.inputs, np.delete(values, place, axis=1))
        assert np.array_equal(table.targets, values[:, place])
        assert table.lines is not None
        assert np.array_equal(table.lines, range(1, 5001))


@pytest.mark.parametrize(
    ("content", "lines"),
    [
        ("a,y\n1,2\n3,4", [2, 3]),
        ("\n\na,y\r\n1,2\r\n3,4\r\n", [4, 5]),
        # Which rows blank lines are between, nobody looks for.
        ("a,y\n1,2\n\n3,4\n", None),
    ],
)
def test_the_lines_of_numbers_are_known_where_none_is_blank(
    tmp_path: Path, content: str, lines: list[int] | None
) -> None:
    found = read(tmp_path, content).lines
    assert (None if found is None else found.tolist()) == lines


@pytest.mark.parametrize(
    ("content", "said", "message"),
    [
        ("", {}, "this file is empty"),
        ("\n \n", {}, "this file is empty"),
        ("a,b,y\n", {}, "there are no rows below the header"),
        ("1,2,3\n", {"header": True}, "there are no rows below the header"),
        ("a\n1\n2\n", {}, "only one column"),
        ("a|y\n1|2\n", {}, "columns are separated by commas, semicolons or tabs"),
        ("a,b,y\n1,2,3\n4,5\n", {}, "line 3 has 2 fields, but the first line has 3"),
        ("a,b,y\n1,2,3\n4,5,6,7\n", {}, "line 3 has 4 fields, but the first line has 3"),
        ("a,b,y\n\n1,2,3,4\n1,2,3,4\n", {}, "line 3 has 4 fields, but the first line has 3"),
        ("a,b,y\n1,2,3\n4\n", {}, "line 3 has 1 field, but"),
        (GOOD, {"target": "c"}, "no column `c` for `data.target`; there are `a`, `b`, `y`"),
        ("width,y\n1,2\n", {"target": "widht"}, "did you mean `width`?"),
        (GOOD, {"target": 3}, "no column 3 .* from 0 to 2, or from -1 backwards"),
        (GOOD, {"target": -4}, "no column -4 "),
        ("1,2\n3,4\n", {"target": "y"}, "there is no header, so there is no column `y`"),
        ("a,a,y\n1,2,3\n", {}, "columns 1 and 2 are both called `a`"),
        ("5,3,x\n1,2,z\n", {}, "nobody can tell whether the first line is a header"),
        ("p,x\np,y\ne,x\n", {}, "nobody can tell whether the first line is a header"),
        ("p,x,u\ne,x,v\np,y,w\n", {}, "nobody can tell whether the first line is a header"),
        ("a,y\n1,2\n1_0,3\n4,5\n", {}, "line 3, column `a`: the text `1_0` is where numbers"),
        ("a,y\n1,2\nx,3\n4,5\n", {}, "line 3, column `a`: the text `x` is where numbers must be"),
        ("a,y\n1,2\n3,x\n4,5\n", {}, "line 3, column `y`: the text `x` is where numbers must be"),
        ("a,y\n1,2\n3,4\n", {"header": False}, "line 1, column `column 1`: the text `a`"),
        ("a;y\n1,5;0\n2,5;1\n", {}, "the text `1,5` .* write decimals with a point"),
        ('a,y\n"5,000",0\n"6,500",1\n', {}, "no comma between thousands"),
        ('a,y\n"1,234,567.5",0\n2,1\n3,1\n', {}, "write no comma between thousands"),
        ("a,y,\n1,2,\n3,4,\n", {}, "the column `column 3` has no value in any row"),
        ("a,y,\n1,2,\n3,4,\n", {"missing": "drop"}, "`column 3` has no value in any row"),
        ("a,y,\n1,2,\n3,4,\n", {"missing": "mean"}, "`column 3` has no value in any row"),
        ("a,y\n1,2\ninf,3\n", {}, "line 3, column `a`: `inf` is not finite"),
        ("a,y\n1,2\n3,-Infinity\n", {}, "line 3, column `y`: `-Infinity` is not finite"),
        ("a,y\n1,2\n1e999,3\n", {"missing": "drop"}, "`1e999` is not finite"),
        ("a,y\n1,2\nnan,3\n", {}, "line 3, column `a`: the value is missing; .*`data.missing`"),
        ("a,y\n1,2\n3,?\n", {}, r"set `data.missing` to `drop` \(its row\)$"),
        ("a,y\nx,2\n?,3\n", {}, r"set `data.missing` to `drop` \(its row\)$"),
        ("a,y\n1,2\n?,3\n", {}, r"\(its row\) or `mean` \(of the column\)$"),
        ("a,b,y\n1,2,3\n1,,3\n?,2,3\n", {}, "line 3, column `b`: the value is missing"),
        ("a,b,y\nx,2,3\n,2,3\n", {"missing": "mean"}, "line 3, column `a`: .* text has no mean"),
        ("a,y\n1,2\n1,NA\n", {"missing": "mean"}, "line 3, column `y`: .* targets are not made up"),
        ("a,y\n1,\n,2\n", {"missing": "drop"}, "every row has a missing value"),
        ('a,y\n1,2\n"3,4\n5,6\n', {}, "line 3 cannot be split into fields"),
        (f"a,y\n{'x' * 200_000},1\n", {}, "line 2 cannot be split into fields"),
        ("ä,y\n1,2\n".encode("latin-1"), {}, "not UTF-8 text: line 1 holds the byte 0xe4"),
        (b"a,y\n" + b"1,2\n" * 50_000 + b"\xe9,2\n", {}, "line 50,002 holds the byte 0xe9"),
        ("a,y\n1,2\n".encode("utf-16"), {}, "binary file, or UTF-16"),
        ("a,y\n1,2\n".encode("utf-16-le"), {}, "this is a binary file"),
        (b"\x89PNG\r\n\x1a\n\0", {}, "this is a binary file"),
        (b"PK\x03\x04junk", {}, "save the sheet as CSV"),
        (
            gzip.compress(GOOD.encode() * 1000, mtime=0)[:-9],
            {},
            "gzip file is damaged or cut short",
        ),
        (
            gzip.compress(GOOD.encode() * 1000, mtime=0)[:30],
            {},
            "gzip file is damaged or cut short",
        ),
        (b"\x1f\x8bjunk", {}, "gzip file is damaged or cut short"),
    ],
    ids=lambda value: ascii(value)[:40],
)
def test_a_file_that_cannot_be_used_is_told_why(
    tmp_path: Path, content: str | bytes, said: dict[str, Any], message: str
) -> None:
    with pytest.raises(DataError, match=message) as caught:
        read(tmp_path, content, **said)
    assert str(caught.value).startswith(str(tmp_path / "data.csv"))
    assert "\n" not in str(caught.value)


def test_what_messages_quote_does_not_command_the_terminal(tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        read(tmp_path, "a,y\n1,2\n3,4\n\x1b[2J" + "x" * 1000 + ",5\n")
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 300 + len(str(tmp_path))


@pytest.mark.parametrize(("name", "message"), [("absent.csv", "no such file"), ("", "a directory")])
def test_what_is_no_file_is_told_apart(tmp_path: Path, name: str, message: str) -> None:
    with pytest.raises(DataError, match=message):
        read_delimited(tmp_path / name, Reading())


def test_a_named_pipe_that_nobody_writes_to_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    with pytest.raises(DataError, match=r"pipe\.csv: this is a named pipe, not a CSV file"):
        read_delimited(tmp_path / "pipe.csv", Reading())


def test_a_gzipped_file_cut_short_anywhere_is_refused(tmp_path: Path) -> None:
    whole = gzip.compress(GOOD.encode(), mtime=0)
    for length in range(2, len(whole)):
        with pytest.raises(DataError, match="damaged or cut short"):
            read(tmp_path, whole[:length])
