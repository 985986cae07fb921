"""The states that Terraform reads and writes by HTTP."""

import subprocess

import pytest
import requests
from repository import ROOT

from slipway.aws.target import Target
from slipway.harness.states import States
from slipway.harness.workspace import Workspace
from slipway.terraform import binary
from slipway.terraform.initialization import Initialization


@pytest.fixture
def states():
    made = States()
    yield made
    made.close()


def address(states, directory):
    return states.variables(directory)["TF_HTTP_ADDRESS"]


def test_a_state_is_the_file_in_its_directory(states, tmp_path):
    url = address(states, tmp_path)
    assert requests.get(url, timeout=10).status_code == 404  # as Terraform expects it before the first apply

    requests.post(url, data=b'{"serial": 1}', timeout=10).raise_for_status()

    file = tmp_path / "terraform.tfstate"
    assert file.read_text() == requests.get(url, timeout=10).text == '{"serial": 1}'
    assert file.stat().st_mode & 0o777 == 0o600
    assert address(states, tmp_path) == url
    assert [each.name for each in tmp_path.iterdir()] == [file.name]


def test_the_path_of_a_state_can_not_be_guessed(states, tmp_path):
    url = address(states, tmp_path)
    server, _, path = url.rpartition("/")
    assert server.startswith("http://127.0.0.1:")
    assert len(path) > 40

    for wrong in ("", "x", "../terraform.tfstate"):
        assert requests.get(f"{server}/{wrong}", timeout=10).status_code == 404
        assert requests.post(f"{server}/{wrong}", data=b"{}", timeout=10).status_code == 404
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("endpoint", "backend"), [("http://127.0.0.1:1", "http"), (None, "local")])
def test_on_aws_itself_a_state_is_a_file_as_a_killed_process_must_not_lose_it(endpoint, backend, tmp_path):
    (tmp_path / "root").mkdir()
    (tmp_path / "root" / "main.tf").touch()
    workspace = Workspace(tmp_path, Target(endpoint, "eu-central-1"), tmp_path, Initialization(tmp_path))

    directory, _ = workspace.copy("root")

    assert f'backend "{backend}"' in (directory / "slipway_override.tf").read_text()
    assert ("TF_HTTP_ADDRESS" in workspace.terraform(directory)._environment) == (backend == "http")
    workspace.close()


def test_the_directory_does_not_record_where_the_process_listens(states, tmp_path):
    """So another process, as the controller of a run, can use it."""
    (tmp_path / "main.tf").write_text('terraform {\n  backend "http" {}\n}\n')
    for made in (states, States()):
        environment = {"PATH": "/usr/bin:/bin", **made.variables(tmp_path)}
        command = "init" if made is states else "plan"
        subprocess.run([binary.find(ROOT), command, "-input=false"], cwd=tmp_path, env=environment, check=True)
