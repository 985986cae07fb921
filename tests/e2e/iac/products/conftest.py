"""The products stack with its functions, and a client with an API key."""

import json
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from repository import ROOT

from slipway.deploy.deploy import deploy

APPS = ["get-product", "put-product"]


@pytest.fixture(scope="session")
def logging_role(aws: Any) -> None:
    """API Gateway's role for access logs, unless the account has one: only iac/movies may set it by Terraform."""
    if aws("apigateway").get_account().get("cloudwatchRoleArn"):
        return
    trust = {"Effect": "Allow", "Principal": {"Service": "apigateway.amazonaws.com"}, "Action": "sts:AssumeRole"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    role = aws("iam").create_role(RoleName="access-logs", AssumeRolePolicyDocument=document)["Role"]
    policy = "arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs"
    aws("iam").attach_role_policy(RoleName="access-logs", PolicyArn=policy)
    operation = {"op": "replace", "path": "/cloudwatchRoleArn", "value": role["Arn"]}
    aws("apigateway").update_account(patchOperations=[operation])


@pytest.fixture(scope="session")
def stack(logging_role: None, dev_stack: Callable[..., SimpleNamespace], deployer: Any) -> SimpleNamespace:
    """iac/products in dev with SnapStart, which the local AWS stores only, and the attributes of `dev_stack`."""
    stack = dev_stack("products", start="primed-request")
    deploy(ROOT, deployer, APPS, environment=stack.environment)
    return stack


@pytest.fixture(scope="module")
def key(stack: SimpleNamespace, aws: Any) -> Iterator[str]:
    """The value of a key of the usage plan."""
    client = aws("apigateway")
    created = client.create_api_key(name=f"{stack.environment}-client", enabled=True)
    client.create_usage_plan_key(usagePlanId=stack.usage_plan_id, keyId=created["id"], keyType="API_KEY")
    yield created["value"]
    client.delete_usage_plan_key(usagePlanId=stack.usage_plan_id, keyId=created["id"])
    client.delete_api_key(apiKey=created["id"])


@pytest.fixture
def api(stack: SimpleNamespace, http: Any, key: str) -> Callable[..., Any]:
    """``api(method, product_id)`` requests a product, with the key unless another is given."""

    def request(method: str, product_id: str, *, key: str | None = key, **options: Any) -> Any:
        headers = {"x-api-key": key} if key else {}
        return http.request(method, f"{stack.api_url}/products/{product_id}", headers=headers, **options)

    return request
