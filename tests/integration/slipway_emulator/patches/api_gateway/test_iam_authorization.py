import functools
import json
import subprocess
from dataclasses import replace

import pytest
import requests
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

ECHO = "import json\ndef handler(event, context):\n    return {'statusCode': 200, 'body': json.dumps(event)}\n"


def signed(api, key, path="/movies", secret=None):
    """PUT a body with a signature by botocore."""
    return put(api.url(path), api.target.region, key, secret)


def put(url, region, key, secret=None):
    body = b'{"title":"x"}'
    request = AWSRequest("PUT", url, data=body, headers={"Content-Type": "application/json"})
    credentials = Credentials(key["AccessKeyId"], secret or key["SecretAccessKey"])
    SigV4Auth(credentials, "execute-api", region).add_auth(request)
    return requests.put(url, data=body, headers=dict(request.headers), timeout=30)


def protected(api, arn):
    """``PUT /movies`` and ``PUT /movies/{id}`` with AWS_IAM."""
    movies = api.resource("movies")
    for resource in movies, api.resource("{id}", movies):
        api.method(resource, "PUT", arn, authorizationType="AWS_IAM")
    api.deploy()
    return api


@pytest.fixture
def api(rest_api, echo_arn):
    return protected(rest_api, echo_arn)


@pytest.fixture
def user(aws, unique_name):
    """A user with an access key; ``user.allow(resource)`` grants execute-api:Invoke."""
    return User(aws, unique_name)


class User:
    def __init__(self, aws, name):
        self.iam, self.name = aws("iam"), name
        self.arn = self.iam.create_user(UserName=name)["User"]["Arn"]
        self.key = self.iam.create_access_key(UserName=name)["AccessKey"]

    def allow(self, resource):
        statement = {"Effect": "Allow", "Action": "execute-api:Invoke", "Resource": resource}
        document = json.dumps({"Version": "2012-10-17", "Statement": statement})
        self.iam.put_user_policy(UserName=self.name, PolicyName="invoke", PolicyDocument=document)


def test_an_unsigned_call_is_denied(api):
    response = requests.put(api.url("/movies"), timeout=30)
    assert (response.status_code, response.json()) == (403, {"message": "Missing Authentication Token"})
    assert response.headers["x-amzn-ErrorType"] == "MissingAuthenticationTokenException"


def test_the_root_of_the_account_is_allowed(api):
    key = {"AccessKeyId": api.target.access_key_id, "SecretAccessKey": api.target.secret_access_key}
    assert signed(api, key).status_code == 200


def test_an_invalid_signature_is_denied(api, user):
    user.allow("*")
    response = signed(api, user.key, secret="wrong")
    assert response.status_code == 403
    assert response.headers["x-amzn-ErrorType"] == "InvalidSignatureException"


def test_a_call_signed_for_another_service_is_denied(api, user):
    user.allow("*")
    request = AWSRequest("PUT", api.url("/movies"), data=b"{}")
    credentials = Credentials(user.key["AccessKeyId"], user.key["SecretAccessKey"])
    SigV4Auth(credentials, "s3", api.target.region).add_auth(request)
    response = requests.put(api.url("/movies"), data=b"{}", headers=dict(request.headers), timeout=30)
    message = "Credential should be scoped to correct service: 'execute-api'."
    assert (response.status_code, response.json()) == (403, {"message": message})


def test_without_a_grant_the_error_names_the_missing_permission(api, user):
    response = signed(api, user.key)
    masked = api.arn("live/PUT/movies").replace(api.target.access_key_id, f"********{api.target.access_key_id[-4:]}")
    assert response.status_code == 403
    assert response.headers["x-amzn-ErrorType"] == "AccessDeniedException"
    assert response.json() == {
        "Message": f"User: {user.arn} is not authorized to perform: execute-api:Invoke on resource: {masked} "
        "because no identity-based policy allows the execute-api:Invoke action"
    }


def test_the_gateway_response_formats_the_denial(api, aws, user):
    aws("apigateway").put_gateway_response(
        restApiId=api.id,
        responseType="ACCESS_DENIED",
        responseTemplates={"application/json": '{"message":$context.error.messageString}'},
    )
    api.deploy()
    response = signed(api, user.key)
    assert response.status_code == 403
    assert response.json()["message"].startswith(f"User: {user.arn} is not authorized")


def test_a_grant_is_for_its_method_only(api, user):
    user.allow(api.arn("live/PUT/movies"))
    assert signed(api, user.key).status_code == 200
    assert signed(api, user.key, "/movies/1").status_code == 403


def test_the_event_identifies_the_caller(api, user):
    user.allow(api.arn("live/PUT/movies"))
    identity = signed(api, user.key).json()["requestContext"]["identity"]
    assert identity["userArn"] == user.arn
    assert identity["accountId"] == api.target.access_key_id
    assert identity["accessKey"] == user.key["AccessKeyId"]
    assert identity["caller"] == identity["user"] != None  # noqa: E711 - it is the user's unique id


@pytest.mark.parametrize(("secret", "status"), [(None, "200"), ("wrong", "403")])
def test_a_signature_by_curl_is_checked(api, user, secret, status):
    user.allow(api.arn("live/PUT/movies/*"))
    command = [
        *("curl", "--silent", "--output", "/dev/null", "--write-out", "%{http_code}", "--request", "PUT"),
        *("--aws-sigv4", f"aws:amz:{api.target.region}:execute-api"),
        *("--user", f"{user.key['AccessKeyId']}:{secret or user.key['SecretAccessKey']}"),
        *("--header", "Content-Type: application/json", "--data", '{"title":"Amélie"}', api.url("/movies/1")),
    ]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == status


def resource_policy(api, *statements):
    """Give the API a resource policy, whose statements are about all of its methods."""
    document = {"Version": "2012-10-17", "Statement": [{"Action": "execute-api:Invoke", **one} for one in statements]}
    api.aws("apigateway").update_rest_api(
        restApiId=api.id, patchOperations=[{"op": "replace", "path": "/policy", "value": json.dumps(document)}]
    )
    api.deploy()


def allow(principal):
    return {"Effect": "Allow", "Principal": {"AWS": principal}, "Resource": "execute-api:/*"}


def deny(principal):
    return {**allow(principal), "Effect": "Deny"}


@pytest.fixture
def other_target(target):
    """Another account on the same local AWS."""
    return replace(target, access_key_id="210987654321")


@pytest.fixture
def other_root(other_target):
    return {"AccessKeyId": other_target.access_key_id, "SecretAccessKey": other_target.secret_access_key}


@pytest.fixture
def other_user(other_target, unique_name):
    """A user of another account."""
    return User(functools.cache(other_target.client), unique_name)


def test_a_caller_of_another_account_needs_the_apis_policy_too(api, other_user):
    """https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html"""
    other_user.allow("*")
    response = signed(api, other_user.key)
    masked = api.arn("live/PUT/movies").replace(api.target.access_key_id, f"********{api.target.access_key_id[-4:]}")
    assert response.status_code == 403
    assert response.json() == {
        "Message": f"User: {other_user.arn} is not authorized to perform: execute-api:Invoke on resource: {masked} "
        "because no resource-based policy allows the execute-api:Invoke action"
    }
    resource_policy(api, allow(other_user.arn))
    assert signed(api, other_user.key).status_code == 200


def test_the_apis_policy_is_not_enough_for_a_caller_of_another_account(api, other_user):
    resource_policy(api, allow("*"))
    assert "no identity-based policy allows" in signed(api, other_user.key).json()["Message"]
    other_user.allow(api.arn("live/PUT/movies"))
    assert signed(api, other_user.key).status_code == 200


def test_the_root_of_another_account_needs_the_apis_policy(api, other_root):
    assert "no resource-based policy allows" in signed(api, other_root).json()["Message"]
    resource_policy(api, allow(other_root["AccessKeyId"]))
    assert signed(api, other_root).status_code == 200


def test_in_the_apis_account_its_policy_is_enough(api, user):
    resource_policy(api, allow(user.arn))
    assert signed(api, user.key).status_code == 200


@pytest.mark.parametrize("principal", ["*", "user"])
def test_a_deny_in_the_apis_policy_wins(api, user, principal):
    user.allow("*")
    resource_policy(api, allow("*"), deny(user.arn if principal == "user" else principal))
    response = signed(api, user.key)
    assert response.status_code == 403
    assert response.json()["Message"].endswith("with an explicit deny in a resource-based policy")


def test_a_deny_in_the_apis_policy_is_for_the_root_too(api):
    key = {"AccessKeyId": api.target.access_key_id, "SecretAccessKey": api.target.secret_access_key}
    resource_policy(api, deny("*"))
    assert signed(api, key).status_code == 403


def test_an_http_api_is_for_callers_of_its_account_only(aws, target, echo_arn, user, other_user, other_root):
    """It has no resource policy: https://repost.aws/knowledge-center/api-gateway-iam-cross-account-http-api"""
    client = aws("apigatewayv2")
    id_ = client.create_api(Name="protected", ProtocolType="HTTP", Target=echo_arn)["ApiId"]
    (route,) = client.get_routes(ApiId=id_)["Items"]
    client.update_route(ApiId=id_, RouteId=route["RouteId"], AuthorizationType="AWS_IAM")
    url = f"{target.endpoint_url}/_aws/execute-api/{id_}/movies"
    user.allow("*")
    other_user.allow("*")
    assert put(url, target.region, user.key).status_code == 200
    for key in (other_user.key, other_root):
        response = put(url, target.region, key)
        assert (response.status_code, response.json()) == (403, {"message": "Forbidden"})


@pytest.mark.upstream
def test_unpatched_ministack_ignores_the_gateway_responses(unpatched_rest_api, unpatched_aws, function, unique_name):
    arn = function(unpatched_aws, ECHO)
    unpatched_rest_api.permit(arn)
    api = protected(unpatched_rest_api, arn)
    assert "__type" in signed(api, User(unpatched_aws, unique_name).key).json()
