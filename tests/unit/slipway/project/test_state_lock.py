"""The lock of a killed Terraform is removed; that of a running one stays."""

import errno
import io
import json
import os
import pwd
import shutil
import subprocess
from pathlib import Path
from types import SimpleNamespace

import pytest

from slipway.config.stack import Stack
from slipway.project import state_lock

STACK = Stack(name="movies", directory="iac/movies")
LOCK = {"ID": "1", "Operation": "OperationTypeApply", "Who": "me@here", "Created": "2026-11-28T12:00:00Z"}


class S3:
    """The lock's object."""

    exceptions = SimpleNamespace(NoSuchKey=KeyError, NoSuchBucket=LookupError)

    def __init__(self, content: str | None) -> None:
        self.objects = {} if content is None else {"movies.tfstate.tflock": content}

    def get_object(self, Bucket, Key):  # noqa: N803, ARG002 - as boto3 calls it
        return {"Body": io.BytesIO(self.objects[Key].encode())}

    def delete_object(self, Bucket, Key):  # noqa: N803, ARG002 - as boto3 calls it
        del self.objects[Key]


@pytest.fixture
def terraform(tmp_path):
    """A process named ``terraform`` in the folder of the stack."""
    program = shutil.copy(shutil.which("sleep"), tmp_path / "terraform")
    (tmp_path / "stack").mkdir()
    with subprocess.Popen([program, "60"], cwd=tmp_path / "stack") as process:
        yield process
        process.kill()


def remove_stale(s3, directory):
    state_lock.remove_stale(s3, "terraform-state", "movies.tfstate", STACK, directory)


@pytest.mark.parametrize("content", [json.dumps(LOCK), "{}", "not JSON"])
def test_the_lock_of_an_ended_terraform_is_removed_with_a_line(tmp_path, capsys, content):
    s3 = S3(content)

    remove_stale(s3, tmp_path)

    assert s3.objects == {}
    assert "removed the lock of a Terraform that was killed in iac/movies (" in capsys.readouterr().err


def test_the_line_names_the_owner(tmp_path, capsys):
    remove_stale(S3(json.dumps(LOCK)), tmp_path)

    assert capsys.readouterr().err.endswith("(me@here, OperationTypeApply, 2026-11-28T12:00:00Z)\n")


def test_without_a_lock_nothing_happens(tmp_path, capsys):
    remove_stale(S3(None), tmp_path)

    assert capsys.readouterr().err == ""


def test_the_lock_of_a_running_terraform_stays(terraform, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(state_lock, "_TIMEOUT", 0.5)
    s3 = S3(json.dumps(LOCK))

    remove_stale(s3, tmp_path / "stack")

    assert list(s3.objects) == ["movies.tfstate.tflock"]
    assert capsys.readouterr().err == "waiting for another Terraform in iac/movies …\n"


def test_a_terraform_in_another_folder_is_not_the_owner(terraform, tmp_path):
    s3 = S3(json.dumps(LOCK))

    remove_stale(s3, tmp_path)

    assert s3.objects == {}


def test_the_lock_is_removed_when_its_owner_has_been_killed_meanwhile(terraform, tmp_path, monkeypatch):
    s3 = S3(json.dumps(LOCK))

    def kill(_):
        terraform.kill()
        terraform.wait()

    monkeypatch.setattr(state_lock.time, "sleep", kill)

    remove_stale(s3, tmp_path / "stack")

    assert s3.objects == {}


@pytest.fixture
def unreadable_folders(monkeypatch):
    """The working directories of other users' processes can't be read; here, those of all processes."""

    def refuse(path):
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    monkeypatch.setattr(Path, "readlink", refuse)
    monkeypatch.setattr(state_lock, "_TIMEOUT", 0.5)


@pytest.mark.usefixtures("terraform", "unreadable_folders")
@pytest.mark.parametrize(
    ("who", "is_removed"),
    [
        (f"{pwd.getpwuid(os.getuid()).pw_name}@here", False),
        (None, False),
        ("somebody-else@here", True),
    ],
)
@pytest.mark.skipif(not Path("/proc/self/cwd").exists(), reason="macOS has no /proc")
def test_the_lock_of_a_terraform_whose_folder_can_not_be_read_is_removed_if_another_user_owns_it(
    tmp_path, who, is_removed
):
    s3 = S3(json.dumps({**LOCK, "Who": who} if who else {"ID": "1"}))

    remove_stale(s3, tmp_path / "stack")

    assert (s3.objects == {}) is is_removed
