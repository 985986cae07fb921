"""https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions.html"""

import json

import pytest
import requests
import yaml
from botocore.exceptions import ClientError


class Imported:
    """An API that was made from a document."""

    def __init__(self, aws, target, document, **settings):
        self.aws, self.target = aws, target
        body = document if isinstance(document, bytes) else json.dumps(document).encode()
        self.response = aws("apigateway").import_rest_api(body=body, **settings)
        self.id = self.response["id"]

    def put(self, document, mode, **settings):
        body = json.dumps(document).encode()
        return self.aws("apigateway").put_rest_api(restApiId=self.id, mode=mode, body=body, **settings)

    def deploy(self):
        self.aws("apigateway").create_deployment(restApiId=self.id, stageName="live")

    def request(self, verb, path, **options):
        url = f"{self.target.endpoint_url}/_aws/execute-api/{self.id}/live{path}"
        return requests.request(verb, url, timeout=30, **options)

    def paths(self):
        return {one["path"] for one in self.aws("apigateway").get_resources(restApiId=self.id)["items"]}


@pytest.fixture
def movies(aws, target, echo_arn, document):
    """The movies API, deployed."""
    api = Imported(aws, target, document(target, echo_arn))
    api.deploy()
    return api


def test_the_settings_of_the_api_are_in_the_document(movies):
    expected = {
        "name": "movies",
        "description": "All movies",
        "version": "2026-01-02",
        "binaryMediaTypes": ["image/png"],
        "minimumCompressionSize": 1024,
        "apiKeySource": "HEADER",
        "endpointConfiguration": {"types": ["EDGE"], "ipAddressType": "ipv4"},
    }
    assert {name: movies.response[name] for name in expected} == expected


def test_a_function_is_integrated(movies):
    event = movies.request("POST", "/movies", json={"title": "x"}, headers={"X-Id": "1"}).json()
    assert (event["resource"], event["httpMethod"], json.loads(event["body"])) == ("/movies", "POST", {"title": "x"})
    event = movies.request("DELETE", "/movies/7").json()
    assert (event["resource"], event["pathParameters"]) == ("/movies/{id}", {"id": "7"})


def test_a_mock_is_integrated(movies):
    response = movies.request("OPTIONS", "/movies")
    assert (response.status_code, response.json(), response.headers["X-From"]) == (200, {"from": "mock"}, "mock")


def test_requests_are_validated(movies):
    assert movies.request("POST", "/movies", json={"title": "x"}).status_code == 400
    for movie in ({"year": 2000}, {"title": "x", "year": 1000}):
        response = movies.request("POST", "/movies", json=movie, headers={"X-Id": "1"})
        assert (response.status_code, response.json()) == (422, {"error": "Invalid request body"})
        assert response.headers["X-Error"] == "body"


def test_security_schemes_are_the_methods_authorization(movies):
    assert movies.request("GET", "/private").json() == {"message": "Missing Authentication Token"}
    assert movies.request("PUT", "/private").json() == {"message": "Forbidden"}


def test_methods_have_models_and_parameters(movies):
    client = movies.aws("apigateway")
    ids = {one["path"]: one["id"] for one in client.get_resources(restApiId=movies.id)["items"]}
    post = client.get_method(restApiId=movies.id, resourceId=ids["/movies"], httpMethod="POST")
    assert post["operationName"] == "putMovie"
    assert post["requestParameters"] == {"method.request.header.X-Id": True}
    assert post["requestModels"] == {"application/json": "Movie"}
    assert post["methodResponses"]["200"]["responseModels"] == {"application/json": "Movie"}
    options = client.get_method(restApiId=movies.id, resourceId=ids["/movies"], httpMethod="OPTIONS")
    assert options["methodResponses"]["200"]["responseParameters"] == {"method.response.header.X-From": False}
    any_ = client.get_method(restApiId=movies.id, resourceId=ids["/movies/{id}"], httpMethod="ANY")
    assert any_["requestParameters"] == {"method.request.path.id": True}
    schema = json.loads(client.get_model(restApiId=movies.id, modelName="Movie")["schema"])
    assert schema["properties"]["year"]["$ref"].endswith(f"/restapis/{movies.id}/models/Year")


def test_the_base_path_is_prepended_on_demand(aws, target, echo_arn, document):
    content = document(target, echo_arn)
    assert "/movies" in Imported(aws, target, content).paths()
    assert "/v1/movies" in Imported(aws, target, content, parameters={"basepath": "prepend"}).paths()


@pytest.mark.parametrize(
    ("mode", "path"), [("ignore", "/movies"), ("prepend", "/a/b/c/movies"), ("split", "/b/c/movies")]
)
def test_the_base_path_is_ignored_prepended_or_split(aws, target, minimal, mode, path):
    document = minimal("/movies", servers=[{"url": "https://example.com/a/b/c"}])
    paths = Imported(aws, target, document, parameters={"basepath": mode}).paths()
    assert max(paths, key=len) == path


def test_aws_variables_have_the_values_of_the_caller(aws, target, minimal):
    uri = "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/f${AWS::AccountId}"
    document = minimal("/a")
    integration = {"type": "aws_proxy", "httpMethod": "POST", "uri": uri}
    document["paths"]["/a"]["get"]["x-amazon-apigateway-integration"] = integration
    api = Imported(aws, target, document)
    client = aws("apigateway")
    (resource,) = (one for one in client.get_resources(restApiId=api.id)["items"] if one["path"] == "/a")
    found = client.get_integration(restApiId=api.id, resourceId=resource["id"], httpMethod="GET")["uri"]
    account = target.access_key_id
    assert found == f"arn:aws:apigateway:{target.region}:lambda:path/2015-03-31/functions/f{account}"


def test_a_document_can_be_yaml(aws, target, minimal):
    assert Imported(aws, target, yaml.safe_dump(minimal("/a")).encode()).paths() == {"/", "/a"}


def test_an_authorizer_is_made(aws, target, minimal):
    authorizer = {"type": "token", "authorizerUri": "arn:aws:apigateway:x", "authorizerResultTtlInSeconds": 60}
    scheme = {"type": "apiKey", "name": "X-Token", "in": "header", "x-amazon-apigateway-authorizer": authorizer}
    document = minimal("/a", components={"securitySchemes": {"token": scheme}}, security=[{"token": []}])
    api = Imported(aws, target, document)
    (made,) = aws("apigateway").get_authorizers(restApiId=api.id)["items"]
    assert (made["name"], made["type"], made["identitySource"]) == ("token", "TOKEN", "method.request.header.X-Token")
    (resource,) = (one for one in aws("apigateway").get_resources(restApiId=api.id)["items"] if one["path"] == "/a")
    method = aws("apigateway").get_method(restApiId=api.id, resourceId=resource["id"], httpMethod="GET")
    assert (method["authorizationType"], method["authorizerId"]) == ("CUSTOM", made["id"])


def test_overwrite_replaces_the_definition_and_merge_adds_to_it(aws, target, minimal):
    api = Imported(aws, target, minimal("/a", components={"schemas": {"A": {"type": "string"}}}))
    api.put(minimal("/b", components={"schemas": {"B": {"type": "string"}}}), "merge")
    assert api.paths() == {"/", "/a", "/b"}
    api.put(minimal("/c"), "overwrite")
    assert api.paths() == {"/", "/c"}
    assert aws("apigateway").get_models(restApiId=api.id)["items"] == []
    assert aws("apigateway").get_rest_api(restApiId=api.id)["rootResourceId"] == api.response["rootResourceId"]


def test_merge_keeps_the_validator_and_the_authorizer_of_other_methods(aws, target, minimal):
    authorizer = {"type": "token", "authorizerUri": "arn:aws:apigateway:x", "authorizerResultTtlInSeconds": 60}
    scheme = {"type": "apiKey", "name": "X-Token", "in": "header", "x-amazon-apigateway-authorizer": authorizer}
    shared = {
        "components": {"securitySchemes": {"token": scheme}},
        "security": [{"token": []}],
        "x-amazon-apigateway-request-validators": {"body": {"validateRequestBody": True}},
        "x-amazon-apigateway-request-validator": "body",
    }
    api = Imported(aws, target, minimal("/a", **shared))
    authorizer["authorizerResultTtlInSeconds"] = 0
    api.put(minimal("/b", **shared), "merge")
    client = aws("apigateway")
    (found,) = client.get_authorizers(restApiId=api.id)["items"]
    (validator,) = client.get_request_validators(restApiId=api.id)["items"]
    assert found["authorizerResultTtlInSeconds"] == 0
    for resource in client.get_resources(restApiId=api.id, embed=["methods"])["items"]:
        for method in resource.get("resourceMethods", {}).values():
            assert (method["authorizerId"], method["requestValidatorId"]) == (found["id"], validator["id"])


def test_a_stage_serves_the_overwritten_definition_after_a_deployment(aws, target, minimal):
    api = Imported(aws, target, minimal("/a"))
    api.deploy()
    api.put(minimal("/b"), "overwrite")
    assert [api.request("GET", path).status_code for path in ("/a", "/b")] == [200, 403]
    api.deploy()
    assert [api.request("GET", path).status_code for path in ("/a", "/b")] == [403, 200]


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"just text", b'{"openapi": "3.0.1"}', b'{"info": {"title": "x"}}'])
def test_something_else_is_refused(aws, target, minimal, body):
    with pytest.raises(ClientError, match="BadRequestException"):
        aws("apigateway").import_rest_api(body=body or b" ")
    api = Imported(aws, target, minimal("/a"))
    with pytest.raises(ClientError, match="BadRequestException"):
        aws("apigateway").put_rest_api(restApiId=api.id, mode="overwrite", body=body or b" ")


def broken(document, **members):
    document["components"] = {
        "a": {"$ref": "#/components/b"},
        "b": {"$ref": "#/components/a"},
        "parameters": {"Id": {}},
    }
    document["paths"]["/a"]["get"] |= members
    return document


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ({"x-amazon-apigateway-integration": {"type": "other"}}, "integration type must be non-null"),
        (
            {"x-amazon-apigateway-integration": {"type": "http", "httpMethod": "GET", "uri": "x"}},
            "Invalid HTTP endpoint",
        ),
        ({"x-amazon-apigateway-request-validator": "none"}, "Invalid Request Validator identifier"),
        ({"parameters": [{"$ref": "#/components/parameters/None"}]}, "Unable to resolve the reference"),
        (
            {"requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/None"}}}}},
            "Invalid model identifier specified: None",
        ),
        ({"parameters": [{"$ref": "#/components/a"}]}, "Unable to resolve the reference '#/components/a'"),
        ({"parameters": [{"$ref": "components/parameters/Id"}]}, "Unable to resolve the reference"),
        ({"parameters": [3], "security": [{"none": []}]}, "Security definition 'none' not found"),
        ({"security": {"none": []}}, "security is not of type array"),
        ({"responses": {"200": {"content": {"a/b": {"schema": "x"}}}}}, "Invalid OpenAPI input"),
        (
            {"x-amazon-apigateway-integration": {"type": "mock", "tlsConfig": {"insecureSkipVerification": True}}},
            "The local AWS doesn't import tlsConfig of an integration",
        ),
    ],
    ids=str,
)
def test_a_document_with_errors_changes_nothing(aws, target, minimal, members, message):
    before = len(aws("apigateway").get_rest_apis(limit=500)["items"])
    with pytest.raises(ClientError, match=message):
        Imported(aws, target, broken(minimal("/a"), **members))
    assert len(aws("apigateway").get_rest_apis(limit=500)["items"]) == before
    api = Imported(aws, target, minimal("/b"))
    with pytest.raises(ClientError, match=message):
        api.put(broken(minimal("/a"), **members), "overwrite")
    assert api.paths() == {"/", "/b"}


def test_what_is_ignored_is_a_warning_or_an_error(aws, target, minimal):
    document = broken(minimal("/a"), parameters=[{"name": "session", "in": "cookie"}])
    with pytest.raises(ClientError, match=r"Warnings found during import:\s*Parameter 'session' in 'cookie'"):
        Imported(aws, target, document, failOnWarnings=True)
    assert len(Imported(aws, target, document).response["warnings"]) == 1


def test_a_security_scheme_without_an_extension_is_ignored_with_a_warning(aws, target, minimal):
    document = minimal("/a", components={"securitySchemes": {"bearer": {"type": "http"}}}, security=[{"bearer": []}])
    warning = "Unsupported security definition type 'http' for 'bearer'. Ignoring."
    assert Imported(aws, target, document).response["warnings"] == [warning]
    with pytest.raises(ClientError, match=warning):
        Imported(aws, target, document, failOnWarnings=True)


def test_an_unknown_basepath_is_refused(aws, target, minimal):
    with pytest.raises(ClientError, match="Invalid basepath specified: other"):
        Imported(aws, target, minimal("/a"), parameters={"basepath": "other"})


def test_what_is_not_imported_is_refused_by_name(aws, target, minimal):
    document = minimal("/a", **{"x-amazon-apigateway-documentation": {"version": "1"}})
    with pytest.raises(ClientError, match="The local AWS doesn't import x-amazon-apigateway-documentation"):
        Imported(aws, target, document)


def test_an_api_that_does_not_exist_is_not_found(aws, minimal):
    with pytest.raises(ClientError, match="NotFoundException"):
        aws("apigateway").put_rest_api(restApiId="none", body=json.dumps(minimal("/a")).encode())


@pytest.mark.upstream
def test_unpatched_ministack_imports_nothing(unpatched_aws, unpatched_target, minimal):
    assert Imported(unpatched_aws, unpatched_target, minimal("/a")).paths() == {"/"}
