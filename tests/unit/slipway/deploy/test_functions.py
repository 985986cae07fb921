"""Waiting until Lambda has carried out a change, and what is said when it can't."""

from operator import attrgetter
from pathlib import Path

import boto3
import pytest
from botocore.stub import Stubber

from slipway.config.app import App
from slipway.deploy import functions
from slipway.errors import SlipwayError
from slipway.package import archive

PROJECT = Path(__file__).parents[4]
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
    """The seconds that were slept, which pass at once."""
    seconds = []
    monkeypatch.setattr(functions.time, "monotonic", lambda: sum(seconds))
    monkeypatch.setattr(functions.time, "sleep", seconds.append)
    return seconds


@pytest.fixture
def settle(tmp_path, slept):
    """``settle(configuration, …)`` waits for a function that is one after the other."""
    client = boto3.client("lambda", "eu-central-1", aws_access_key_id="x", aws_secret_access_key="x")

    def settle(*configurations):
        stub = Stubber(client)
        for configuration in configurations:
            answer = {"Configuration": {"FunctionName": "dev-get-movie", **configuration}}
            stub.add_response("get_function", answer, {"FunctionName": "dev-get-movie"})
        with stub:
            found = functions.settled(client, App(tmp_path / "apps/get-movie"), FunctionName="dev-get-movie")
        stub.assert_no_pending_responses()
        return found

    return settle


@pytest.mark.parametrize(
    "placeholder", sorted((PROJECT / "modules/lambda/placeholder").glob("*.zip")), ids=attrgetter("stem")
)
def test_the_placeholders_of_modules_lambda_are_known(placeholder):
    assert functions.is_placeholder({"CodeSha256": archive.code_sha256(placeholder)})


def test_what_is_not_changing_is_read_once(settle, slept):
    assert settle(DONE)["State"] == "Active"
    assert slept == []


def test_a_change_under_way_is_waited_for_at_intervals_that_grow_to_a_second(settle, slept):
    assert settle(STARTING, *[UPDATING] * 30, DONE)["LastUpdateStatus"] == "Successful"
    assert slept == sorted(slept)
    assert (slept[0], slept[-1]) == (0.1, 1)


def test_a_change_that_does_not_end_is_given_up_with_lambdas_reason(settle):
    with pytest.raises(
        SlipwayError, match=r"dev-get-movie is still changing after 5 minutes \(The function is being updated\)"
    ):
        settle(*[UPDATING] * 1000)


@pytest.mark.parametrize(("failed", "reason"), [(REFUSED, "the role can't use the key"), (BROKEN, "the image is gone")])
def test_a_change_that_failed_is_told_with_lambdas_reason(settle, failed, reason):
    found = settle(UPDATING, failed)
    with pytest.raises(SlipwayError, match=rf"Lambda could not change dev-get-movie \({reason}\)"):
        functions.expect_success(found)


def test_a_change_that_succeeded_is_not_an_error(settle):
    functions.expect_success(settle(STARTING, DONE))
