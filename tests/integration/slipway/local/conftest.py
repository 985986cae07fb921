"""Fixtures that start the local AWS."""

import io
import json
import socket
import subprocess
import sys
import zipfile

import pytest

from slipway.harness import eventually
from slipway.local import emulator

UP = """
import sys
from pathlib import Path
from slipway.local import emulator
print(emulator.up(Path(sys.argv[1]), port=int(sys.argv[2]), environments_directory=Path(sys.argv[3])).pid)
"""

# Also starts a child process, as functions may.
FUNCTION = """
import os, subprocess
def handler(event, context):
    child = subprocess.Popen(["sleep", "60"])
    return {"environment": dict(os.environ), "pids": [os.getpid(), child.pid]}
"""


@pytest.fixture(scope="session")
def environments_directory(pytestconfig):
    return pytestconfig.rootpath / ".slipway" / "environments"


@pytest.fixture
def directory(tmp_path):
    yield tmp_path / "local"
    emulator.down(tmp_path / "local")


@pytest.fixture
def up(directory, environments_directory):
    def start(port=0, where=directory, **options):
        return emulator.up(where, port=port, environments_directory=environments_directory, **options)

    return start


@pytest.fixture
def up_command(directory, environments_directory):
    """A command that calls `up` in its own process, and prints the pid."""
    return [sys.executable, "-c", UP, directory, "0", environments_directory]


@pytest.fixture
def wait_until():
    def wait(condition) -> None:
        def check():
            assert condition()

        eventually(check, timeout=10, interval=0.02)

    return wait


@pytest.fixture
def is_alive():
    """``is_alive(pid)`` returns whether a process is running; zombies, which some containers keep, aren't."""

    def state(pid: int) -> bool:
        output = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False)
        return bool(output.stdout) and not output.stdout.startswith("Z")

    return state


@pytest.fixture
def is_taken():
    def connect(port: int, host: str = "127.0.0.1") -> bool:
        with socket.socket() as probe:
            probe.settimeout(5)
            return probe.connect_ex((host, port)) == 0

    return connect


@pytest.fixture
def bucket_names():
    def names(running) -> list[str]:
        return [bucket["Name"] for bucket in running.target().client("s3").list_buckets()["Buckets"]]

    return names


@pytest.fixture
def make_bucket():
    def make(running) -> None:
        configuration = {"LocationConstraint": "eu-central-1"}
        client = running.target().client("s3")
        client.create_bucket(Bucket="a-bucket", CreateBucketConfiguration=configuration)

    return make


@pytest.fixture
def invoke_function():
    return _invoke_function


def _invoke_function(running) -> dict:
    target = running.target()
    trust = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    role = target.client("iam").create_role(RoleName="role", AssumeRolePolicyDocument=document)["Role"]
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as content:
        content.writestr("main.py", FUNCTION)
    functions = target.client("lambda")
    functions.create_function(
        FunctionName="function",
        Runtime="python3.13",
        Handler="main.handler",
        Role=role["Arn"],
        Code={"ZipFile": archive.getvalue()},
    )
    return json.load(functions.invoke(FunctionName="function")["Payload"])
