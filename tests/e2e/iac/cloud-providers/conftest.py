"""The stack of the cloud providers, deployed to both of its stages, and a client of each stage."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest
from openapi_document import broken_promises, read_document
from repository import ROOT

from slipway.deploy.deploy import deploy

CLOUD_PROVIDERS = read_document("iac/cloud-providers/openapi.json")
APPS = ["list-cloud-providers", "put-cloud-provider"]


@pytest.fixture(scope="session")
def stack(dev_stack: Callable[..., SimpleNamespace], deployer: Any) -> SimpleNamespace:
    """iac/cloud-providers in dev, with its outputs and the attributes of `dev_stack`."""
    stack = dev_stack("cloud-providers")
    for alias in ("test", "prod"):
        deploy(ROOT, deployer, APPS, environment=stack.environment, alias=alias)
    return stack


@dataclass(frozen=True)
class Stage:
    """A stage of the API, and its table. Every answer must be one that iac/cloud-providers/openapi.json promises."""

    name: str
    http: Any
    url: str
    table: str
    dynamodb: Any

    def get(self, query: str = "") -> Any:
        """List the providers."""
        return self._checked("get", self.http.get(f"{self.url}/providers{query}"))

    def post(self, body: Any, **options: Any) -> Any:
        """Add a provider, with a signed request."""
        reply = self.http.post(f"{self.url}/providers", json=body, **({"sigv4": True} | options))
        return self._checked("post", reply)

    def _checked(self, method: str, reply: Any) -> Any:
        answer = reply.response
        promised = ("/providers", method, answer.status_code, answer.headers, answer.text, CLOUD_PROVIDERS)
        assert broken_promises(*promised) == []
        return reply

    def ids(self) -> list[str]:
        """Return the ids in the table."""
        return sorted(item["id"]["S"] for item in self.dynamodb.scan(TableName=self.table)["Items"])


@pytest.fixture
def stages(stack: SimpleNamespace, http: Any, aws: Any) -> dict[str, Stage]:
    """The stages by name, each with the rows of seed.json and no others."""
    dynamodb = aws("dynamodb")
    stages = {
        "test": Stage("test", http, stack.test_api_url, stack.test_table_name, dynamodb),
        "prod": Stage("prod", http, stack.prod_api_url, stack.prod_table_name, dynamodb),
    }
    rows = json.loads((ROOT / "iac" / "cloud-providers" / "seed.json").read_text())
    for stage in stages.values():
        for item in dynamodb.scan(TableName=stage.table)["Items"]:
            dynamodb.delete_item(TableName=stage.table, Key={"id": item["id"]})
        for row in rows:
            dynamodb.put_item(TableName=stage.table, Item={name: {"S": value} for name, value in row.items()})
    return stages
