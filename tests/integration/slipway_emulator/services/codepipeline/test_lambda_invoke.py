import json

import pytest

from slipway.local import control


@pytest.fixture
def short_timeout(local_aws, target, site):
    """A job without a result fails within seconds."""
    control.set_lambda_reply_timeout(local_aws.directory, target.access_key_id, site.function, 3)
    yield
    control.set_lambda_reply_timeout(local_aws.directory, target.access_key_id, site.function, None)


def _error(actions, pipeline, name):
    return actions(pipeline)[name]["output"]["executionResult"]["errorDetails"]


def test_a_successful_function_ends_its_action_and_sets_variables(site, wait_for_end, actions):
    parameters = {"succeed": {"color": "#{S3Variables.VersionId}"}}
    first = site.invoke("First", parameters, namespace="First")
    second = site.invoke("Second", {"succeed": {"seen": "#{First.color}"}})
    pipeline = site.create([first], [second])
    assert wait_for_end(pipeline)["status"] == "Succeeded"
    version = actions(pipeline)["S3"]["output"]["outputVariables"]["VersionId"]
    action = actions(pipeline)["Second"]
    assert action["output"]["outputVariables"] == {"seen": version}
    assert action["output"]["executionResult"]["externalExecutionId"] == "e-2"
    assert action["output"]["executionResult"]["externalExecutionSummary"] == "done"


def test_a_function_that_reports_a_failure_fails_its_action_with_its_message(site, wait_for_end, actions):
    pipeline = site.create([site.invoke("Say", {"fail": "the cache is on fire"})])
    assert wait_for_end(pipeline)["status"] == "Failed"
    assert _error(actions, pipeline, "Say") == {"code": "JobFailed", "message": "the cache is on fire"}
    assert actions(pipeline)["Say"]["output"]["executionResult"]["externalExecutionId"] == "e-1"


def test_a_continuation_token_is_passed_to_the_next_job(site, wait_for_end, actions):
    pipeline = site.create([site.invoke("Go", {"continue": "step-2", "succeed": {}})])
    assert wait_for_end(pipeline)["status"] == "Succeeded"
    assert actions(pipeline)["Go"]["output"]["outputVariables"] == {"token": "step-2"}


def test_the_artifact_credentials_can_only_read_inputs_and_write_outputs(site, aws, wait_for_end, actions):
    version = site.put_source(b"two")
    copy = site.invoke("Copy", {"copy": 1}, inputArtifacts=[{"name": "source"}], outputArtifacts=[{"name": "copied"}])
    pipeline = site.create([copy])
    assert wait_for_end(pipeline)["status"] == "Succeeded"
    action = actions(pipeline)["Copy"]
    assert "AccessDenied" in action["output"]["outputVariables"]["error"]
    output = action["output"]["outputArtifacts"][0]["s3location"]
    input_ = action["input"]["inputArtifacts"][0]["s3location"]
    s3 = aws("s3")
    assert s3.get_object(Bucket=output["bucket"], Key=output["key"])["Body"].read() == b"two!"
    assert s3.get_object(Bucket=input_["bucket"], Key=input_["key"])["Body"].read() == b"two"
    assert actions(pipeline)["S3"]["output"]["outputVariables"]["VersionId"] == version


@pytest.mark.usefixtures("short_timeout")
@pytest.mark.parametrize("parameters", [{"exit": 1}, {"other": 1}], ids=["exits", "sends no result"])
def test_a_function_without_a_result_fails_its_action_after_the_timeout(site, wait_for_end, actions, parameters):
    pipeline = site.create([site.invoke("Wait", parameters)])
    assert wait_for_end(pipeline)["status"] == "Failed"
    error = _error(actions, pipeline, "Wait")
    assert (error["code"], site.function in error["message"]) == ("JobTimedOut", True)


def test_a_role_without_permission_to_invoke_the_function_fails_the_action(site, make_role, wait_for_end, actions):
    objects = [f"arn:aws:s3:::{site.bucket}", f"arn:aws:s3:::{site.bucket}/*"]
    role = make_role("codepipeline", {"Effect": "Allow", "Action": "s3:*", "Resource": objects})
    pipeline = site.create([site.invoke("Call", {"succeed": {}})], roleArn=role)
    assert wait_for_end(pipeline)["status"] == "Failed"
    error = _error(actions, pipeline, "Call")
    assert error["code"] == "PermissionError"
    assert "lambda:InvokeFunction" in error["message"]


def test_a_role_that_no_longer_trusts_codepipeline_fails_the_first_action(
    site, codepipeline, make_role, aws, wait_for_end, actions
):
    objects = [f"arn:aws:s3:::{site.bucket}", f"arn:aws:s3:::{site.bucket}/*"]
    role = make_role("codepipeline", {"Effect": "Allow", "Action": "s3:*", "Resource": objects})
    pipeline = site.create([site.invoke("Call", {"succeed": {}})], roleArn=role)
    wait_for_end(pipeline)
    statement = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    document = json.dumps({"Version": "2012-10-17", "Statement": statement})
    aws("iam").update_assume_role_policy(RoleName=role.rpartition("/")[2], PolicyDocument=document)
    codepipeline.start_pipeline_execution(name=pipeline)
    assert wait_for_end(pipeline)["status"] == "Failed"
    error = _error(actions, pipeline, "S3")
    assert error["code"] == "PermissionError"
    assert "trust policy" in error["message"]


def test_the_pipeline_s_role_needs_permission_to_assume_the_role_of_an_action(
    site, make_role, aws, wait_for_end, actions
):
    action_role = aws("iam").create_role(
        RoleName=site.function, AssumeRolePolicyDocument=json.dumps(_trust_policy(site.role_arn))
    )["Role"]["Arn"]
    pipeline = site.create([site.invoke("Call", {"succeed": {}}, roleArn=action_role)])
    assert wait_for_end(pipeline)["status"] == "Failed"
    error = _error(actions, pipeline, "Call")
    assert (error["code"], "sts:AssumeRole" in error["message"]) == ("PermissionError", True)


def _trust_policy(role_arn):
    statement = {"Effect": "Allow", "Principal": {"AWS": role_arn}, "Action": "sts:AssumeRole"}
    return {"Version": "2012-10-17", "Statement": statement}


def test_a_missing_function_fails_its_action(site, wait_for_end, actions):
    action = site.invoke("Call", {}) | {"configuration": {"FunctionName": "unknown"}}
    pipeline = site.create([action])
    assert wait_for_end(pipeline)["status"] == "Failed"
    assert "ResourceNotFoundException" in _error(actions, pipeline, "Call")["message"]
