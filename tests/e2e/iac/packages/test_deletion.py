"""The API of packages and the machine that it starts, as a whole."""

import json

import pytest
from metric_sums import metric_sums

from slipway.harness import unique_name as make_unique_name

NASTY = 'it\'s \\\' "q" \\ / é \t $context.requestId #if(1) ","admin":"true'


def status(aws, stack_id):
    return aws("cloudformation").describe_stacks(StackName=stack_id)["Stacks"][0]["StackStatus"]


def test_a_package_is_deleted_with_its_stack(aws, delete, package, cloudformation_stack, execution):
    stack_id = cloudformation_stack()
    package.run_by(stack_id)
    response = delete(package.id, version="1.0.0")
    assert response.status_code == 202
    assert execution(response)["status"] == "SUCCEEDED"
    assert (package.item(), package.files()) == (None, [])
    assert status(aws, stack_id) == "DELETE_COMPLETE"


def test_a_package_whose_stack_cannot_be_deleted_is_kept_and_an_alarm_goes_off(
    aws, stack, delete, package, cloudformation_stack, execution, eventually
):
    """The role may delete stacks of packages only."""
    stack_id = cloudformation_stack(f"dev-{make_unique_name()}")
    package.run_by(stack_id)
    done = execution(delete(package.id, version="1.0.0"))
    assert (done["status"], done["error"]) == ("FAILED", "StackNotDeleted")
    assert "cloudformation:DeleteStack" in done["cause"]
    assert (package.item()["phase"]["S"], package.files()) == ("DELETING", [f"{package.id}/1.0.0.zip"])
    assert status(aws, stack_id) == "CREATE_COMPLETE"
    counted = metric_sums(aws, "AWS/States", ["ExecutionsFailed"], {"StateMachineArn": stack.machine_arn})
    assert counted["ExecutionsFailed"] >= 1

    def alarms_go_off():
        found = aws("cloudwatch").describe_alarms(AlarmNames=["dev-delete-package-failed"])["MetricAlarms"]
        assert [alarm["StateValue"] for alarm in found] == ["ALARM"]

    eventually(alarms_go_off, timeout=90)


def test_an_unknown_package_is_a_success(delete, unique_name, execution):
    assert execution(delete(unique_name, version="1.0.0"))["status"] == "SUCCEEDED"


def test_what_the_client_sends_reaches_the_machine_as_data(delete, execution, key):
    correlation_id = 'it\'s \\\' "q","id":"other'
    headers = {"X-Correlation-Id": correlation_id, "x-session-id": "", "CloudFront-Viewer-Country": "DE"}
    response = delete(NASTY, headers, version=NASTY)
    data = json.loads(execution(response)["input"])
    assert (data["id"], data["version"], data["caller"]) == (NASTY, NASTY, key["id"])
    assert data["requestId"] == response.json()["executionId"]
    assert data["correlationId"] == correlation_id
    assert (data["sessionId"], data["country"]) == ("", "DE")
    assert data.keys() >= {"userAgent", "host", "requestTime"}
    assert not data.keys() & {"isTablet", "admin"}


@pytest.mark.parametrize("query", [{}, {"other": "1"}])
def test_a_request_without_a_version_is_refused(delete, unique_name, query):
    assert delete(unique_name, **query).status_code == 400


def test_a_request_without_a_key_of_the_plan_is_refused(delete, unique_name):
    assert delete(unique_name, {"x-api-key": "none"}, version="1").status_code == 403


def test_a_plan_is_empty_after_the_deletions(stack, key, assert_converged):
    assert_converged("packages")


def test_every_grant_is_used(delete, package, cloudformation_stack, execution, unused):
    package.run_by(cloudformation_stack())
    assert execution(delete(package.id, version="1.0.0"))["status"] == "SUCCEEDED"
    assert unused() == set()
