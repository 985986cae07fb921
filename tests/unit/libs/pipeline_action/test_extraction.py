"""Zips that others have made."""

import io
import stat
import struct
import zipfile
from pathlib import Path
from typing import Any

import pytest

from pipeline_action.errors import ActionError
from pipeline_action.extraction import Limits, check, extract

LIMITS = Limits(files=5, file_size=1000, total_size=2000)


def zipped(*entries: tuple[str | zipfile.ZipInfo, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return buffer.getvalue()


def special(name: str, kind: int) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)
    entry.create_system = 3
    entry.external_attr = (kind | 0o777) << 16
    return entry


@pytest.fixture
def unpack(tmp_path: Path) -> Any:
    folder = tmp_path / "folder"

    def run(content: bytes, **options: Any) -> dict[str, str]:
        folder.mkdir()
        files = extract(io.BytesIO(content), folder, LIMITS, "the zip", **options)
        return {name: path.read_text() for name, path in files.items()}

    return run


def test_the_wanted_files_are_extracted(unpack: Any, tmp_path: Path) -> None:
    content = zipped(("a.txt", "1"), ("folder/", ""), ("folder/b.txt", "2"), ("c.md", "3"))
    assert unpack(content, wanted=lambda name: name.endswith(".txt")) == {"a.txt": "1", "folder/b.txt": "2"}
    assert not (tmp_path / "folder/c.md").exists()


@pytest.mark.parametrize(
    "name",
    ["../a", "a/../../b", "/etc/passwd", "..", "a/..", "C:\\a", "C:a", "..\\a", "a\\..\\b", "//host/a", "a\0b"],
)
def test_a_path_outside_of_the_folder_is_refused_before_anything_is_written(
    unpack: Any, tmp_path: Path, name: str
) -> None:
    replaced = "x" * len(name.encode())
    content = zipped(("first", "1"), (replaced, "2")).replace(replaced.encode(), name.encode())
    with pytest.raises(ActionError, match="the zip has a path outside of its folder"):
        unpack(content)
    assert list((tmp_path / "folder").iterdir()) == []


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR])
def test_links_and_special_files_are_refused(unpack: Any, kind: int) -> None:
    with pytest.raises(ActionError, match="link is a link or another special file"):
        unpack(zipped((special("link", kind), "/etc/passwd")))


@pytest.mark.parametrize(
    ("entries", "message"),
    [
        ([(f"{number}", "") for number in range(6)], "the zip has 6 files, more than 5"),
        ([("big", "x" * 1001)], "the zip: big has more than 1000 bytes"),
        ([(f"{number}", "x" * 900) for number in range(3)], "the zip has more than 2000 bytes in all"),
    ],
)
def test_the_limits_hold(unpack: Any, entries: Any, message: str) -> None:
    with pytest.raises(ActionError, match=message):
        unpack(zipped(*entries))


def test_a_file_that_is_larger_than_it_declares_is_not_written_whole(unpack: Any) -> None:
    content = bytearray(zipped(("bomb", "x" * 100_000)))
    for signature, offset in ((b"PK\3\4", 22), (b"PK\1\2", 24)):
        at = content.index(signature) + offset
        content[at : at + 4] = struct.pack("<I", 10)
    with pytest.raises(ActionError, match="the zip is not a readable zip"):
        unpack(bytes(content))


@pytest.mark.parametrize(
    "damage",
    [
        lambda _: b"",
        lambda content: content[: len(content) // 2],
        lambda content: content.replace(b"hello", b"jello"),
        lambda content: content.replace(b"PK\1\2\x14\x03\x14\x00\x00", b"PK\1\2\x14\x03\x14\x00\x01"),
        lambda _: b"text",
    ],
    ids=["empty", "cut", "checksum", "encrypted", "text"],
)
def test_a_damaged_zip_is_refused(unpack: Any, tmp_path: Path, damage: Any) -> None:
    content = damage(zipped(("a.txt", "hello" * 20), compression=zipfile.ZIP_STORED))
    with pytest.raises(ActionError, match="the zip is not a readable zip"):
        unpack(content)
    path = tmp_path / "a.zip"
    path.write_bytes(content)
    with pytest.raises(ActionError, match="the zip is not a readable zip"):
        check(path, LIMITS, "the zip")


def test_a_path_that_occurs_twice_is_refused(unpack: Any) -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        content = zipped(("a", "1"), ("a", "2"))
    with pytest.raises(ActionError, match="the zip has a twice"):
        unpack(content)


def test_a_zip_that_can_be_extracted_passes_the_check(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(zipped(("a.txt", "1")))
    check(path, LIMITS, "the zip")
