"""A build has the permissions of the project's role."""

import json

import pytest
from botocore.exceptions import ClientError

LOGS = {"Effect": "Allow", "Action": "logs:*", "Resource": "*"}
SPEC = "version: 0.2\nphases: {build: {commands: [echo $VALUE]}}\nartifacts: {files: ['**/*']}"


def allow(actions, resource="*"):
    return {"Effect": "Allow", "Action": actions, "Resource": resource}


@pytest.mark.parametrize("missing", ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"])
def test_a_role_without_a_permission_on_the_log_fails_the_build(create_project, contexts, missing):
    actions = {"logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"} - {missing}

    build = create_project(allow(sorted(actions))).build()

    assert build["buildStatus"] == "FAILED"
    assert contexts(build)["PROVISIONING"].startswith("ACCESS_DENIED: Service role can't write the build's log to")
    assert f"not authorized to perform: {missing}" in contexts(build)["PROVISIONING"]


def test_a_role_without_permission_to_read_the_source_fails_the_build(create_project, contexts, bucket, put_zip):
    put_zip("source.zip", {"buildspec.yml": SPEC})

    build = create_project(LOGS, source={"type": "S3", "location": f"{bucket}/source.zip"}).build()

    assert build["buildStatus"] == "FAILED"
    assert contexts(build)["DOWNLOAD_SOURCE"].startswith("CLIENT_ERROR: An error occurred (AccessDenied)")
    assert f"for the source primary, arn:aws:s3:::{bucket}/source.zip" in contexts(build)["DOWNLOAD_SOURCE"]


def test_a_role_without_permission_to_write_the_artifact_fails_the_build(create_project, contexts, bucket, put_zip):
    put_zip("source.zip", {"buildspec.yml": SPEC})
    artifacts = {"type": "S3", "location": bucket, "name": "out.zip", "packaging": "ZIP"}
    project = create_project(
        LOGS, allow("s3:GetObject"), source={"type": "S3", "location": f"{bucket}/source.zip"}, artifacts=artifacts
    )

    build = project.build()

    assert build["buildStatus"] == "FAILED"
    assert "AccessDenied" in contexts(build)["UPLOAD_ARTIFACTS"]


@pytest.mark.parametrize("type_", ["PARAMETER_STORE", "SECRETS_MANAGER"])
def test_parameters_and_secrets_require_permissions_of_the_role(create_project, aws, contexts, unique_name, type_):
    aws("ssm").put_parameter(Name=f"/{unique_name}", Value="secret", Type="SecureString")
    aws("secretsmanager").create_secret(Name=f"/{unique_name}", SecretString="secret")
    variable = [{"name": "VALUE", "value": f"/{unique_name}", "type": type_}]
    action = {"PARAMETER_STORE": "ssm:GetParameters", "SECRETS_MANAGER": "secretsmanager:GetSecretValue"}[type_]
    authorized, unauthorized = create_project(LOGS, allow([action, "kms:Decrypt"])), create_project(LOGS)

    succeeded = authorized.build(SPEC, environmentVariablesOverride=variable)
    failed = unauthorized.build(SPEC, environmentVariablesOverride=variable)

    assert authorized.log(succeeded) == ["secret"]
    assert contexts(failed)["DOWNLOAD_SOURCE"].startswith("Decrypted Variables Error: ")
    assert f"not authorized to perform: {action}" in contexts(failed)["DOWNLOAD_SOURCE"]


def test_variables_of_the_start_override_the_project_and_the_project_overrides_the_buildspec(
    create_project, aws, unique_name
):
    aws("secretsmanager").create_secret(Name=unique_name, SecretString=json.dumps({"key": "from JSON"}))
    environment = {
        "type": "LINUX_CONTAINER",
        "image": "aws/codebuild/standard:7.0",
        "computeType": "BUILD_GENERAL1_SMALL",
        "environmentVariables": [{"name": name, "value": "project"} for name in ("A", "B")],
    }
    project = create_project(LOGS, allow("secretsmanager:GetSecretValue"), environment=environment)
    env = f"variables: {{A: buildspec, B: buildspec, C: buildspec}}, secrets-manager: {{D: '{unique_name}:key'}}"
    buildspec = f"version: 0.2\nenv: {{{env}}}\nphases: {{build: {{commands: [echo $A $B $C $D]}}}}"

    build = project.build(buildspec, environmentVariablesOverride=[{"name": "A", "value": "start"}])

    assert project.log(build) == ["start project buildspec from JSON"]


@pytest.mark.parametrize(
    ("env", "message"),
    [
        ("parameter-store: {VALUE: /missing}", "parameter does not exist: /missing"),
        ("secrets-manager: {VALUE: missing}", "ResourceNotFoundException"),
    ],
)
def test_a_missing_parameter_or_secret_fails_the_build(create_project, contexts, env, message):
    project = create_project(LOGS, allow(["ssm:GetParameters", "secretsmanager:GetSecretValue"]))

    build = project.build(SPEC.replace("phases", f"env: {{{env}}}\nphases"))

    assert message in contexts(build)["DOWNLOAD_SOURCE"]


def test_a_build_with_a_role_that_codebuild_cannot_assume_is_rejected(create_project, aws, unique_name):
    trust = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    document = json.dumps({"Version": "2012-10-17", "Statement": trust})
    role = aws("iam").create_role(RoleName=unique_name, AssumeRolePolicyDocument=document)["Role"]["Arn"]

    with pytest.raises(ClientError, match=r"CodeBuild is not authorized to perform: sts:AssumeRole on arn:.*"):
        create_project().start(serviceRoleOverride=role)
