import json

import pytest

MOCK = {
    "type": "mock",
    "requestTemplates": {"application/json": '{"statusCode": 200}'},
    "responses": {
        "default": {
            "statusCode": "200",
            "responseParameters": {"method.response.header.X-From": "'mock'"},
            "responseTemplates": {"application/json": '{"from": "mock"}'},
        }
    },
}


def integration(target, arn):
    """A proxy integration of a function."""
    prefix = f"arn:aws:apigateway:{target.region}:lambda:path/2015-03-31/functions"
    return {"type": "aws_proxy", "httpMethod": "POST", "uri": f"{prefix}/{arn}/invocations"}


def swagger_2(target, arn):
    """Movies in Swagger 2.0."""
    return {
        "swagger": "2.0",
        "info": {"title": "movies", "description": "All movies", "version": "2026-01-02"},
        "basePath": "/v1",
        "paths": {
            "/movies": {
                "post": {
                    "operationId": "putMovie",
                    "consumes": ["application/json"],
                    "parameters": [
                        {"name": "X-Id", "in": "header", "type": "string", "required": True},
                        {"name": "movie", "in": "body", "schema": {"$ref": "#/definitions/Movie"}},
                    ],
                    "responses": {"200": {"description": "OK", "schema": {"$ref": "#/definitions/Movie"}}},
                    "x-amazon-apigateway-request-validator": "all",
                    "x-amazon-apigateway-integration": integration(target, arn),
                },
                "options": {
                    "responses": {"200": {"description": "OK", "headers": {"X-From": {"type": "string"}}}},
                    "x-amazon-apigateway-integration": MOCK,
                },
            },
            "/movies/{id}": {
                "parameters": [{"name": "id", "in": "path", "type": "string", "required": True}],
                "x-amazon-apigateway-any-method": {"x-amazon-apigateway-integration": integration(target, arn)},
            },
            "/private": {
                "get": {"security": [{"sigv4": []}], "x-amazon-apigateway-integration": MOCK},
                "put": {"security": [{"api_key": []}], "x-amazon-apigateway-integration": MOCK},
            },
        },
        "securityDefinitions": {
            "sigv4": {
                "type": "apiKey",
                "name": "Authorization",
                "in": "header",
                "x-amazon-apigateway-authtype": "awsSigv4",
            },
            "api_key": {"type": "apiKey", "name": "x-api-key", "in": "header"},
        },
        "definitions": {
            "Year": {"type": "integer", "minimum": 1888},
            "Movie": {
                "type": "object",
                "required": ["title"],
                "properties": {"title": {"type": "string"}, "year": {"$ref": "#/definitions/Year"}},
            },
        },
        "x-amazon-apigateway-binary-media-types": ["image/png"],
        "x-amazon-apigateway-minimum-compression-size": 1024,
        "x-amazon-apigateway-api-key-source": "HEADER",
        "x-amazon-apigateway-request-validators": {
            "all": {"validateRequestBody": True, "validateRequestParameters": True}
        },
        "x-amazon-apigateway-gateway-responses": {
            "BAD_REQUEST_BODY": {
                "statusCode": 422,
                "responseParameters": {"gatewayresponse.header.X-Error": "'body'"},
                "responseTemplates": {"application/json": '{"error": $context.error.messageString}'},
            }
        },
    }


def open_api_3(target, arn):
    """The same movies in OpenAPI 3.0."""
    movies = swagger_2(target, arn)
    post, options = (movies["paths"]["/movies"][name] for name in ("post", "options"))
    reference = {"$ref": "#/components/schemas/Movie"}
    post |= {
        "parameters": [{"$ref": "#/components/parameters/Id"}],
        "requestBody": {"content": {"application/json": {"schema": reference}}},
        "responses": {"200": {"description": "OK", "content": {"application/json": {"schema": reference}}}},
    }
    del post["consumes"]
    options["responses"]["200"]["headers"] = {"X-From": {"schema": {"type": "string"}}}
    schemas = json.loads(json.dumps(movies.pop("definitions")).replace("definitions", "components/schemas"))
    parameter = {"name": "X-Id", "in": "header", "required": True, "schema": {"type": "string"}}
    movies["components"] = {
        "schemas": schemas,
        "parameters": {"Id": parameter},
        "securitySchemes": movies.pop("securityDefinitions"),
    }
    del movies["swagger"], movies["basePath"]
    servers = [{"url": "https://example.com/{basePath}", "variables": {"basePath": {"default": "/v1"}}}]
    return {"openapi": "3.0.1", "servers": servers, **movies}


@pytest.fixture(params=[swagger_2, open_api_3])
def document(request):
    """``document(target, function_arn)`` describes movies."""
    return request.param


@pytest.fixture
def minimal():
    """``minimal("/path", …)`` is a document with a mock for each path."""

    def document(*paths, **members):
        operations = {path: {"get": {"x-amazon-apigateway-integration": MOCK}} for path in paths}
        return {"openapi": "3.0.1", "info": {"title": "minimal", "version": "1"}, "paths": operations, **members}

    return document
