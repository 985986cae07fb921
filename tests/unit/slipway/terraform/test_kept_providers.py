"""The provider that is kept running, with a program in its place that prints the same."""

import ast
import os
import shutil
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from fake_provider import FAKE, make_data_dir, reattached
from processes import is_alive

from slipway.errors import SlipwayError
from slipway.harness import eventually
from slipway.terraform.kept_providers import Providers


@pytest.fixture
def data_dir(tmp_path):
    """Terraform's working data after ``terraform init``, with the fake provider."""
    return make_data_dir(tmp_path / "data", FAKE)


@pytest.fixture
def make_providers(tmp_path):
    made = []

    def make_providers(**environment):
        made.append(Providers(environment, tmp_path / "run"))
        return made[-1]

    yield make_providers
    for providers in made:
        providers.end()


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "configuration"
    folder.mkdir()
    return folder


def started(providers, data_dir, folder):
    return reattached(providers.variables(folder, data_dir))


def test_one_provider_serves_all_commands_in_the_targets_environment(make_providers, data_dir, folder):
    providers = make_providers(AWS_REGION="eu-central-1")

    first = started(providers, data_dir, folder)

    assert first["arguments"] == ["-debug"]
    assert first["environment"]["AWS_REGION"] == "eu-central-1"
    assert started(providers, data_dir, folder)["Pid"] == first["Pid"]


def test_threads_share_a_provider(make_providers, data_dir, folder, tmp_path):
    providers = make_providers(STARTED=str(tmp_path / "started"))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: started(providers, data_dir, folder), range(4)))

    assert (tmp_path / "started").read_text() == "x"


def test_provider_that_has_died_is_started_again(make_providers, data_dir, folder):
    providers = make_providers()
    first = started(providers, data_dir, folder)["Pid"]
    os.kill(first, signal.SIGKILL)

    def another_one_runs():
        assert started(providers, data_dir, folder)["Pid"] != first

    eventually(another_one_runs)


def test_the_end_of_the_provider_of_a_command_is_noticed(make_providers, data_dir, folder):
    providers = make_providers()
    variables = providers.variables(folder, data_dir)
    assert not providers.has_ended(variables)

    os.kill(reattached(variables)["Pid"], signal.SIGKILL)

    assert providers.has_ended(variables)
    assert not providers.has_ended(providers.variables(folder, data_dir))
    assert providers.has_ended(variables)  # another one has taken its place


@pytest.mark.parametrize("ends", ["by its keeper", "alone"])
def test_nothing_is_left_of_a_provider_that_has_ended(make_providers, data_dir, folder, tmp_path, monkeypatch, ends):
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    providers = make_providers()
    provider = started(providers, data_dir, folder)
    assert provider["socket"].startswith(f"{tmp_path}/tmp/slipway-")
    if ends == "alone":
        os.kill(provider["Pid"], signal.SIGKILL)

    providers.end()

    assert list((tmp_path / "tmp").iterdir()) == []


def test_certificates_reach_the_provider_under_gos_name(make_providers, data_dir, folder):
    providers = make_providers(AWS_CA_BUNDLE="/ca.pem")

    environment = started(providers, data_dir, folder)["environment"]

    assert environment["SSL_CERT_FILE"] == "/ca.pem"
    assert "AWS_CA_BUNDLE" not in environment


def test_configuration_without_the_provider_starts_none(make_providers, tmp_path, folder):
    assert make_providers().variables(folder, tmp_path / "data") == {}


def test_configurations_that_read_local_files_have_a_provider_each_until_they_are_deleted(
    make_providers, data_dir, folder, tmp_path
):
    providers = make_providers()
    first, other = folder / "first", folder / "other"
    for each in (first, other):
        each.mkdir()
        (each / "main.tf").write_text('resource "aws_lambda_function" "this" {\n  filename = "code.zip"\n}\n')
    ids = [started(providers, data_dir, each)["Pid"] for each in (first, other, first, folder)]
    assert len(set(ids)) == 3
    assert ids[0] == ids[2]

    shutil.rmtree(other)

    assert started(providers, data_dir, first)["Pid"] == ids[0]
    assert [is_alive(each) for each in ids] == [True, False, True, True]


def test_provider_that_does_not_start_is_an_error_with_what_it_printed(make_providers, tmp_path, folder):
    data_dir = make_data_dir(tmp_path / "data", "#!/bin/sh\necho broken >&2\nexit 1\n")

    with pytest.raises(SlipwayError, match="the AWS provider doesn't start; it printed: broken"):
        make_providers().variables(folder, data_dir)


def test_provider_is_ended_with_its_worker_even_if_that_is_killed(data_dir, folder, tmp_path):
    worker = f"""
import os, signal
from pathlib import Path
from slipway.terraform.kept_providers import Providers
providers = Providers({{}}, Path("{tmp_path}/run"))
print(providers.variables(Path("{folder}"), Path("{data_dir}")), flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""

    output = subprocess.run([sys.executable, "-c", worker], capture_output=True, text=True, check=False).stdout

    pid = reattached(ast.literal_eval(output))["Pid"]

    def provider_is_gone():
        assert not is_alive(pid)

    eventually(provider_is_gone, timeout=10)
