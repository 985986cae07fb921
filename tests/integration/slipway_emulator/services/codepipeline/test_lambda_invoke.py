import json

import pytest

from slipway.local import control


@pytest.fixture
def short_deadline(local_aws, target):
    """A job without an answer fails within seconds."""
    control.set_lambda_reply_timeout(local_aws.directory, target.access_key_id, 3)
    yield
    control.set_lambda_reply_timeout(local_aws.directory, target.access_key_id, None)


def _error(actions, pipeline, name):
    return actions(pipeline)[name]["output"]["executionResult"]["errorDetails"]


def test_a_function_that_reports_success_ends_its_action_and_sets_variables(site, ended, actions):
    said = {"succeed": {"color": "#{S3Variables.VersionId}"}}
    first = site.invoke("First", said, namespace="First")
    second = site.invoke("Second", {"succeed": {"seen": "#{First.color}"}})
    pipeline = site.create([first], [second])
    assert ended(pipeline)["status"] == "Succeeded"
    version = actions(pipeline)["S3"]["output"]["outputVariables"]["VersionId"]
    found = actions(pipeline)["Second"]
    assert found["output"]["outputVariables"] == {"seen": version}
    assert found["output"]["executionResult"]["externalExecutionId"] == "e-2"
    assert found["output"]["executionResult"]["externalExecutionSummary"] == "done"


def test_a_function_that_reports_failure_fails_its_action_with_its_words(site, ended, actions):
    pipeline = site.create([site.invoke("Say", {"fail": "the cache is on fire"})])
    assert ended(pipeline)["status"] == "Failed"
    assert _error(actions, pipeline, "Say") == {"code": "JobFailed", "message": "the cache is on fire"}
    assert actions(pipeline)["Say"]["output"]["executionResult"]["externalExecutionId"] == "e-1"


def test_a_continuation_token_comes_back_with_the_next_job(site, ended, actions):
    pipeline = site.create([site.invoke("Go", {"continue": "step-2", "succeed": {}})])
    assert ended(pipeline)["status"] == "Succeeded"
    assert actions(pipeline)["Go"]["output"]["outputVariables"] == {"token": "step-2"}


def test_the_job_s_credentials_read_the_inputs_and_write_the_outputs_alone(site, aws, ended, actions):
    content = site.put_source(b"two")
    copy = site.invoke("Copy", {"copy": 1}, inputArtifacts=[{"name": "source"}], outputArtifacts=[{"name": "copied"}])
    pipeline = site.create([copy])
    assert ended(pipeline)["status"] == "Succeeded"
    found = actions(pipeline)["Copy"]
    assert "AccessDenied" in found["output"]["outputVariables"]["refused"]
    made = found["output"]["outputArtifacts"][0]["s3location"]
    taken = found["input"]["inputArtifacts"][0]["s3location"]
    s3 = aws("s3")
    assert s3.get_object(Bucket=made["bucket"], Key=made["key"])["Body"].read() == b"two!"
    assert s3.get_object(Bucket=taken["bucket"], Key=taken["key"])["Body"].read() == b"two"
    assert actions(pipeline)["S3"]["output"]["outputVariables"]["VersionId"] == content


@pytest.mark.usefixtures("short_deadline")
@pytest.mark.parametrize("wanted", [{"die": 1}, {"sleep": 1}], ids=["dies", "says nothing"])
def test_a_function_that_never_answers_fails_its_action_by_the_deadline(site, ended, actions, wanted):
    pipeline = site.create([site.invoke("Wait", wanted)])
    assert ended(pipeline)["status"] == "Failed"
    error = _error(actions, pipeline, "Wait")
    assert (error["code"], site.function in error["message"]) == ("JobTimedOut", True)


def test_a_role_that_may_not_invoke_the_function_fails_the_action(site, make, ended, actions):
    store = [f"arn:aws:s3:::{site.bucket}", f"arn:aws:s3:::{site.bucket}/*"]
    role = make("codepipeline", {"Effect": "Allow", "Action": "s3:*", "Resource": store})
    pipeline = site.create([site.invoke("Call", {"succeed": {}})], roleArn=role)
    assert ended(pipeline)["status"] == "Failed"
    error = _error(actions, pipeline, "Call")
    assert error["code"] == "PermissionError"
    assert "lambda:InvokeFunction" in error["message"]


def test_a_role_that_doesn_t_trust_codepipeline_fails_the_first_action(site, make, ended, actions):
    pipeline = site.create([site.invoke("Call", {"succeed": {}})], roleArn=make("lambda"))
    assert ended(pipeline)["status"] == "Failed"
    error = _error(actions, pipeline, "S3")
    assert error["code"] == "PermissionError"
    assert "trust policy" in error["message"]


def test_the_pipeline_s_role_needs_the_right_to_assume_the_role_of_an_action(site, make, aws, ended, actions):
    own = aws("iam").create_role(RoleName=site.function, AssumeRolePolicyDocument=json.dumps(_trusting(site.role_arn)))[
        "Role"
    ]["Arn"]
    pipeline = site.create([site.invoke("Call", {"succeed": {}}, roleArn=own)])
    assert ended(pipeline)["status"] == "Failed"
    error = _error(actions, pipeline, "Call")
    assert (error["code"], "sts:AssumeRole" in error["message"]) == ("PermissionError", True)


def _trusting(role_arn):
    statement = {"Effect": "Allow", "Principal": {"AWS": role_arn}, "Action": "sts:AssumeRole"}
    return {"Version": "2012-10-17", "Statement": statement}


def test_a_function_that_isn_t_there_fails_its_action(site, ended, actions):
    action = site.invoke("Call", {}) | {"configuration": {"FunctionName": "nobody"}}
    pipeline = site.create([action])
    assert ended(pipeline)["status"] == "Failed"
    assert "ResourceNotFoundException" in _error(actions, pipeline, "Call")["message"]
