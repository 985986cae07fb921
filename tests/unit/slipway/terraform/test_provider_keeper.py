"""The process that keeps a provider running, which outlives the one that started it."""

import json
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Thread

import pytest
from fake_provider import make_data_dir, reattached
from processes import is_alive

from slipway.harness import eventually
from slipway.terraform import Terraform
from slipway.terraform.provider_keeper import ProviderKeeper

# Starts a program in Terraform's place that inherits what it needs, and is killed.
KILLED = """
import json, os, signal, subprocess, sys
from pathlib import Path
from slipway.terraform.provider_keeper import ProviderKeeper
keeper = ProviderKeeper(os.environ, Path("keeper"))
variables = keeper.variables(Path(), Path("data"))
terraform = subprocess.Popen(["sleep", "600"], stdout=subprocess.DEVNULL, pass_fds=keeper.pass_fds)
print(json.dumps([variables, terraform.pid]), flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""
TERRAFORM = f"""#!{sys.executable}
import os, sys
with open("calls", "a") as calls:
    print(*sys.argv[1:3], "/unused" in os.environ.get("TF_REATTACH_PROVIDERS", "/unused"), file=calls)
sys.exit(sys.argv[1:3] == ["state", "pull"] and os.path.exists("fails"))
"""


@pytest.fixture
def keeper(tmp_path):
    with ProviderKeeper(os.environ, tmp_path / "keeper") as keeper:
        yield keeper


def wait_for_end(pid, timeout=10):
    def process_has_ended():
        assert not is_alive(pid)

    eventually(process_has_ended, timeout=timeout)


def test_commands_share_a_provider_that_ends_with_the_keeper(tmp_path):
    make_data_dir(tmp_path / "data")
    with ProviderKeeper({**os.environ, "AWS_REGION": "eu-central-1"}, tmp_path / "keeper") as keeper:
        variables = keeper.variables(tmp_path, tmp_path / "data")

        assert keeper.variables(tmp_path, tmp_path / "data", "aws_sqs_queue") == variables
        assert reattached(variables)["environment"]["AWS_REGION"] == "eu-central-1"
        assert not keeper.has_ended(variables)
    assert not is_alive(reattached(variables)["Pid"])


def test_separate_keepers_have_different_providers_in_one_process(keeper, tmp_path):
    data_dir = make_data_dir(tmp_path / "data")
    with keeper.separate("users") as users, keeper.separate("orders") as orders:
        first, second = users.variables(tmp_path, data_dir), orders.variables(tmp_path, data_dir)

        assert reattached(first)["Pid"] != reattached(second)["Pid"]
        assert users.pid == orders.pid == keeper.pid
        assert users.pass_fds == orders.pass_fds == keeper.pass_fds
        assert {path.name for path in keeper.directory.iterdir()} == {"keeper.log", "users", "orders"}
        users.end()
        assert orders.has_ended(first)
        assert not orders.has_ended(second)
    assert not is_alive(reattached(second)["Pid"])
    assert is_alive(keeper.pid)


def test_a_provider_runs_beside_the_local_files_that_it_reads(keeper, tmp_path):
    (tmp_path / "main.tf").write_text('resource "aws_lambda_layer_version" "this" {\n  filename = "layer.zip"\n}\n')

    variables = keeper.variables(tmp_path, make_data_dir(tmp_path / "data"))

    assert reattached(variables)["cwd"] == str(tmp_path)


def test_end_of_a_separate_keeper_starts_no_process(keeper):
    keeper.separate("users").end()

    assert keeper.pid is None


def test_providers_start_at_the_same_time(keeper, tmp_path):
    """Each waits for the other one before it prints its address."""
    program = next(make_data_dir(tmp_path / "fake").rglob("terraform-provider-aws_v5"))
    waiting = "#!/bin/sh\ntouch {0}.on\nwhile ! test -e {1}.on; do sleep 0.01; done\nexec {2}\n"
    users, orders = (
        make_data_dir(tmp_path / own, waiting.format(tmp_path / own, tmp_path / other, program))
        for own, other in (("users", "orders"), ("orders", "users"))
    )
    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(keeper.separate("users").variables, tmp_path, users)
        second = threads.submit(keeper.separate("orders").variables, tmp_path, orders)

    assert first.result()
    assert second.result()


def test_provider_lives_as_long_as_a_terraform_whose_slipway_is_killed(tmp_path):
    make_data_dir(tmp_path / "data")

    output = subprocess.run([sys.executable, "-c", KILLED], cwd=tmp_path, stdout=subprocess.PIPE, check=False).stdout
    variables, terraform = json.loads(output)
    provider = reattached(variables)["Pid"]
    try:
        with pytest.raises(AssertionError):
            wait_for_end(provider, timeout=1)
    finally:
        os.kill(terraform, signal.SIGTERM)

    wait_for_end(provider)


def test_interrupt_of_the_terminal_does_not_reach_it(keeper, tmp_path):
    make_data_dir(tmp_path / "data")
    keeper.variables(tmp_path, tmp_path / "data")

    assert os.getsid(keeper.pid) != os.getsid(0)


def test_provider_and_keeper_that_have_ended_are_started_again(keeper, tmp_path):
    data_dir = make_data_dir(tmp_path / "data")
    first = keeper.variables(tmp_path, data_dir)
    os.kill(reattached(first)["Pid"], signal.SIGKILL)
    assert keeper.has_ended(first)

    second = keeper.variables(tmp_path, data_dir)
    assert second != first
    os.kill(keeper.pid, signal.SIGKILL)
    assert keeper.has_ended(second)
    wait_for_end(reattached(second)["Pid"])

    assert keeper.variables(tmp_path, data_dir) not in ({}, first, second)


def test_provider_that_does_not_start_is_left_to_terraform(keeper, tmp_path):
    data_dir = make_data_dir(tmp_path / "data", "#!/bin/sh\nexit 1\n")

    assert keeper.variables(tmp_path, data_dir) == {}
    assert "the AWS provider doesn't start" in (tmp_path / "keeper/keeper.log").read_text()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is full")
def test_provider_that_does_not_start_is_left_to_terraform_on_a_full_disk_too(keeper, tmp_path):
    keeper.directory.mkdir()
    (keeper.directory / "keeper.log").symlink_to("/dev/full")
    data_dir = make_data_dir(tmp_path / "data", "#!/bin/sh\nexit 1\n")

    found = []
    thread = Thread(target=lambda: found.append(keeper.variables(tmp_path, data_dir)), daemon=True)
    thread.start()
    thread.join(20)
    assert found == [{}]


def test_aliased_provider_is_left_to_terraform(keeper, tmp_path):
    (tmp_path / "main.tf").write_text('provider "aws" {\n  alias = "us"\n}\n')

    assert keeper.variables(tmp_path, make_data_dir(tmp_path / "data")) == {}
    assert keeper.pass_fds == ()


def test_it_does_not_run_beside_a_project_with_files_named_like_its_modules(keeper, tmp_path, monkeypatch):
    (tmp_path / "slipway").mkdir()
    (tmp_path / "slipway/__init__.py").write_text("raise SystemExit(1)")
    monkeypatch.chdir(tmp_path)

    assert keeper.variables(tmp_path, make_data_dir(tmp_path / "data"))


@pytest.fixture
def terraform(keeper, tmp_path):
    binary = tmp_path / "terraform"
    binary.write_text(TERRAFORM)
    binary.chmod(0o755)
    data_dir = make_data_dir(tmp_path / "data")
    return Terraform(tmp_path, binary=binary, environment=os.environ, data_dir=data_dir, providers=keeper)


@pytest.mark.parametrize(
    ("use", "command"),
    [
        (lambda terraform: terraform.apply(), "apply"),
        (lambda terraform: terraform.apply_plan(Path("plan")), "apply"),
        (lambda terraform: terraform.destroy(), "destroy"),
        (lambda terraform: terraform.plan_changes(), "plan"),
    ],
)
def test_command_uses_the_provider_after_the_state_was_read_without_one(terraform, tmp_path, use, command):
    use(terraform)

    state, used = (tmp_path / "calls").read_text().splitlines()
    assert state == "state pull True"
    assert used.split()[0] == command
    assert used.endswith("False")


def test_command_shows_itself_why_the_state_can_not_be_read(terraform, tmp_path):
    (tmp_path / "fails").touch()

    terraform.apply()

    assert (tmp_path / "calls").read_text().splitlines()[-1].endswith("True")
