"""The example that deletes a package by a state machine, which a REST API starts."""

import json
import time

import pytest
import requests
from module_examples import MODULES

from slipway.harness import unique_name as make_unique_name

NASTY = 'it\'s \\\' "q" \\ / é \t $context.requestId #if(1) ","admin":"true'


@pytest.fixture(scope="module")
def stack(tf_module):
    """The example, which looks after 1 s and 2 s whether the version is withdrawn, and then gives up."""
    return tf_module(
        MODULES / "state-machine" / "examples" / "delete-package",
        name=make_unique_name(),
        deletion_protection=False,
        waits={"first_seconds": 1, "attempts": 2},
    ).apply()


@pytest.fixture(scope="module")
def key(stack, aws):
    """The value of an API key of the usage plan."""
    client = aws("apigateway")
    key = client.create_api_key(name=make_unique_name(), enabled=True)
    client.create_usage_plan_key(usagePlanId=stack.outputs["usage_plan_id"], keyId=key["id"], keyType="API_KEY")
    yield key
    client.delete_api_key(apiKey=key["id"])


@pytest.fixture
def delete(stack, key, target):
    """``delete(id, version="1")`` sends the request."""

    def delete(id_, headers=None, **query):
        url = target.api_url(f"{stack.outputs['url']}/algorithms/{requests.utils.quote(id_, safe='')}")
        return requests.delete(url, params=query, headers={"x-api-key": key["value"], **(headers or {})}, timeout=30)

    return delete


@pytest.fixture
def package(stack, aws, unique_name):
    """A package that is in the table and in the bucket."""
    package = {"algorithm": {"S": unique_name}, "version": {"S": "1.0.0"}}
    aws("dynamodb").put_item(TableName=stack.outputs["table"], Item={**package, "phase": {"S": "COMPLETE"}})
    aws("s3").put_object(Bucket=stack.outputs["bucket"], Key=f"{unique_name}/1.0.0.zip", Body=b"package")
    return package


@pytest.fixture
def item(stack, aws, package):
    """``item()`` returns the package's item, None without one; ``item(phase)`` sets its phase before."""

    def item(phase=None):
        table = {"TableName": stack.outputs["table"], "Key": package}
        if phase:
            aws("dynamodb").update_item(
                **table, UpdateExpression="SET phase = :p", ExpressionAttributeValues={":p": {"S": phase}}
            )
        return aws("dynamodb").get_item(**table, ConsistentRead=True).get("Item")

    return item


@pytest.fixture
def files(stack, aws, unique_name):
    """``files()`` returns the keys of the package's files."""
    return lambda: [
        each["Key"]
        for each in aws("s3")
        .list_objects_v2(Bucket=stack.outputs["bucket"], Prefix=f"{unique_name}/")
        .get("Contents", [])
    ]


@pytest.fixture
def ended(aws):
    """``ended(arn)`` waits until an execution has ended and returns it."""

    def ended(arn):
        for _ in range(150):
            execution = aws("stepfunctions").describe_execution(executionArn=arn)
            if execution["status"] != "RUNNING":
                return execution
            time.sleep(0.2)
        raise AssertionError(f"{arn} is still running")

    return ended


@pytest.fixture
def execution(stack, ended):
    """``execution(response)`` waits for the execution that a response names."""
    prefix = stack.outputs["machine_arn"].replace(":stateMachine:", ":execution:")
    return lambda response: ended(f"{prefix}:{response.json()['executionId']}")


def test_a_withdrawn_package_is_deleted(delete, item, files, execution, unique_name, package):
    response = delete(unique_name, version="1.0.0")
    assert response.status_code == 202
    assert files() == [f"{unique_name}/1.0.0.zip"]
    for _ in range(50):
        if item()["phase"]["S"] == "WITHDRAWING":
            break
        time.sleep(0.1)
    item("WITHDRAWN")
    assert execution(response)["status"] == "SUCCEEDED"
    assert (item(), files()) == (None, [])


def test_a_package_that_nobody_withdraws_is_kept(delete, item, files, execution, unique_name, package):
    done = execution(delete(unique_name, version="1.0.0"))
    assert (done["status"], done["error"]) == ("FAILED", "WithdrawalTimedOut")
    assert item()["phase"]["S"] == "WITHDRAWING"
    assert files()


def test_an_unknown_package_is_named_as_the_failure(delete, execution, unique_name):
    done = execution(delete(unique_name, version="1.0.0"))
    assert (done["status"], done["error"]) == ("FAILED", "PackageNotFound")


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


@pytest.fixture
def run_state(stack, aws, ended, unique_name):
    """``run_state(name, data)`` runs one state of the machine; returns the next one and its input, or the error."""
    client = aws("stepfunctions")
    machine = client.describe_state_machine(stateMachineArn=stack.outputs["machine_arn"])
    definition, made = json.loads(machine["definition"]), []

    def run_state(name, data):
        stub = {"Type": "Pass", "End": True}
        states = {
            each: state if each == name else {**stub, "Output": {"next": each, "data": "{% $states.input %}"}}
            for each, state in definition["States"].items()
        }
        made.append(
            client.create_state_machine(
                name=f"{unique_name}-{len(made)}",
                roleArn=machine["roleArn"],
                definition=json.dumps({**definition, "StartAt": name, "States": states}),
            )["stateMachineArn"]
        )
        done = ended(client.start_execution(stateMachineArn=made[-1], input=json.dumps(data))["executionArn"])
        if done["status"] == "FAILED":
            return done["error"], done["cause"]
        output = json.loads(done["output"])
        return output.get("next"), output.get("data", output)

    yield run_state
    for arn in made:
        client.delete_state_machine(stateMachineArn=arn)


def test_each_state_leads_to_the_next_one(run_state, package, item, files, unique_name):
    known = {"id": unique_name, "version": "1.0.0"}
    unknown = {"id": unique_name, "version": "2.0.0"}
    looked = {**known, "attempts": 1}

    assert run_state("RequestWithdrawal", {**known, "caller": "k"}) == ("WaitForWithdrawal", {**known, "attempts": 0})
    assert item()["phase"]["S"] == "WITHDRAWING"
    assert json.loads(item()["deletion"]["S"])["caller"] == "k"
    assert run_state("RequestWithdrawal", unknown)[0] == "PackageNotFound"

    assert run_state("WaitForWithdrawal", {**known, "attempts": 0}) == ("ReadPhase", looked)
    assert run_state("ReadPhase", looked) == ("CheckPhase", {**looked, "phase": "WITHDRAWING"})
    assert run_state("ReadPhase", {**unknown, "attempts": 1})[1]["phase"] == "DELETED"

    checked = {
        ("WITHDRAWN", 1): "DeleteFile",
        ("WITHDRAWN", 2): "DeleteFile",
        ("DELETED", 1): "DeleteFile",
        ("WITHDRAWING", 1): "WaitForWithdrawal",
        ("WITHDRAWING", 2): "WithdrawalTimedOut",
        ("COMPLETE", 1): "WithdrawalFailed",
    }
    for (phase, attempts), following in checked.items():
        assert run_state("CheckPhase", {**looked, "phase": phase, "attempts": attempts})[0] == following

    for _ in range(2):  # the second time there is nothing to delete
        assert run_state("DeleteFile", looked) == ("DeleteItem", looked)
        assert files() == []
    for _ in range(2):
        assert run_state("DeleteItem", looked) == ("Deleted", looked)
        assert item() is None

    assert run_state("Deleted", looked) == (None, looked)
    assert run_state("PackageNotFound", looked) == ("PackageNotFound", "The table has no such version.")
    assert run_state("WithdrawalFailed", {"phase": "COMPLETE"}) == ("WithdrawalFailed", "The phase became COMPLETE.")
    assert run_state("WithdrawalTimedOut", {"attempts": 2})[0] == "WithdrawalTimedOut"
