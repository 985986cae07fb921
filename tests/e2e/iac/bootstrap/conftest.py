"""Jobs of GitHub Actions, with the roles that they get."""

from collections.abc import Callable
from typing import Any

import pytest
from bootstrap_stack import PREFIX
from botocore.exceptions import ClientError
from repository import ROOT

from slipway.aws.target import Target
from slipway.deploy.deploy import deploy
from slipway.deploy.deployer import Deployment
from slipway.harness.stack import Stack
from slipway.terraform import Terraform


def refused(call: Callable[..., Any], **arguments: Any) -> None:
    """Hold that a call is refused to its caller, whatever it is about."""
    with pytest.raises(ClientError) as refusal:
        call(**arguments)
    assert refusal.value.response["Error"]["Code"] in {"AccessDenied", "AccessDeniedException"}


@pytest.fixture(scope="session")
def planner(bootstrap: Stack, assume: Callable[..., Target]) -> Target:
    """A job of a pull request."""
    return assume(bootstrap.outputs["plan_role_arn"], f"{PREFIX}:pull_request")


@pytest.fixture(scope="session")
def deployer(bootstrap: Stack, assume: Callable[..., Target]) -> Target:
    """A job of the environment dev that deploys."""
    return assume(bootstrap.outputs["deploy_role_arns"]["dev"], f"{PREFIX}:environment:dev")


@pytest.fixture(scope="session")
def deployed(stacks: dict[str, Terraform], deployer: Target) -> list[Deployment]:
    """What the first deployment of every app has done."""
    return deploy(ROOT, deployer, environment="dev")
