"""The environment variables of Terraform."""

import os

import pytest

from slipway.aws.target import Target
from slipway.terraform import environment
from slipway.terraform.environment import environment_for

LOCAL = Target("http://127.0.0.1:4566", "eu-central-1", "123456789012", "local")
AWS = Target(None, "eu-west-1")
CACHE = {"TF_PLUGIN_CACHE_DIR", "TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE"}


@pytest.fixture(autouse=True)
def shell(monkeypatch):
    monkeypatch.setattr(os, "environ", {"PATH": "/bin", "HOME": "/home/somebody"})
    monkeypatch.setattr(environment.provider_mirror, "cli_configuration", lambda _directory: None)


def test_terraform_uses_only_the_local_target(tmp_path, monkeypatch):
    os.environ.update(
        AWS_PROFILE="work",
        AWS_SESSION_TOKEN="token",
        AWS_ENDPOINT_URL_S3="https://s3.example.com",
        AWS_CA_BUNDLE="/ca.pem",
        AWS_REGION="us-east-1",
    )

    environment = environment_for(LOCAL, tmp_path)

    aws = {name: value for name, value in environment.items() if name.startswith("AWS_")}
    assert aws == {
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        **LOCAL.environment(),
    }
    assert environment["PATH"] == "/bin"


def test_on_aws_the_credentials_may_be_anywhere(tmp_path):
    os.environ.update(AWS_PROFILE="work", AWS_REGION="us-east-1")

    environment = environment_for(AWS, tmp_path)

    assert environment["AWS_PROFILE"] == "work"
    assert environment["AWS_REGION"] == "eu-west-1"
    assert "AWS_CONFIG_FILE" not in environment


@pytest.mark.parametrize("target", [LOCAL, AWS], ids=["local", "aws"])
def test_what_would_change_terraforms_commands_stays_out(tmp_path, target):
    os.environ.update(
        TF_VAR_name="x", TF_WORKSPACE="w", TF_CLI_ARGS="-destroy", TF_DATA_DIR="d", TF_CLI_CONFIG_FILE="/missing"
    )
    os.environ["TF_LOG"] = "trace"

    environment = environment_for(target, tmp_path)

    assert {name for name in environment if name.startswith("TF_")} == {"TF_LOG", "TF_IN_AUTOMATION", *CACHE}


def test_a_provider_is_downloaded_once_for_all_configurations_of_a_project(tmp_path):
    environment = environment_for(LOCAL, tmp_path)

    assert {name: environment[name] for name in CACHE} == {
        "TF_PLUGIN_CACHE_DIR": str(tmp_path / ".slipway/plugin-cache"),
        "TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE": "true",
    }


def test_a_user_s_own_plugin_cache_is_used(tmp_path):
    os.environ["TF_PLUGIN_CACHE_DIR"] = "/cache"

    assert environment_for(LOCAL, tmp_path)["TF_PLUGIN_CACHE_DIR"] == "/cache"


def test_a_provider_mirror_is_named_and_needs_no_cache(tmp_path, monkeypatch):
    monkeypatch.setattr(environment.provider_mirror, "cli_configuration", lambda directory: directory / "cli.tfrc")

    found = environment_for(LOCAL, tmp_path)

    assert found["TF_CLI_CONFIG_FILE"] == str(tmp_path / ".slipway/cli.tfrc")
    assert not CACHE & found.keys()


def test_garbage_is_collected_less_often_unless_the_shell_says_how_often(tmp_path):
    assert environment_for(LOCAL, tmp_path)["GOGC"] == "400"

    os.environ["GOGC"] = "50"
    assert environment_for(LOCAL, tmp_path)["GOGC"] == "50"
