"""Waiting until Lambda has made a change, and the error when it fails."""

from operator import attrgetter
from pathlib import Path

import boto3
import pytest
from botocore.stub import Stubber

from lambda_release import function as function_module
from lambda_release.errors import ReleaseError
from lambda_release.function import Function, is_placeholder, raise_if_failed
from slipway.package import archive

PROJECT = Path(__file__).parents[3]
DONE = {"State": "Active", "LastUpdateStatus": "Successful"}
UPDATING = {
    "State": "Active",
    "LastUpdateStatus": "InProgress",
    "LastUpdateStatusReason": "The function is being updated",
}
STARTING = {"State": "Pending", "StateReason": "The function is being created."}
REFUSED = {"State": "Active", "LastUpdateStatus": "Failed", "LastUpdateStatusReason": "the role can't use the key"}
BROKEN = {"State": "Failed", "StateReason": "the image is gone", "LastUpdateStatus": "Successful"}


@pytest.fixture
def slept(monkeypatch):
    """The sleeps, in seconds, which take no time."""
    seconds = []
    monkeypatch.setattr(function_module.time, "monotonic", lambda: sum(seconds))
    monkeypatch.setattr(function_module.time, "sleep", seconds.append)
    return seconds


@pytest.fixture
def wait(slept):
    """``wait(configuration, …)`` waits until a function is updated, which has these configurations in turn."""
    client = boto3.client("lambda", "eu-central-1", aws_access_key_id="x", aws_secret_access_key="x")

    def wait(*configurations):
        stub = Stubber(client)
        for configuration in configurations:
            response = {"Configuration": {"FunctionName": "dev-get-movie", **configuration}}
            stub.add_response("get_function", response, {"FunctionName": "dev-get-movie"})
        with stub:
            result = Function(client, "dev-get-movie").wait_until_updated()
        stub.assert_no_pending_responses()
        return result

    return wait


@pytest.mark.parametrize(
    "placeholder", sorted((PROJECT / "modules/lambda/placeholder").glob("*.zip")), ids=attrgetter("stem")
)
def test_the_placeholders_of_modules_lambda_are_recognized(placeholder):
    assert is_placeholder({"CodeSha256": archive.code_sha256(placeholder)})


def test_the_placeholder_of_an_earlier_version_is_recognized():
    assert is_placeholder({"CodeSha256": "Rv3Scux9r+YfzkWD9/IowdWznVZX2SmHaQBK2fD+eJY="})


def test_a_function_that_is_not_changing_is_read_once(wait, slept):
    assert wait(DONE)["State"] == "Active"
    assert slept == []


def test_the_interval_between_reads_grows_to_a_second(wait, slept):
    assert wait(STARTING, *[UPDATING] * 30, DONE)["LastUpdateStatus"] == "Successful"
    assert slept == sorted(slept)
    assert (slept[0], slept[-1]) == (0.1, 1)


def test_a_change_that_does_not_end_is_an_error_with_lambdas_reason(wait):
    with pytest.raises(
        ReleaseError, match=r"dev-get-movie is still changing after 5 minutes \(The function is being updated\)"
    ):
        wait(*[UPDATING] * 1000)


@pytest.mark.parametrize(("failed", "reason"), [(REFUSED, "the role can't use the key"), (BROKEN, "the image is gone")])
def test_a_failed_change_is_an_error_with_lambdas_reason(wait, failed, reason):
    configuration = wait(UPDATING, failed)
    with pytest.raises(ReleaseError, match=rf"Lambda could not change dev-get-movie \({reason}\)"):
        raise_if_failed(configuration)


def test_a_successful_change_is_not_an_error(wait):
    raise_if_failed(wait(STARTING, DONE))
