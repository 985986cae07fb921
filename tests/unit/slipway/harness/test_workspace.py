"""The providers and the commands of the stacks."""

import pytest

from slipway.aws.target import Target
from slipway.harness.workspace import Workspace
from slipway.terraform import provider_mirror
from slipway.terraform.initialization import Initialization

MAIN = """
terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "5.100.0"
    }
  }
}
"""


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    """A workspace on a machine without a mirror of Slipway's; Terraform finds it if there is one."""
    if mirror := provider_mirror._find():
        (tmp_path / "home/.terraform.d").mkdir(parents=True)
        (tmp_path / "home/.terraform.d/plugins").symlink_to(mirror)
        monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setattr(provider_mirror, "cli_configuration", lambda _directory: None)
    target = Target("http://127.0.0.1:1", "eu-central-1", "123456789012", "local")
    return Workspace(tmp_path, target, tmp_path, Initialization(tmp_path))


def test_without_a_mirror_a_provider_is_installed_once_for_all_stacks(workspace, tmp_path):
    cache = tmp_path / ".slipway" / "plugin-cache"
    for name in ("first", "second"):
        directory = tmp_path / name
        directory.mkdir()
        (directory / "main.tf").write_text(MAIN)

        workspace.init(directory)

        (installed,) = directory.glob(".terraform/providers/registry.terraform.io/hashicorp/aws/5.100.0/*")
        assert installed.resolve().is_relative_to(cache) or installed.readlink().is_relative_to(cache)


@pytest.mark.parametrize(("endpoint", "is_read"), [("http://127.0.0.1:1", False), (None, True)])
def test_only_on_aws_itself_a_resource_is_read_before_it_is_destroyed(endpoint, is_read, tmp_path):
    target = Target(endpoint, "eu-central-1")
    workspace = Workspace(tmp_path, target, tmp_path, Initialization(tmp_path))
    options = workspace.terraform(tmp_path)._environment.get("TF_CLI_ARGS_destroy", "")
    assert ("-refresh=false" not in options) == is_read
