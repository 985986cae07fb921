"""What a build does for its project, it does as the project's role."""

import json

import pytest
from botocore.exceptions import ClientError

LOGS = {"Effect": "Allow", "Action": "logs:*", "Resource": "*"}
SPEC = "version: 0.2\nphases: {build: {commands: [echo $VALUE]}}\nartifacts: {files: ['**/*']}"


def allow(actions, resource="*"):
    return {"Effect": "Allow", "Action": actions, "Resource": resource}


@pytest.mark.parametrize("missing", ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"])
def test_a_role_that_may_not_write_the_log_fails_the_build(project, contexts, missing):
    rights = {"logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"} - {missing}

    build = project(allow(sorted(rights))).build()

    assert build["buildStatus"] == "FAILED"
    assert contexts(build)["PROVISIONING"].startswith("ACCESS_DENIED: Service role can't write the build's log to")
    assert f"not authorized to perform: {missing}" in contexts(build)["PROVISIONING"]


def test_a_role_that_may_not_read_the_source_fails_the_build(project, contexts, bucket, put_zip):
    put_zip("source.zip", {"buildspec.yml": SPEC})

    build = project(LOGS, source={"type": "S3", "location": f"{bucket}/source.zip"}).build()

    assert build["buildStatus"] == "FAILED"
    assert contexts(build)["DOWNLOAD_SOURCE"].startswith("CLIENT_ERROR: An error occurred (AccessDenied)")
    assert f"for the source primary, arn:aws:s3:::{bucket}/source.zip" in contexts(build)["DOWNLOAD_SOURCE"]


def test_a_role_that_may_not_write_the_artifact_fails_the_build(project, contexts, bucket, put_zip):
    put_zip("source.zip", {"buildspec.yml": SPEC})
    artifacts = {"type": "S3", "location": bucket, "name": "out.zip", "packaging": "ZIP"}
    made = project(
        LOGS, allow("s3:GetObject"), source={"type": "S3", "location": f"{bucket}/source.zip"}, artifacts=artifacts
    )

    build = made.build()

    assert build["buildStatus"] == "FAILED"
    assert "AccessDenied" in contexts(build)["UPLOAD_ARTIFACTS"]


@pytest.mark.parametrize("type_", ["PARAMETER_STORE", "SECRETS_MANAGER"])
def test_parameters_and_secrets_are_fetched_as_the_role(project, aws, contexts, unique_name, type_):
    aws("ssm").put_parameter(Name=f"/{unique_name}", Value="secret", Type="SecureString")
    aws("secretsmanager").create_secret(Name=f"/{unique_name}", SecretString="secret")
    variable = [{"name": "VALUE", "value": f"/{unique_name}", "type": type_}]
    action = {"PARAMETER_STORE": "ssm:GetParameters", "SECRETS_MANAGER": "secretsmanager:GetSecretValue"}[type_]
    may, may_not = project(LOGS, allow([action, "kms:Decrypt"])), project(LOGS)

    done = may.build(SPEC, environmentVariablesOverride=variable)
    failed = may_not.build(SPEC, environmentVariablesOverride=variable)

    assert may.log(done) == ["secret"]
    assert contexts(failed)["DOWNLOAD_SOURCE"].startswith("Decrypted Variables Error: ")
    assert f"not authorized to perform: {action}" in contexts(failed)["DOWNLOAD_SOURCE"]


def test_the_start_takes_precedence_over_the_project_and_the_project_over_the_buildspec(project, aws, unique_name):
    aws("secretsmanager").create_secret(Name=unique_name, SecretString=json.dumps({"key": "from JSON"}))
    environment = {
        "type": "LINUX_CONTAINER",
        "image": "aws/codebuild/standard:7.0",
        "computeType": "BUILD_GENERAL1_SMALL",
        "environmentVariables": [{"name": name, "value": "project"} for name in ("A", "B")],
    }
    made = project(LOGS, allow("secretsmanager:GetSecretValue"), environment=environment)
    env = f"variables: {{A: buildspec, B: buildspec, C: buildspec}}, secrets-manager: {{D: '{unique_name}:key'}}"
    buildspec = f"version: 0.2\nenv: {{{env}}}\nphases: {{build: {{commands: [echo $A $B $C $D]}}}}"

    build = made.build(buildspec, environmentVariablesOverride=[{"name": "A", "value": "start"}])

    assert made.log(build) == ["start project buildspec from JSON"]


@pytest.mark.parametrize(
    ("env", "message"),
    [
        ("parameter-store: {VALUE: /missing}", "parameter does not exist: /missing"),
        ("secrets-manager: {VALUE: missing}", "ResourceNotFoundException"),
    ],
)
def test_a_missing_parameter_or_secret_fails_the_build(project, contexts, env, message):
    made = project(LOGS, allow(["ssm:GetParameters", "secretsmanager:GetSecretValue"]))

    build = made.build(SPEC.replace("phases", f"env: {{{env}}}\nphases"))

    assert message in contexts(build)["DOWNLOAD_SOURCE"]


def test_a_project_needs_a_role_that_codebuild_may_assume(project, aws, unique_name):
    trust = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    document = json.dumps({"Version": "2012-10-17", "Statement": trust})
    role = aws("iam").create_role(RoleName=unique_name, AssumeRolePolicyDocument=document)["Role"]["Arn"]

    with pytest.raises(ClientError, match=r"CodeBuild is not authorized to perform: sts:AssumeRole on arn:.*"):
        project().start(serviceRoleOverride=role)
