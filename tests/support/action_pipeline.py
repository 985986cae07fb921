"""Pipelines of the local AWS whose only action is a function of this repository, with the zip of `slipway package`."""

import io
import time
import zipfile
from typing import Any

from repository import ROOT
from sample_pipelines import Aws, Site, make_role, trust

from slipway.config.app import load_apps
from slipway.harness import unique_name
from slipway.package.package import package_app

_REPORT = ["codepipeline:PutJobSuccessResult", "codepipeline:PutJobFailureResult"]


def make_site(aws: Aws) -> Site:
    """Create the bucket and the role of pipelines."""
    bucket = unique_name()
    s3 = aws("s3")
    s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    statements = [
        {"Effect": "Allow", "Action": "s3:*", "Resource": [f"arn:aws:s3:::{bucket}", f"arn:aws:s3:::{bucket}/*"]},
        {"Effect": "Allow", "Action": "lambda:InvokeFunction", "Resource": "*"},
    ]
    return Site(aws, bucket, make_role(aws, trust("codepipeline"), *statements), "")


def make_action(aws: Aws, app: str, *statements: tuple[list[str], str | list[str]], **more: Any) -> str:
    """Create the function of an app, whose role has these actions on these resources, and return its name.

    Args:
        aws: returns a client.
        app: its name.
        statements: actions, and the resources that they are allowed on.
        more: parameters of CreateFunction.
    """
    logs = ["logs:CreateLogStream", "logs:PutLogEvents"]
    grants = [(_REPORT, "*"), (logs, "*"), *statements]
    policy = [{"Effect": "Allow", "Action": actions, "Resource": resources} for actions, resources in grants]
    artifact = package_app(*load_apps(ROOT, [app]))
    parameters = {
        "FunctionName": unique_name(),
        "Role": make_role(aws, trust("lambda"), *policy),
        "Runtime": "python3.13",
        "Architectures": ["arm64"],
        "Handler": f"{app.replace('-', '_')}.handler",
        "Timeout": 60,
        "Code": {"ZipFile": artifact.path.read_bytes()},
    } | more
    aws("lambda").create_function(**parameters)
    aws("lambda").get_waiter("function_active_v2").wait(FunctionName=parameters["FunctionName"])
    return str(parameters["FunctionName"])


def run_action(site: Site, pipeline: str, function: str, body: bytes, parameters: str) -> dict[str, Any]:
    """Run a pipeline whose source is this zip, and return the execution of its action ``Act``."""
    site.put_source(body)
    action = {
        "name": "Act",
        "actionTypeId": {"category": "Invoke", "owner": "AWS", "provider": "Lambda", "version": "1"},
        "configuration": {"FunctionName": function, "UserParameters": parameters},
        "inputArtifacts": [{"name": "source"}],
        "outputArtifacts": [{"name": "result"}],
    }
    codepipeline = site.aws("codepipeline")
    declared = site.declare([action], name=pipeline)
    if pipeline in [each["name"] for each in codepipeline.list_pipelines()["pipelines"]]:
        codepipeline.update_pipeline(pipeline=declared)
        execution = codepipeline.start_pipeline_execution(name=pipeline)["pipelineExecutionId"]
    else:
        codepipeline.create_pipeline(pipeline=declared)
        (first,) = codepipeline.list_pipeline_executions(pipelineName=pipeline)["pipelineExecutionSummaries"]
        execution = first["pipelineExecutionId"]
    _wait(codepipeline, pipeline, execution)
    details = codepipeline.list_action_executions(pipelineName=pipeline, filter={"pipelineExecutionId": execution})[
        "actionExecutionDetails"
    ]
    return next(dict(each) for each in details if each["actionName"] == "Act")


def _wait(codepipeline: Any, pipeline: str, execution: str) -> None:
    for _ in range(1500):
        found = codepipeline.get_pipeline_execution(pipelineName=pipeline, pipelineExecutionId=execution)
        if found["pipelineExecution"]["status"] not in ("InProgress", "Stopping"):
            return
        time.sleep(0.2)
    raise AssertionError(f"{pipeline}: {found['pipelineExecution']}")


def failure(execution: dict[str, Any]) -> str:
    """Return the message of a failed action."""
    assert execution["status"] == "Failed", execution
    return str(execution["output"]["executionResult"]["errorDetails"]["message"])


def output_file(site: Site, execution: dict[str, Any], path: str) -> bytes:
    """Return a file of the action's output artifact."""
    location = execution["output"]["outputArtifacts"][0]["s3location"]
    stored = site.aws("s3").get_object(Bucket=location["bucket"], Key=location["key"])["Body"].read()
    with zipfile.ZipFile(io.BytesIO(stored)) as opened:
        return opened.read(path)


def zipped(files: dict[str, str | bytes]) -> bytes:
    """Return a zip of these files, which has the same bytes each time."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as opened:
        for name, content in files.items():
            opened.writestr(zipfile.ZipInfo(name), content)
    return buffer.getvalue()
