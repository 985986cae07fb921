"""Files are written all or not at all."""

import errno
import os

import pytest

from slipway.errors import SlipwayError
from slipway.new.files import write_all


@pytest.mark.parametrize(("error", "raised"), [(KeyboardInterrupt, KeyboardInterrupt), (OSError, SlipwayError)])
def test_an_interrupted_write_leaves_what_was_there(tmp_path, monkeypatch, error, raised):
    known, new, third = tmp_path / "known.tf", tmp_path / "apps" / "add" / "add.py", tmp_path / "apps" / "test.py"
    known.write_text("old")
    write = type(known).write_text

    def interrupted(path, *arguments, **options):
        write(path, *arguments, **options)
        if path == third:
            raise error

    monkeypatch.setattr(type(known), "write_text", interrupted)
    with pytest.raises(raised):
        write_all({known: "changed", new: "new", third: "new"})

    assert known.read_text() == "old"
    assert list(tmp_path.iterdir()) == [known]


def test_a_folder_that_was_there_stays(tmp_path, monkeypatch):
    (tmp_path / "apps").mkdir()
    monkeypatch.setattr(type(tmp_path), "write_text", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        write_all({tmp_path / "apps" / "add" / "add.py": "new"})
    assert [path.name for path in tmp_path.rglob("*")] == ["apps"]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_changed_file_keeps_its_line_endings(tmp_path, newline):
    known, new = tmp_path / "known.tf", tmp_path / "new.tf"
    known.write_bytes(f"a{newline}b{newline}".encode())
    written = write_all({known: "a\nb\nc\n", new: "a\n"})
    assert known.read_bytes() == f"a{newline}b{newline}c{newline}".encode()
    assert new.read_bytes() == b"a\n"
    assert written.lines(tmp_path) == ["wrote new.tf", "changed known.tf"]


def test_a_full_disk_is_named(tmp_path, monkeypatch):
    def full(*_, **__):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(type(tmp_path), "write_text", full)
    with pytest.raises(SlipwayError, match=r"^can't write the files: No space left on device$"):
        write_all({tmp_path / "new.tf": "new"})


def test_a_file_in_place_of_a_folder_is_named(tmp_path):
    (tmp_path / "apps").write_text("a file")
    with pytest.raises(SlipwayError, match=r"^can't write .*apps.*: (Not a directory|File exists)$"):
        write_all({tmp_path / "new.tf": "new", tmp_path / "apps/add/add.py": "new"})
    assert [path.name for path in tmp_path.rglob("*")] == ["apps"]
