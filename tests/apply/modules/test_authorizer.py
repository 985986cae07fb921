"""Who reaches the routes behind each kind of authorizer."""

import pytest
from module_examples import MODULES

from slipway.harness import unique_name as make_unique_name

from .conftest import deploy

EXAMPLE = "authorizer/minimal"
MOVIES = """
import json


def handler(event, context):
    return {"statusCode": 200, "body": json.dumps(event["requestContext"]["authorizer"])}
"""
SIMPLE = """
def handler(event, context):
    return {"isAuthorized": event["headers"]["authorization"] == "valid", "context": {"user": "42"}}
"""
# https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html
POLICY = """
def handler(event, context):
    headers = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
    token = event.get("authorizationToken") or headers["x-session"]
    effect = "Allow" if token == "valid" else "Deny"
    resource = event["methodArn"].split("/")[0] + "/*"
    statement = {"Action": "execute-api:Invoke", "Effect": effect, "Resource": resource}
    policy = {"Version": "2012-10-17", "Statement": [statement]}
    return {"principalId": "42", "policyDocument": policy, "context": {"user": event["type"]}}
"""


def deploy_both(aws, outputs, authorizer):
    names = outputs["function_names"]
    deploy(aws("lambda"), names["movies"], MOVIES)
    deploy(aws("lambda"), names["session"], authorizer)


def test_a_function_decides_about_requests_of_an_http_api(stack, aws, http):
    deploy_both(aws, stack.outputs, SIMPLE)
    url = f"{stack.outputs['url']}/movies"

    http.get(url).expect(401)
    http.get(url, headers={"Authorization": "wrong"}).expect(403)
    found = http.get(url, headers={"Authorization": "valid"}).expect(200).json()
    assert found == {"lambda": {"user": "42"}}


@pytest.fixture(scope="module")
def rest(tf_module, aws):
    """The example with a REST API, with its functions deployed."""
    stack = tf_module(MODULES / "authorizer" / "examples" / "rest-api", name=make_unique_name()).apply()
    deploy_both(aws, stack.outputs, POLICY)
    return stack


def test_a_function_decides_about_the_tokens_of_a_rest_api(rest, http):
    url = f"{rest.outputs['url']}/sessions"

    http.get(url).expect(401)
    http.get(url, headers={"X-Session": "NOT IN THE PATTERN"}).expect(401)
    http.get(url, headers={"X-Session": "wrong"}).expect(403)
    found = http.get(url, headers={"X-Session": "valid"}).expect(200).json()
    assert (found["principalId"], found["user"]) == ("42", "TOKEN")


def test_a_function_decides_about_the_requests_of_a_rest_api(rest, http):
    url = f"{rest.outputs['url']}/partners"

    http.get(url, headers={"X-Session": "valid"}).expect(401)  # without the other identity source
    http.get(f"{url}?partner=a", headers={"X-Session": "wrong"}).expect(403)
    found = http.get(f"{url}?partner=a", headers={"X-Session": "valid"}).expect(200).json()
    assert found["user"] == "REQUEST"


def test_a_rest_api_refuses_tokens_that_the_pool_has_not_signed(rest, aws, http):
    """On the local AWS also those of its pool, which aren't signed: docs/local-aws.md."""
    url, pool, cognito = f"{rest.outputs['url']}/movies", rest.outputs["user_pool_id"], aws("cognito-idp")
    flows = ["ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
    client = cognito.create_user_pool_client(UserPoolId=pool, ClientName="web", ExplicitAuthFlows=flows)
    cognito.admin_create_user(UserPoolId=pool, Username="ada", MessageAction="SUPPRESS")
    cognito.admin_set_user_password(UserPoolId=pool, Username="ada", Password="Correct-horse-1", Permanent=True)
    token = cognito.admin_initiate_auth(
        UserPoolId=pool,
        ClientId=client["UserPoolClient"]["ClientId"],
        AuthFlow="ADMIN_USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": "ada", "PASSWORD": "Correct-horse-1"},
    )["AuthenticationResult"]["IdToken"]

    http.get(url).expect(401)
    http.get(url, headers={"Authorization": f"{token.rpartition('.')[0]}.forged"}).expect(401)


def test_the_api_with_authorizers_converges(rest):
    rest.assert_converged()
