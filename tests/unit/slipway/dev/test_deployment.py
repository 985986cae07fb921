"""Deployments of saved apps, while something else deploys too."""

import boto3
import pytest
from botocore.exceptions import ClientError

from lambda_release.errors import AliasMovedError, ReleaseError
from slipway.config.app import App
from slipway.config.project import Project
from slipway.deploy.deployer import Deployer
from slipway.dev import deployment
from slipway.dev.deployment import QuickDeployer
from slipway.errors import SlipwayError


def client_error(code, operation="UpdateAlias"):
    return ClientError({"Error": {"Code": code, "Message": "refused"}}, operation)


@pytest.fixture
def deploy(tmp_path, monkeypatch):
    """``deploy(cause, …)`` deploys an app; each cause fails one attempt. Returns the result."""
    client = boto3.client("lambda", "eu-central-1", aws_access_key_id="test", aws_secret_access_key="test")
    project = Project(root=tmp_path, region="eu-central-1", account="123456789012", environment="dev", stacks=())
    monkeypatch.setattr(deployment, "_PAUSES", (0, 0))

    def deploy(*causes):
        failures = iter(causes)

        def attempt(deployer, app):
            if (cause := next(failures, None)) is not None:
                raise SlipwayError("failed") from cause
            return f"{app.name}:{deployer.alias}"

        monkeypatch.setattr(Deployer, "deploy", attempt)
        quick = QuickDeployer(project, client)
        quick._aliases["get-movie"] = ["live"]
        return quick.deploy(App(tmp_path / "apps" / "get-movie"))

    return deploy


@pytest.mark.parametrize(
    "cause",
    [
        client_error("PreconditionFailedException"),
        client_error("ResourceConflictException", "UpdateFunctionCode"),
        client_error("InvalidParameterValueException", "PublishVersion"),
        AliasMovedError("moved"),
    ],
    ids=["revision", "update in progress", "other code", "alias"],
)
def test_a_concurrent_change_is_followed_by_another_attempt(deploy, cause):
    assert deploy(cause, cause) == ["get-movie:live"]
    with pytest.raises(SlipwayError):
        deploy(cause, cause, cause)


@pytest.mark.parametrize(
    "cause", [client_error("AccessDeniedException"), client_error("InvalidParameterValueException"), ReleaseError("x")]
)
def test_another_error_is_final(deploy, cause):
    with pytest.raises(SlipwayError):
        deploy(cause)
