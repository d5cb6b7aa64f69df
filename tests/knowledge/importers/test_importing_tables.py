"""Delimited files: what is read, and the one line that says why a file is not."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from knowledge.importers import delimited_files
from knowledge.importers.delimited_files import FileSource, ImportRefused, Row, TableSpec
from tests.support.official_files import make_zip

GOOD = "code,nom\n1,Éclusière\n2,Bouchère\n"


def rows(path: Path, delimiter: str = ",") -> list[tuple[int, Row]]:
    """The rows of a file, or of the only file of a zip or folder."""
    files = FileSource(path)
    return list(files.rows(TableSpec(files.names[0], ("code", "nom"), delimiter)))


def refusal(path: Path, delimiter: str = ",") -> ImportRefused:
    with pytest.raises(ImportRefused) as caught:
        rows(path, delimiter)
    assert "\n" not in str(caught.value)
    return caught.value


def written(folder: Path, content: str | bytes, name: str = "a.csv") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def archived(folder: Path, content: bytes) -> Path:
    path = folder / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", content)
    return path


def test_rows_have_the_number_a_spreadsheet_shows(tmp_path):
    assert rows(written(tmp_path, GOOD)) == [
        (2, {"code": "1", "nom": "Éclusière"}),
        (3, {"code": "2", "nom": "Bouchère"}),
    ]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("\ufeff" + GOOD, id="byte order mark"),
        pytest.param(GOOD.replace("\n", "\r\n"), id="Windows lines"),
        pytest.param(GOOD.removesuffix("\n"), id="no last line end"),
        pytest.param(GOOD.replace("code,nom", " code , nom "), id="spaces in the header"),
    ],
)
def test_harmless_differences(tmp_path, content):
    assert rows(written(tmp_path, content)) == rows(written(tmp_path, GOOD, "b.csv"))


def test_a_quoted_cell_may_hold_lines_and_delimiters(tmp_path):
    path = written(tmp_path, 'code,nom\n1,"un, deux\ntrois ""quatre"""\n2,x\n')
    assert rows(path) == [
        (2, {"code": "1", "nom": 'un, deux\ntrois "quatre"'}),
        (3, {"code": "2", "nom": "x"}),
    ]


def test_a_folder_and_a_zip_give_the_same(tmp_path):
    folder = tmp_path / "set"
    folder.mkdir()
    written(folder, GOOD)
    expected = rows(folder)
    assert len(expected) == 2
    assert rows(make_zip(folder)) == expected
    assert rows(make_zip(folder, within="version 60/")) == expected


@pytest.mark.parametrize(
    ("content", "row", "reason"),
    [
        ("code;nom\n1;x\n", 1, "wrong delimiter: « , » expected, « ; » found"),
        ('"code";"nom"\n"1";"x"\n', 1, "wrong delimiter: « , » expected, « ; » found"),
        ("code\tnom\n1\tx\n", 1, "wrong delimiter"),
        ("code,name\n1,x\n", 1, "missing column: nom"),
        ("", 1, "the file is empty"),
        ("\n", 1, "the file is empty"),
        ("code,nom\n1,x\n2\n", 3, "1 columns where the header has 2 (truncated file?)"),
        ("code,nom\n1,x,y\n", 2, "3 columns where the header has 2"),
        ('code,nom\n1,x\n2,"y\n', 3, "not readable: unexpected end of data"),
        ("code,nom\n1,x\n2,\0\n", 3, "not readable: line contains NUL"),
        (b"code,nom\n1,x\n2,\xc9clusier\n", 3, "not UTF-8 (Windows-1252?)"),
        (GOOD.encode("utf-16"), 1, "not UTF-8"),
        ("code,nom\n1," + "x" * 200_000 + "\n", 2, "field larger than field limit"),
    ],
)
def test_bad_input_is_one_line_with_file_and_row(tmp_path, content, row, reason):
    error = refusal(written(tmp_path, content))
    assert (error.file, error.row) == ("a.csv", row)
    assert reason in error.reason
    assert str(error).startswith(f"a.csv: row {row}: ")


def test_a_byte_that_is_not_utf8_is_told_at_its_own_row(tmp_path):
    lines = [f"{number},{'x' * 20}".encode() for number in range(2, 3000)]
    lines[1500] += b"\xe9"
    path = written(tmp_path, b"code,nom\n" + b"\n".join(lines))
    assert refusal(path).row == 1502


def test_there_is_no_such_file(tmp_path):
    with pytest.raises(ImportRefused, match="nulle-part: no such file or folder"):
        FileSource(tmp_path / "nulle-part")


def test_a_needed_file_is_missing_or_there_twice(tmp_path):
    written(tmp_path, GOOD)
    written(tmp_path, GOOD, "b.csv")
    files = FileSource(tmp_path)
    assert files.one(r"a\.csv", "the list") == "a.csv"
    with pytest.raises(ImportRefused, match="the list is missing"):
        files.one(r"c\.csv", "the list")
    with pytest.raises(ImportRefused, match="the list is there 2 times"):
        files.one(r".*\.csv", "the list")


def test_something_else_under_the_name_of_a_zip(tmp_path):
    with pytest.raises(ImportRefused, match=r"a\.zip: not a readable zip"):
        FileSource(written(tmp_path, GOOD, "a.zip"))


def test_a_zip_cut_off(tmp_path):
    path = archived(tmp_path, GOOD.encode())
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(ImportRefused, match=r"a\.zip: not a readable zip"):
        FileSource(path)


def damaged(path: Path, at: int, new: bytes) -> Path:
    data = bytearray(path.read_bytes())
    data[at : at + len(new)] = new
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("at", "new"),
    [
        pytest.param(0, b"XXXX", id="no member where one is said to be"),
        pytest.param(6, b"\x01", id="locked with a password"),
        pytest.param(45, b"\xff" * 10, id="what was packed does not unpack"),
        pytest.param(3000, b"\xff" * 10, id="the same, later"),
    ],
)
def test_a_damaged_member(tmp_path, at, new):
    lines = "".join(f"{number},{number**5}\n" for number in range(2000))
    path = damaged(archived(tmp_path, f"code,nom\n{lines}".encode()), at, new)
    if at == 6:  # the directory at the end says so too
        damaged(path, path.read_bytes().rfind(b"PK\x01\x02") + 8, new)
    error = refusal(path)
    assert error.file == "a.csv"
    assert "damaged archive" in error.reason


MB = 1024 * 1024


@pytest.fixture
def one_megabyte(monkeypatch: pytest.MonkeyPatch) -> None:
    """A limit that a test can reach."""
    monkeypatch.setattr(delimited_files, "MAX_FILE_BYTES", MB)


@pytest.mark.usefixtures("one_megabyte")
def test_zeros_in_a_zip_are_refused_by_their_declared_size(tmp_path):
    path = archived(tmp_path, bytes(4 * MB))
    assert path.stat().st_size < MB / 100
    seen: list[int] = []
    files = FileSource(path, seen.append)
    with pytest.raises(ImportRefused, match=r"a\.csv: larger than 1 MB"):
        list(files.rows(TableSpec("a.csv", ("code",))))
    assert seen == []  # nothing was unpacked


@pytest.mark.usefixtures("one_megabyte")
def test_zeros_are_refused_while_they_are_read(tmp_path):
    path = written(tmp_path, b"code,nom\n" + bytes(4 * MB))
    seen: list[int] = []
    files = FileSource(path, seen.append)
    with pytest.raises(ImportRefused, match=r"a\.csv: larger than 1 MB"):
        list(files.rows(TableSpec("a.csv", ("code",))))
    assert sum(seen) <= MB


@pytest.mark.usefixtures("one_megabyte")
def test_a_zip_that_declares_less_than_it_holds(tmp_path):
    path = archived(tmp_path, b"code,nom\n" + b"1,x\n" * MB)
    directory = path.read_bytes().rfind(b"PK\x01\x02")
    damaged(path, directory + 24, (1000).to_bytes(4, "little"))
    assert "damaged archive" in refusal(path).reason


def test_what_is_read_is_counted(tmp_path):
    path = written(tmp_path, GOOD)
    seen: list[int] = []
    list(FileSource(path, seen.append).rows(TableSpec("a.csv", ("code",))))
    assert sum(seen) == path.stat().st_size
