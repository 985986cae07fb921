"""Sessions share what boto3 has loaded."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from botocore.loaders import JSONFileLoader

from slipway.aws.target import Target


@pytest.fixture
def loaded(monkeypatch):
    """The paths of the files that are read."""
    paths, load = [], JSONFileLoader.load_file
    monkeypatch.setattr(JSONFileLoader, "load_file", lambda self, path: paths.append(path) or load(self, path))
    return paths


def target(number):
    return Target("http://127.0.0.1:4566", "eu-central-1", f"{100000000000 + number}", "local")


def test_another_target_reads_no_model_again(loaded):
    first, second = target(1), target(2)
    first.client("sqs")
    paths = len(loaded)
    client = second.client("sqs")

    assert loaded[paths:] == []
    assert client._request_signer._credentials.access_key == "100000000002"
    folders = first._session._loader.search_paths
    assert len(folders) <= len(set(folders)) + 1


def test_clients_can_be_made_and_used_in_several_threads():
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda number: target(number).client("iam").get_waiter("role_exists"), range(16)))
    assert {waiter.name for waiter in made} == {"RoleExists"}


def test_models_in_a_folder_of_the_user_are_found_on_aws_alone(tmp_path, monkeypatch):
    folder = tmp_path / "own" / "2026-01-01"
    folder.mkdir(parents=True)
    (folder / "service-2.json").write_text("{}")
    monkeypatch.setenv("AWS_DATA_PATH", str(tmp_path))

    assert "own" in Target(None, "eu-central-1")._session.get_available_services()
    assert "own" not in target(1)._session.get_available_services()
