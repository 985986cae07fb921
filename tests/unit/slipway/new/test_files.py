"""Files are written all or not at all."""

import errno
import os
import signal
import stat
import subprocess
import sys

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
        if path.name.startswith(f".{third.name}."):
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


def test_a_killed_process_leaves_the_old_or_the_new_content(tmp_path):
    known, new = tmp_path / "known.tf", tmp_path / "apps" / "add" / "add.py"
    known.write_text("old")
    script = f"""
import os, pathlib, signal
from slipway.new.files import write_all
write = pathlib.Path.write_text
def killed(path, text, **options):
    write(path, text[:1], **options)
    os.kill(os.getpid(), signal.SIGKILL)
pathlib.Path.write_text = killed
write_all({{pathlib.Path({str(known)!r}): "changed", pathlib.Path({str(new)!r}): "new"}})
"""
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == -signal.SIGKILL
    assert known.read_text() == "old"
    assert not new.exists()


def test_a_symbolic_link_and_the_permissions_stay(tmp_path):
    known, link = tmp_path / "known.sh", tmp_path / "folder" / "link.sh"
    known.write_text("old")
    known.chmod(0o750)
    link.parent.mkdir()
    link.symlink_to(known)
    write_all({link: "new"})
    assert known.read_text() == "new"
    assert link.readlink() == known
    assert stat.S_IMODE(known.stat().st_mode) == 0o750
    assert [path.name for path in tmp_path.rglob("*")] == ["known.sh", "folder", "link.sh"]


def test_a_file_that_may_not_be_written_is_not_replaced(tmp_path, monkeypatch):
    known = tmp_path / "known.tf"
    known.write_text("old")
    monkeypatch.setattr(os, "access", lambda *_: False)  # root may write to every file
    with pytest.raises(SlipwayError, match=r"^can't write .*known\.tf: Permission denied$"):
        write_all({tmp_path / "new.tf": "new", known: "changed"})
    assert known.read_text() == "old"
    assert list(tmp_path.iterdir()) == [known]
