"""A small project, and the ``slipway`` command in it."""

import io
import os
import secrets
import shutil
import subprocess
import sys
from contextlib import chdir, redirect_stderr, redirect_stdout, suppress
from pathlib import Path
from typing import Any

import bootstrap_stack
import pytest

from slipway import cli
from slipway.config.outputs import load_outputs
from slipway.config.project import load_project
from slipway.harness import eventually
from slipway.local import emulator

ROOT = Path(__file__).parents[4]
SLIPWAY = Path(sys.executable).with_name("slipway")

# Without a provider, an apply takes a second. It waits while the file `pause` exists, and fails for one text.
MAIN = """
terraform {
  backend "s3" {}
}
variable "region" { type = string }
variable "environment" { type = string }
variable "text" { type = string }
variable "pause" { type = string }
resource "terraform_data" "note" {
  input            = "${var.environment}: ${var.text}"
  triggers_replace = var.text
  provisioner "local-exec" {
    command = "while test -e '${var.pause}'; do sleep 0.1; done; test '${var.text}' != refused"
  }
}
output "note" { value = terraform_data.note.output }
"""

PROVIDER = """
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}
provider "aws" {
  region = var.region
}
"""
TABLE = """
resource "aws_dynamodb_table" "notes" {
  name         = "notes"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"
  attribute {
    name = "id"
    type = "S"
  }
}
output "table" { value = aws_dynamodb_table.notes.name }
"""

SETTINGS = """
region = "eu-central-1"
account = "{account}"
environment = "test"
[stacks.notes]
directory = "iac/notes"
variables = {{ text = "{text}", pause = "{pause}" }}
outputs = {{ {outputs} }}
{more}
"""


def share_environments(directory: Path) -> None:
    """Have a project's folder ``.slipway`` use what takes seconds to make, of this repository, which may not have it.

    These are the environments, and the schemas of providers.
    """
    for name in ("environments", "provider-schemas"):
        shared = ROOT / ".slipway" / name
        shared.mkdir(parents=True, exist_ok=True)
        (directory / name).symlink_to(shared)


class Project:
    """The folder of a project, with methods to change it and to run commands."""

    def __init__(self, root: Path, account: str = "123456789012") -> None:
        self.root = root
        self.account = account
        self.stack = root / "iac" / "notes"
        self.local = root / ".slipway" / "local"
        self.log = root / ".slipway" / "logs" / "notes.log"
        self.pause = root / "pause"
        self.stack.mkdir(parents=True)
        (self.stack / "main.tf").write_text(MAIN)
        (root / ".slipway").mkdir()
        share_environments(root / ".slipway")
        self.configure()

    def configure(self, text: str = "first", outputs: str = 'note = "note"', more: str = "") -> None:
        """Write the project file."""
        settings = SETTINGS.format(account=self.account, text=text, pause=self.pause, outputs=outputs, more=more)
        (self.root / "slipway.toml").write_text(settings)

    def add_aws_resources(self, text: str = TABLE) -> None:
        """Add Terraform with resources of the AWS provider to the stack; by default a table."""
        (self.stack / "aws.tf").write_text(PROVIDER + text)
        (self.stack / ".terraform.lock.hcl").write_text((ROOT / "iac/bootstrap/.terraform.lock.hcl").read_text())

    def run(self, *arguments: str, expect: int = 0) -> subprocess.CompletedProcess[str]:
        """Run slipway in this process, since another one takes a fifth of a CPU second, and check its exit code."""
        stdout, stderr = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
        with chdir(self.root), redirect_stdout(stdout), redirect_stderr(stderr):
            code = cli.main(arguments)
        texts = [stream.buffer.getvalue().decode() for stream in (stdout, stderr)]
        assert code == expect, "".join(texts)
        return subprocess.CompletedProcess(arguments, code, *texts)

    def run_process(self, *arguments: str, expect: int = 0, **options) -> subprocess.CompletedProcess[str]:
        """Run slipway as a process, and check its exit code and that there is no traceback."""
        result = subprocess.run(
            [SLIPWAY, *arguments], cwd=self.root, capture_output=True, text=True, check=False, **options
        )
        assert "Traceback" not in result.stderr, result.stderr
        assert result.returncode == expect, result.stdout + result.stderr
        return result

    def outputs(self) -> dict[str, Any]:
        """Return what `slipway outputs` prints, for which a process takes a tenth of a CPU second."""
        return load_outputs(load_project(self.root))

    def emulator(self) -> emulator.Emulator:
        """Return the running local AWS."""
        running = emulator.status(self.local)
        assert running
        return running

    def client(self, service: str, region: str = "eu-central-1"):
        """Return a boto3 client for the running local AWS."""
        return emulator.status(self.local).target(region, self.account).client(service)

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start slipway in a new process group."""
        return subprocess.Popen(
            [SLIPWAY, *arguments],
            cwd=self.root,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def start_up_and_pause_apply(self) -> subprocess.Popen[str]:
        """Return a ``slipway up`` whose Terraform waits until `pause` is removed."""
        self.pause.touch()
        self.log.unlink(missing_ok=True)  # of an earlier apply
        process = self.start("up")

        def is_paused():
            if process.poll() is not None:
                pytest.fail(str(process.communicate()))  # not an AssertionError, which would be retried
            assert self.log.exists()
            assert "Provisioning with 'local-exec'" in self.log.read_text()

        eventually(is_paused, timeout=120)
        return process

    def terraform_of(self, up: subprocess.Popen[str]) -> int:
        """Return the pid of the Terraform that a ``slipway up`` has started."""
        children = [pid for pid, parent, command in processes() if parent == up.pid and "terraform apply" in command]
        assert len(children) == 1, processes()
        return children[0]


def start_on_a_free_port(project: Project) -> None:
    """Start the local AWS of a project away from the default port, which another test may take while it is down."""
    project.run("local", "up", "--port", "0")


def processes() -> list[tuple[int, int, str]]:
    """Return pid, parent's pid and command line of the running processes, without zombies."""
    command = ["ps", "-A", "-ww", "-o", "pid=,ppid=,stat=,command="]
    lines = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    rows = [line.split(None, 3) for line in lines]
    return [(int(row[0]), int(row[1]), row[3]) for row in rows if len(row) == 4 and not row[2].startswith("Z")]


@pytest.fixture
def project(tmp_path):
    project = Project(tmp_path / "project")
    yield project
    project.pause.unlink(missing_ok=True)
    project.run("down")


@pytest.fixture
def other_clone(tmp_path):
    """The same project in another folder."""
    project = Project(tmp_path / "other")
    yield project
    project.run("down")


@pytest.fixture(scope="module")
def applied_project(tmp_path_factory):
    """A project that was applied to its own local AWS. The tests of a file share it."""
    project = Project(tmp_path_factory.mktemp("applied") / "project")
    start_on_a_free_port(project)
    project.run("up")
    yield project
    project.pause.unlink(missing_ok=True)
    project.run("down")


@pytest.fixture(scope="session")
def shared_local_aws(tmp_path_factory):
    """The folder of a local AWS, in which each test has its own account."""
    directory = tmp_path_factory.mktemp("shared") / ".slipway" / "local"
    directory.parent.mkdir()
    share_environments(directory.parent)
    emulator.up(directory, port=0, owner_pid=os.getpid())
    yield directory
    emulator.down(directory)


@pytest.fixture
def project_in_account(tmp_path, shared_local_aws):
    """As `project`, a few times as fast; for tests that don't end the local AWS."""
    project = Project(tmp_path / "project", account=str(secrets.randbelow(10**11) + 10**11))
    project.local.symlink_to(shared_local_aws)
    yield project
    empty_and_delete_bucket(project.client("s3"), "terraform-state")  # its name is the same in all accounts
    for name in ("started-with", "applying-*", "deploying", "outputs.json"):  # of `slipway up` for this project
        for path in shared_local_aws.glob(name):
            path.unlink()
    shutil.rmtree(shared_local_aws / "terraform", ignore_errors=True)


def empty_and_delete_bucket(s3, name: str) -> None:
    """Delete a bucket with its objects, if there is one."""
    with suppress(s3.exceptions.NoSuchBucket):
        bootstrap_stack.empty(s3, name)
        s3.delete_bucket(Bucket=name)


@pytest.fixture
def assert_ended():
    """``assert_ended(pid)``, or ``assert_ended(path)`` for all processes with the path in their command lines."""

    def assert_ended(which: int | Path) -> None:
        def ended():
            running = [
                row for row in processes() if (row[0] == which if isinstance(which, int) else str(which) in row[2])
            ]
            assert not running

        eventually(ended)

    return assert_ended
