import json

import pytest

from slipway.harness.initialization import Initialization

ADDRESS = "registry.terraform.io/hashicorp/aws"
OWN = 'provider "registry.terraform.io/hashicorp/random" {\n  version = "3.7.2"\n}\n'


def lock(version):
    return f'provider "{ADDRESS}" {{\n  version = "{version}"\n  hashes = [\n    "h1:x",\n  ]\n}}\n'


class Mirror:
    """Terraform with a mirror of one version of the provider; counts what it installs."""

    def __init__(self, folder):
        self.package = folder / "mirror" / "5.100.0"
        self.package.mkdir(parents=True)
        self.installations = 0
        self.links = True

    def terraform(self, directory):
        return lambda variables: Init(self, directory, variables)


class Init:
    def __init__(self, mirror, directory, variables):
        self.mirror, self.directory, self.variables = mirror, directory, variables

    def init(self):
        lock_file = self.directory / ".terraform.lock.hcl"
        if ADDRESS in json.loads(self.variables.get("TF_REATTACH_PROVIDERS", "{}")):
            lock_file.write_text(OWN)  # as Terraform removes a provider that isn't used
            return
        self.mirror.installations += 1
        platform = self.directory / ".terraform/providers" / ADDRESS / "5.100.0/linux_amd64"
        platform.parent.mkdir(parents=True)
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
        directory.mkdir()
        required = f'terraform {{\n  required_providers {{\n    aws = {{ version = "{version}" }}\n  }}\n}}\n'
        (directory / "main.tf").write_text((required if version else "") + f'resource "{resource}" "this" {{}}\n')
        if locked:
            (directory / ".terraform.lock.hcl").write_text(lock(locked))
        Initialization(tmp_path / "run")(directory, mirror.terraform(directory))
        return directory

    return initialize


def test_provider_is_installed_once_for_the_same_requirements(initialize, mirror):
    first, second = initialize("first"), initialize("second")

    assert mirror.installations == 1
    provider = f".terraform/providers/{ADDRESS}/5.100.0/linux_amd64"
    assert (second / provider).resolve() == (first / provider).resolve() == mirror.package
    assert (second / ".terraform.lock.hcl").read_text() == (first / ".terraform.lock.hcl").read_text()


def test_other_requirements_and_another_lock_are_another_installation(initialize, mirror):
    initialize("first")
    initialize("older", version="~> 5.100")
    initialize("locked", locked="5.99.0")

    assert mirror.installations == 3


def test_lock_of_the_configuration_is_kept(initialize):
    for name in ("first", "second"):
        assert lock("5.99.0") in (initialize(name, locked="5.99.0") / ".terraform.lock.hcl").read_text()


def test_configuration_without_the_provider_needs_none(initialize, mirror):
    initialize("other", version="", resource="terraform_data")

    assert mirror.installations == 0


def test_package_in_the_folder_of_a_test_is_not_shared(initialize, mirror):
    mirror.links = False
    initialize("first")
    initialize("second")

    assert mirror.installations == 2
