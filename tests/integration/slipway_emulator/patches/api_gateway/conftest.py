"""An HTTP API on the local AWS, and on MiniStack without any patch."""

from dataclasses import dataclass
from typing import Any

import pytest
import requests

from slipway.aws.target import Target
from slipway.harness import unique_name

# Returns the event.
ECHO = "import json\ndef handler(event, context):\n    return {'statusCode': 200, 'body': json.dumps(event)}\n"


@dataclass(frozen=True)
class HttpApi:
    """An HTTP API without routes and stages."""

    aws: Any
    target: Target
    id: str

    def route(self, key: str, function_arn: str, **settings: Any) -> None:
        """Create a route that invokes a function with the payload 2.0."""
        client = self.aws("apigatewayv2")
        uri = f"arn:aws:apigateway:{self.target.region}:lambda:path/2015-03-31/functions/{function_arn}/invocations"
        integration = client.create_integration(
            ApiId=self.id, IntegrationType="AWS_PROXY", IntegrationUri=uri, PayloadFormatVersion="2.0"
        )["IntegrationId"]
        client.create_route(ApiId=self.id, RouteKey=key, Target=f"integrations/{integration}", **settings)

    def stage(self, name: str = "$default", **settings: Any) -> None:
        """Create a stage that deploys every change."""
        self.aws("apigatewayv2").create_stage(ApiId=self.id, StageName=name, AutoDeploy=True, **settings)

    def permit(self, function_arn: str, source: str = "*") -> None:
        """Let the API invoke the function; ``source`` is the part of the source ARN after the API's id."""
        self.aws("lambda").add_permission(
            FunctionName=function_arn,
            StatementId=unique_name(),
            Action="lambda:InvokeFunction",
            Principal="apigateway.amazonaws.com",
            SourceArn=f"arn:aws:execute-api:{self.target.region}:{self.target.access_key_id}:{self.id}/{source}",
        )

    def request(self, method: str, path: str, **options: Any) -> requests.Response:
        """Request a path that begins with the stage, unless that is ``$default``."""
        url = self.target.api_url(f"https://{self.id}.execute-api.{self.target.region}.amazonaws.com{path}")
        return requests.request(method, url, timeout=30, **options)

    def get(self, path: str, **options: Any) -> requests.Response:
        """GET a path, as `request`."""
        return self.request("GET", path, **options)


def _http_api(aws: Any, target: Target) -> HttpApi:
    api = aws("apigatewayv2").create_api(Name=unique_name(), ProtocolType="HTTP")
    return HttpApi(aws, target, api["ApiId"])


@pytest.fixture
def http_api(aws: Any, target: Target) -> HttpApi:
    """An HTTP API on the local AWS."""
    return _http_api(aws, target)


@pytest.fixture
def unpatched_http_api(unpatched_aws: Any, unpatched_target: Target) -> HttpApi:
    """An HTTP API on MiniStack without any patch."""
    return _http_api(unpatched_aws, unpatched_target)


@pytest.fixture
def echo_api(http_api: HttpApi, echo_arn: str) -> tuple[HttpApi, str]:
    """An HTTP API that may invoke a function that returns its event, and the ARN of the function's alias."""
    return http_api, echo_arn


@pytest.fixture
def unpatched_echo_api(unpatched_http_api: HttpApi, function: Any) -> tuple[HttpApi, str]:
    """As ``echo_api``, on MiniStack without any patch."""
    arn: str = function(unpatched_http_api.aws, ECHO)
    unpatched_http_api.permit(arn)
    return unpatched_http_api, arn
