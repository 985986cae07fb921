"""The lock that a killed Terraform leaves on a stack's state in the local AWS's S3.

Terraform's S3 backend locks a state by an object beside it, without a process id:
https://developer.hashicorp.com/terraform/language/backend/s3#state-locking
"""

import json
import os
import pwd
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from slipway.config.stack import Stack
from slipway.console.progress import say

# Seconds that another Terraform may run. One that ends after a signal has 60 seconds.
_TIMEOUT = 90


def remove_stale(s3: Any, bucket: str, key: str, stack: Stack, directory: Path) -> None:  # noqa: ANN401 - boto3's
    """Remove a state's lock if no Terraform runs in the stack's directory any more; wait for one that does.

    The local AWS can only be reached from this machine, so the owner of the lock would run here.

    Args:
        s3: client of the local AWS.
        bucket: bucket of the state.
        key: key of the state.
        stack: stack of the state.
        directory: directory of the stack.
    """
    lock = _read(s3, bucket, f"{key}.tflock")
    if lock is None:
        return
    deadline = time.monotonic() + _TIMEOUT
    owner_name = str(lock.get("Who", "")).rpartition("@")[0]
    if _is_terraform_running_in(directory, owner_name):
        say(f"waiting for another Terraform in {stack.directory} …")
    while _is_terraform_running_in(directory, owner_name):
        if time.monotonic() > deadline:
            return  # Terraform waits too, and then names the owner
        time.sleep(0.2)
    if _read(s3, bucket, f"{key}.tflock") == lock:
        s3.delete_object(Bucket=bucket, Key=f"{key}.tflock")
        owner = f"{lock.get('Who', 'unknown')}, {lock.get('Operation', 'unknown')}, {lock.get('Created', 'unknown')}"
        say(f"removed the lock of a Terraform that was killed in {stack.directory} ({owner})")


def is_locked(s3: Any, bucket: str, key: str) -> bool:  # noqa: ANN401 - boto3's
    """Return whether a state has a lock."""
    return _read(s3, bucket, f"{key}.tflock") is not None


def _read(s3: Any, bucket: str, key: str) -> dict[str, Any] | None:  # noqa: ANN401 - boto3's
    try:
        content = s3.get_object(Bucket=bucket, Key=key)["Body"].read()
    except (s3.exceptions.NoSuchKey, s3.exceptions.NoSuchBucket):
        return None
    with suppress(ValueError):
        return dict(json.loads(content))
    return {}


def _is_terraform_running_in(directory: Path, owner_name: str) -> bool:
    """Return whether a Terraform has this working directory, as it has with `-chdir` too, or may have it.

    The directory of another user's process can't be read. It is assumed to be this one if the user owns the lock, or
    the lock doesn't name its owner.
    """
    if sys.platform == "darwin":
        command = ["lsof", "-a", "-d", "cwd", "-c", "/^terraform$/", "-Fn"]
        if f"n{directory.resolve()}" in _lines(command):
            return True
        me = pwd.getpwuid(os.getuid()).pw_name
        processes = [line.split(None, 1) for line in _lines(["ps", "-axo", "user=,comm="])]
        return any(
            Path(program).name == "terraform" and user != me and owner_name in ("", user) for user, program in processes
        )
    return any(_may_run_in(process, directory.resolve(), owner_name) for process in Path("/proc").glob("[0-9]*"))


def _lines(command: list[str]) -> list[str]:
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.splitlines()


def _may_run_in(process: Path, directory: Path, owner_name: str) -> bool:
    try:
        if (process / "comm").read_text() != "terraform\n":
            return False
        return (process / "cwd").readlink() == directory
    except PermissionError:
        with suppress(OSError, KeyError):
            return owner_name in ("", pwd.getpwuid(process.stat().st_uid).pw_name)
        return False
    except OSError:  # it has ended
        return False
