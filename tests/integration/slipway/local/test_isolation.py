"""Access to the local AWS, and from its functions."""

import socket

import botocore.exceptions
import pytest

from slipway.aws.target import Target


def test_it_listens_on_one_loopback_address_only(up, is_taken):
    running = up()

    assert is_taken(running.port, "127.0.0.1")
    assert not is_taken(running.port, "127.0.0.2")
    addresses = {info[4][0] for info in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)}
    assert not any(is_taken(running.port, address) for address in addresses - {"127.0.0.1"})


def test_a_function_sees_nothing_of_the_shells_environment(up, monkeypatch, invoke_function):
    with monkeypatch.context() as shell:
        shell.setenv("DEPLOY_TOKEN", "a secret of the shell")
        shell.setenv("AWS_PROFILE", "production")
        shell.setenv("PYTHONPATH", "/of/the/shell")
        running = up()

    environment = invoke_function(running)["environment"]

    assert environment["AWS_LAMBDA_FUNCTION_NAME"] == "function"
    assert not {"DEPLOY_TOKEN", "AWS_PROFILE", "SLIPWAY_SKIP_PATCHES"} & environment.keys()
    assert not [value for value in environment.values() if "of/the/shell" in value]


def test_temporary_files_of_functions_are_in_the_folder(up, directory, invoke_function):
    invoke_function(up())

    assert list((directory / "data" / "tmp").iterdir())


def test_iam_is_enforced(up):
    running = up()
    iam = running.target().client("iam")
    iam.create_user(UserName="user")
    key = iam.create_access_key(UserName="user")["AccessKey"]
    user = Target(running.endpoint_url, "eu-central-1", key["AccessKeyId"], key["SecretAccessKey"])

    with pytest.raises(botocore.exceptions.ClientError, match="AccessDenied"):
        user.client("sqs").list_queues()


def test_every_account_has_its_own_resources(up):
    running = up()
    for account in ("100000000001", "100000000002"):
        running.target(account_id=account).client("sqs").create_queue(QueueName="queue")

    urls = running.target(account_id="100000000002").client("sqs").list_queues()["QueueUrls"]

    assert len(urls) == 1
    assert "/100000000002/queue" in urls[0]
