"""`terraform init` of many configurations, with a Terraform that installs from a mirror."""

import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from slipway.aws.target import Target
from slipway.harness.workspace import Workspaces
from slipway.terraform.initialization import Initialization, init_locally

ADDRESS = "registry.terraform.io/hashicorp/aws"
OWN = 'provider "registry.terraform.io/hashicorp/random" {\n  version = "3.7.2"\n}\n'


def lock(version):
    return f'provider "{ADDRESS}" {{\n  version = "{version}"\n  hashes = [\n    "h1:x",\n  ]\n}}\n'


class Mirror:
    """Terraform with a mirror of one version of the provider; counts what it installs."""

    def __init__(self, folder):
        self.package = folder / "mirror" / "5.100.0"
        self.package.mkdir(parents=True)
        (self.package / "terraform-provider-aws").write_text("provider")
        self.installations = 0
        self.links = True


class Init:
    """Terraform's ``init`` in one directory."""

    def __init__(self, mirror, directory):
        self.mirror, self.directory, self.data_dir = mirror, directory, directory / ".terraform"

    def init_without_provider(self, _):
        pass

    def init(self, _):
        lock_file = self.directory / ".terraform.lock.hcl"
        if "aws" not in (self.directory / "main.tf").read_text():
            lock_file.write_text(OWN)
            return
        self.mirror.installations += 1
        platform = self.data_dir / "providers" / ADDRESS / "5.100.0/linux_amd64"
        platform.parent.mkdir(parents=True, exist_ok=True)
        platform.unlink(missing_ok=True)
        platform.symlink_to(self.mirror.package) if self.mirror.links else platform.mkdir()
        locked = lock_file.read_text() if lock_file.exists() else ""
        lock_file.write_text(OWN + (locked if ADDRESS in locked else lock("5.100.0")))


@pytest.fixture
def mirror(tmp_path):
    return Mirror(tmp_path)


@pytest.fixture
def initialize(mirror, tmp_path):
    """``initialize("name", …)`` initializes a new configuration, each as another worker of the run."""

    def initialize(name, version=">= 5.100", locked="", resource="aws_sqs_queue"):
        directory = tmp_path / name
        directory.mkdir(exist_ok=True)
        required = f'terraform {{\n  required_providers {{\n    aws = {{ version = "{version}" }}\n  }}\n}}\n'
        (directory / "main.tf").write_text((required if version else "") + f'resource "{resource}" "this" {{}}\n')
        if locked:
            (directory / ".terraform.lock.hcl").write_text(lock(locked))
        Initialization(tmp_path / "run")(Init(mirror, directory))
        return directory

    return initialize


def test_provider_is_installed_once_for_the_same_requirements(initialize, mirror):
    first, second = initialize("first"), initialize("second")

    assert mirror.installations == 1
    provider = f".terraform/providers/{ADDRESS}/5.100.0/linux_amd64"
    assert (second / provider).resolve() == (first / provider).resolve() == mirror.package
    assert lock("5.100.0") in (second / ".terraform.lock.hcl").read_text()


def test_other_requirements_and_another_lock_are_another_installation(initialize, mirror):
    initialize("first")
    initialize("older", version="~> 5.100")
    initialize("locked", locked="5.99.0")

    assert mirror.installations == 3


def test_lock_of_the_configuration_is_kept(initialize):
    for name in ("first", "second"):
        assert lock("5.99.0") in (initialize(name, locked="5.99.0") / ".terraform.lock.hcl").read_text()


def test_lock_file_that_is_complete_is_not_written(initialize, mirror, tmp_path):
    initialize("first", locked="5.100.0")
    locked = tmp_path / "second/.terraform.lock.hcl"
    initialize("second", locked="5.100.0")
    assert (locked.read_text(), mirror.installations) == (lock("5.100.0"), 1)


def test_provider_is_installed_again_if_the_record_is_damaged(initialize, mirror, tmp_path):
    initialize("first")
    (record,) = (tmp_path / "run").glob("*.json")
    record.write_text("{")

    initialize("second")

    assert mirror.installations == 2


def test_one_init_at_a_time_runs_in_a_directory(initialize, monkeypatch):
    """Each may add the provider to the lock file."""
    running, most = [], []

    def init_without_provider(_self, _):
        running.append(1)
        most.append(len(running))
        time.sleep(0.05)
        running.pop()

    initialize("first")
    monkeypatch.setattr(Init, "init_without_provider", init_without_provider)
    with ThreadPoolExecutor() as pool:
        list(pool.map(initialize, ["second"] * 3))
    assert most == [1, 1, 1]


def test_lock_file_stays_if_it_cannot_be_written(initialize, monkeypatch, tmp_path):
    initialize("first")
    monkeypatch.setattr(Path, "replace", lambda *_: (_ for _ in ()).throw(OSError("No space left on device")))
    (tmp_path / "second").mkdir()
    locked = tmp_path / "second/.terraform.lock.hcl"
    locked.write_text(OWN)
    with pytest.raises(OSError, match="No space"):
        initialize("second")
    assert locked.read_text() == OWN


def test_configuration_without_the_provider_needs_none(initialize, mirror):
    initialize("other", version="", resource="terraform_data")

    assert mirror.installations == 0


def test_package_in_the_folder_of_a_test_is_not_shared(initialize, mirror):
    mirror.links = False
    initialize("first")
    initialize("second")

    assert mirror.installations == 2


def test_package_that_has_changed_since_is_verified_again(initialize, mirror):
    initialize("first")
    file = mirror.package / "terraform-provider-aws"
    status = file.stat()
    file.write_text("PROVIDER")
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))

    initialize("second")
    initialize("third")

    assert mirror.installations == 2


def test_package_that_was_deleted_since_is_installed_again(initialize, mirror):
    initialize("first")
    mirror.package.rename(mirror.package.with_name("gone"))
    mirror.package = mirror.package.with_name("gone")

    directory = initialize("second")

    assert mirror.installations == 2
    assert (directory / f".terraform/providers/{ADDRESS}/5.100.0/linux_amd64").is_dir()


def test_link_to_a_package_that_was_deleted_is_replaced(initialize, mirror, tmp_path):
    initialize("first")
    link = tmp_path / "second/.terraform/providers" / ADDRESS / "5.100.0/linux_amd64"
    link.parent.mkdir(parents=True)
    link.symlink_to(tmp_path / "none")

    initialize("second")

    assert link.resolve() == mirror.package


@pytest.mark.parametrize(("folder", "installations"), [(".slipway/terraform/dev/{}", 1), ("data/{}", 2)])
def test_commands_on_the_local_aws_of_a_project_share_what_is_verified(mirror, tmp_path, folder, installations):
    for name in ("first", "second"):
        directory = tmp_path / name
        directory.mkdir()
        (directory / "main.tf").write_text('resource "aws_sqs_queue" "this" {}\n')
        terraform = Init(mirror, directory)
        terraform.data_dir = tmp_path / folder.format(name)
        init_locally(terraform, {"bucket": "states"})

    assert mirror.installations == installations


@pytest.mark.parametrize(
    ("endpoint", "locked", "installations"),
    [("http://127.0.0.1:1", lock("5.100.0"), 1), ("http://127.0.0.1:1", OWN, 2), (None, lock("5.100.0"), 2)],
)
def test_test_runs_on_the_local_aws_share_what_lock_files_have(mirror, tmp_path, endpoint, locked, installations):
    """Without one, Terraform installs the newest provider that the mirror has at the time of the run."""
    for name in ("first", "second"):
        directory = tmp_path / name
        directory.mkdir()
        (directory / "main.tf").write_text('resource "aws_sqs_queue" "this" {}\n')
        (directory / ".terraform.lock.hcl").write_text(locked)
        with Workspaces(tmp_path, tmp_path / ".slipway" / f"test-run-{name}", "worker") as workspaces:
            workspaces(Target(endpoint, "eu-central-1"))._init(Init(mirror, directory))

    assert mirror.installations == installations
    kept = {file.stem for file in tmp_path.glob(".slipway/provider-schemas/verified/*")}
    assert len(kept - {"first"}) == (1 if installations == 1 else 0)
