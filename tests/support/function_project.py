"""A project with one app and its function on the local AWS, for tests of commands that use both."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from slipway.aws.target import Target
from slipway.config.app import load_apps
from slipway.local.emulator import Emulator
from slipway.package.package import package_app

APP = "get-movie"
_TRUST = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "lambda.amazonaws.com"}}],
}
HANDLER = """import logging

import boto3
from checks import reject


def handler(event, context):
    logging.getLogger().warning("asked", extra={"color": "red"})
    print("printed by the function")
    if event.get("read"):
        boto3.client("dynamodb").get_item(TableName="movies", Key={"id": {"S": "1"}})
    if event.get("fail"):
        reject(event)
    return {"event": event}
"""
CHECKS = 'def reject(event):\n    raise ValueError(f"no rating in {event}")\n'


def write_project(root: Path, target: Target, local_aws: Emulator, environment: str) -> None:
    """Write the project. Its account is the target's on the local AWS of the tests."""
    settings = {"region": target.region, "account": target.access_key_id, "environment": environment}
    (root / "slipway.toml").write_text("".join(f"{key} = {json.dumps(settings[key])}\n" for key in settings))
    (root / ".slipway").mkdir()
    (root / ".slipway" / "local").symlink_to(local_aws.directory)
    app, lib = root / "apps" / APP, root / "libs" / "checks"
    for folder in (app, lib):
        folder.mkdir(parents=True)
    (app / "app.toml").write_text('libs = ["checks"]\n')
    (app / "get_movie.py").write_text(HANDLER)
    (lib / "__init__.py").write_text(CHECKS)


@contextmanager
def created_function(root: Path, aws: Callable[[str], Any], environment: str) -> Iterator[str]:
    """Create the function of the app with the alias live, and a role that may write its log and nothing else."""
    name, client, iam = f"{environment}-{APP}", aws("lambda"), aws("iam")
    role = iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(_TRUST))["Role"]["Arn"]
    statement = {"Effect": "Allow", "Action": ["logs:CreateLogStream", "logs:PutLogEvents"], "Resource": "*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    iam.put_role_policy(RoleName=name, PolicyName="logs", PolicyDocument=policy)
    aws("logs").create_log_group(logGroupName=f"/aws/lambda/{name}")
    code = package_app(load_apps(root, [APP])[0]).path.read_bytes()
    client.create_function(
        FunctionName=name,
        Role=role,
        Runtime="python3.13",
        Architectures=["arm64"],
        Handler="get_movie.handler",
        Code={"ZipFile": code},
        Publish=True,
        LoggingConfig={"LogFormat": "JSON"},
        Timeout=10,
    )
    client.get_waiter("function_active_v2").wait(FunctionName=name)
    client.create_alias(FunctionName=name, Name="live", FunctionVersion="1")
    try:
        yield name
    finally:
        client.delete_function(FunctionName=name)
        aws("logs").delete_log_group(logGroupName=f"/aws/lambda/{name}")
        iam.delete_role_policy(RoleName=name, PolicyName="logs")
        iam.delete_role(RoleName=name)
